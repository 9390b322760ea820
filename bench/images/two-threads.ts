/**
 * What two threads gain that share the batches of training (src/compute/tfjs/data-parallel), against one: steps of the three
 * networks, and of preset `pocket` at the widths of its first and its last growth, with the drawing of its batches, which one
 * thread does. In Node, by turns in one process, whose first thread both have in common.
 */
import { openWasmImageEngine } from '../../src/cli/engines.ts';
import { readImageData } from '../../src/cli/image-data.ts';
import { openSecondThread } from '../../src/cli/open-second-thread.ts';
import type { ImageBatch } from '../../src/compute/image-engine.ts';
import type { ConvNet } from '../../src/compute/tfjs/conv-net.ts';
import { createImageEngine } from '../../src/compute/tfjs/image-engine.ts';
import { kernelOps } from '../../src/compute/tfjs/kernel-ops.ts';
import { DESCENT } from '../../src/compute/tfjs/trainer.ts';
import {
  type Description,
  INPUT,
  initialGroup,
  type Layer,
  neuronCount,
  OUTPUT,
} from '../../src/networks/description.ts';
import { initialise } from '../../src/networks/tensors.ts';
import { batchesPerEpoch, type ImageData, trainingBatches } from '../../src/runs/images/image-data.ts';
import { imagePresetById } from '../../src/runs/images/image-recipe.ts';
import { formatTable, median, short } from '../table.ts';
import { networksThatGrow, PRESET } from './growth-step.ts';
import { imagesProblem, NETWORK_NAMES, RATE, SIZE } from './problem.ts';

/** How long a turn of steps should take, in milliseconds. Steps are timed one by one: on a busy machine the best of many counts. */
const ENOUGH = 600;

/** A plain stack of convolutions as a run has it. */
function descriptionOf({ channels, layers: stack, classes }: ConvNet): Description {
  const groups = [initialGroup(INPUT, channels, false)];
  const layers: Layer[] = [];
  for (const each of stack) {
    if (each === 'pool') {
      layers.push({ kind: 'pool', pool: 'max' });
      continue;
    }
    const [reads, name] = [groups.at(-1)!.name, `conv${groups.length}`];
    groups.push(initialGroup(name, each));
    layers.push({ kind: 'convolution', name, reads, writes: name, size: 3, bias: false, gain: 2 });
    layers.push({ kind: 'norm', name, group: name }, { kind: 'activation', activation: 'relu' });
  }
  const head = { kind: 'convolution', name: 'head', reads: groups.at(-1)!.name, writes: OUTPUT } as const;
  layers.push({ kind: 'pool', pool: 'mean' }, { ...head, size: 1, bias: true, gain: 1 });
  groups.push(initialGroup(OUTPUT, classes, false));
  return { height: SIZE, width: SIZE, groups, layers };
}

/** Something that both are timed at; resolves when it is done. */
type Work = () => unknown;

async function timeOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds of one thread and of two, each so many `times` in its turn. */
async function takeTurns(works: readonly [Work, Work], rounds: number, times = 1): Promise<[number[], number[]]> {
  const measured: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const [k, work] of works.entries()) {
      for (let time = 0; time < times; time += 1) measured[k]!.push(await timeOf(work));
    }
  }
  return measured;
}

function row(name: string, [alone, shared]: [number[], number[]]): string[] {
  const both = (list: readonly number[]) => `${short(Math.min(...list))} / ${short(median(list))}`;
  const gain = (of: (list: readonly number[]) => number) => `${(of(alone) / of(shared)).toFixed(2)}x`;
  return [name, both(alone), both(shared), gain((list) => Math.min(...list)), gain(median)];
}

/** Epoch after epoch, as a run draws them, without the smaller one at the end of each. */
function* endlessBatches(data: ImageData, batch: number): Generator<ImageBatch, never> {
  for (let epoch = 1; ; epoch += 1) {
    for (const drawn of trainingBatches(data.train, batch, 1, `bench / epoch ${epoch}`)) {
      if (drawn.labels.length === batch) yield drawn;
    }
  }
}

/** A table of milliseconds, best and median. */
export async function benchTwoThreads(rounds: number): Promise<string> {
  const one = await openWasmImageEngine();
  const { second, worker } = await openSecondThread();
  const two = createImageEngine(kernelOps, second);
  const rows: string[][] = [];
  for (const name of NETWORK_NAMES) {
    const { net, images, labels } = imagesProblem(name);
    const network = initialise(descriptionOf(net), 1);
    const trainings = [one, two].map((engine) => engine.openTraining(network));
    const step = (k: number) => trainings[k]!.step({ images, labels }, { rate: RATE, ...DESCENT });
    const works = [() => step(0), () => step(1)] as const;
    const warmUp = await takeTurns(works, 1, 3);
    const steps = Math.max(2, Math.round(ENOUGH / Math.min(...warmUp[0])));
    rows.push(row(name, await takeTurns(works, rounds, steps)));
    for (const training of trainings) training.dispose();
  }
  const { batch, rate, ...counts } = imagePresetById(PRESET);
  const data = await readImageData(counts);
  const perEpoch = batchesPerEpoch(data, batch);
  for (const network of networksThatGrow()) {
    const works = [one, two].map((engine) => {
      const training = engine.openTraining(network);
      const batches = endlessBatches(data, batch);
      return () => training.step(batches.next().value, { ...DESCENT, rate });
    }) as [Work, Work];
    await takeTurns(works, 1, perEpoch);
    const name = `pocket, ${neuronCount(network.description)} channels, batch ${batch}, and drawing it`;
    rows.push(row(name, await takeTurns(works, rounds, perEpoch)));
  }
  await worker.terminate();
  return formatTable([['best / median', 'one thread, ms', 'two threads, ms', 'gain, best', 'median'], ...rows]);
}

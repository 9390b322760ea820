/**
 * What two threads gain that share the batches of training (src/compute/tfjs/data-parallel), against one: steps of the three
 * networks, and epochs of preset `pocket` at the widths of its first and its last growth. In Node, by turns in one process,
 * whose first thread both have in common.
 */
import { openWasmImageEngine } from '../../src/cli/engines.ts';
import { readImageData } from '../../src/cli/image-data.ts';
import { openSecondThread } from '../../src/cli/open-second-thread.ts';
import type { ImageEngine } from '../../src/compute/image-engine.ts';
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
import { imagePresetById } from '../../src/runs/images/image-recipe.ts';
import { initialState } from '../../src/runs/images/image-run.ts';
import { formatTable, median, short } from '../table.ts';
import { networksThatGrow, PRESET, trainEpoch } from './growth-step.ts';
import { imagesProblem, NETWORK_NAMES, RATE, SIZE } from './problem.ts';

/** How long one measurement of steps should take, in milliseconds. */
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

/** Milliseconds of one thread and of two, by turns. */
async function takeTurns(one: Work, two: Work, rounds: number): Promise<[number[], number[]]> {
  const [alone, shared]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await timeOf(one));
    shared.push(await timeOf(two));
  }
  return [alone, shared];
}

function row(name: string, [alone, shared]: [number[], number[]]): string[] {
  const both = (list: readonly number[]) => `${short(Math.min(...list))} / ${short(median(list))}`;
  const gain = (of: (list: readonly number[]) => number) => `${(of(alone) / of(shared)).toFixed(2)}x`;
  return [name, both(alone), both(shared), gain((list) => Math.min(...list)), gain(median)];
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
    const warmUp = [0, 0, 0, 1, 1, 1].map((k) => timeOf(() => step(k)));
    const steps = Math.max(2, Math.round(ENOUGH / (await warmUp[2]!)));
    const work = (k: number) => async () => {
      for (let count = 0; count < steps; count += 1) step(k);
      await trainings[k]!.read();
    };
    const [alone, shared] = await takeTurns(work(0), work(1), rounds);
    rows.push(row(name, [alone.map((time) => time / steps), shared.map((time) => time / steps)]));
    for (const training of trainings) training.dispose();
  }
  const data = await readImageData(imagePresetById(PRESET));
  for (const network of networksThatGrow()) {
    const state = { ...initialState({ preset: PRESET, method: 'firefly', seed: 1 }, 10), network };
    const work = (engine: ImageEngine) => () => trainEpoch(engine, data, state);
    for (const engine of [one, two]) await work(engine)();
    const name = `an epoch of pocket, ${neuronCount(network.description)} channels`;
    rows.push(row(name, await takeTurns(work(one), work(two), rounds)));
  }
  await worker.terminate();
  return formatTable([['best / median', 'one thread, ms', 'two threads, ms', 'gain, best', 'median'], ...rows]);
}

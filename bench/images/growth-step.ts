/**
 * What a growth costs, in epochs of training on the same images: preset `pocket`, at the widths of its first and of its last
 * growth, in Node, by turns in one process.
 */
import { fileURLToPath } from 'node:url';
import { readImageData } from '../../src/cli/image-data.ts';
import type { ImageEngine } from '../../src/compute/image-engine.ts';
import { openImageCompute } from '../../src/compute/tfjs/image-compute.ts';
import { createImageEngine } from '../../src/compute/tfjs/image-engine.ts';
import { widen } from '../../src/methods/images/even-growth.ts';
import { vgg } from '../../src/networks/architectures.ts';
import { neuronCount, widths } from '../../src/networks/description.ts';
import { type DeepNetwork, initialise } from '../../src/networks/tensors.ts';
import { type ImageData, trainingBatches } from '../../src/runs/images/image-data.ts';
import { imagePresetById, initialDescription, neuronBudget, rateOf } from '../../src/runs/images/image-recipe.ts';
import { growImages, IMAGE_DESCENT, type ImageState, initialState } from '../../src/runs/images/image-run.ts';
import { formatTable, median, short } from '../table.ts';

export const PRESET = 'pocket';
/** The first is the one that has the target, the last two those that it should be cheaper than. */
const METHODS = ['firefly', 'firefly-split', 'splitting-fast', 'splitting', 'nash'] as const;
/** Epochs of training before anything is measured; they are the warm-up too. */
const WARM_UP = 2;
/** Who needs more than so many epochs is measured once. */
const SLOW_GROWTH = 12;
/** Most epochs that a Firefly growth may cost. */
const TARGET = 4;

/** On a busy machine the time of the processor is the steadier of the two. */
interface Time {
  readonly wall: number;
  readonly processor: number;
}

export interface GrowthRow {
  readonly name: string;
  /** Channels of the network that grows. */
  readonly channels: number;
  readonly seconds: readonly Time[];
}

async function timeOf(work: () => Promise<unknown>): Promise<Time> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
}

/** The networks of the first and the last growth, as wide everywhere as the budgets allow. */
export function networksThatGrow(): DeepNetwork[] {
  const preset = imagePresetById(PRESET);
  const small = initialDescription({ preset: PRESET, method: 'firefly' }, 10);
  let neurons = neuronCount(small);
  for (let phase = 2; phase < preset.phases; phase += 1) neurons += neuronBudget(preset, neurons);
  const last = vgg({ depth: 11, width: widen(widths(small), neurons - neuronCount(small)), classes: 10 });
  return [small, last].map((description) => initialise(description, 1));
}

/** One epoch as a run trains it, reading the network included. */
async function trainEpoch(engine: ImageEngine, data: ImageData, state: ImageState): Promise<ImageState> {
  const { batch, rate, epochs } = imagePresetById(PRESET);
  const training = engine.openTraining(state.network, state.momentum);
  try {
    const settings = { ...IMAGE_DESCENT, rate: rateOf(rate, 0, epochs) };
    for (const images of trainingBatches(data.train, batch, 1, 'bench')) training.step(images, settings);
    return { ...state, ...(await training.read()) };
  } finally {
    training.dispose();
  }
}

async function grow(engine: ImageEngine, data: ImageData, method: string, state: ImageState): Promise<void> {
  const growth = growImages(engine, { preset: PRESET, method, seed: 1 }, data, state);
  while (!(await growth.next()).done);
}

async function measureNetwork(
  engine: ImageEngine,
  data: ImageData,
  network: DeepNetwork,
  methods: readonly string[],
  rounds: number,
): Promise<GrowthRow[]> {
  const channels = neuronCount(network.description);
  let state: ImageState = { ...initialState({ preset: PRESET, method: 'firefly', seed: 1 }, 10), network };
  for (let epoch = 0; epoch < WARM_UP; epoch += 1) state = await trainEpoch(engine, data, state);
  const epoch: Time[] = [];
  const measured = new Map(methods.map((method): [string, Time[]] => [method, []]));
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`growth of ${channels} channels: round ${round + 1} of ${rounds}\n`);
    epoch.push(await timeOf(() => trainEpoch(engine, data, state)));
    for (const [method, times] of measured) {
      if (times[0] && times[0].processor > SLOW_GROWTH * epoch[0]!.processor) continue;
      times.push(await timeOf(() => grow(engine, data, method, state)));
    }
  }
  const rows = [...measured].map(([name, seconds]): GrowthRow => ({ name, channels, seconds }));
  return [{ name: 'one epoch of training', channels, seconds: epoch }, ...rows];
}

/** @param only parts of ids of methods, if not all of them are to grow */
export async function benchGrowth(rounds: number, only: readonly string[] = []) {
  const methods = METHODS.filter((id) => only.length === 0 || only.some((part) => id.includes(part)));
  const folder = new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url);
  const compute = await openImageCompute({ kind: 'cpu', wasmAddress: fileURLToPath(folder) });
  const engine = createImageEngine(compute.ops);
  const data = await readImageData(imagePresetById(PRESET));
  const rows: GrowthRow[] = [];
  for (const network of networksThatGrow())
    rows.push(...(await measureNetwork(engine, data, network, methods, rounds)));
  compute.dispose();
  return summarize(rows);
}

function summarize(rows: readonly GrowthRow[]) {
  const middle = ({ seconds }: GrowthRow, clock: keyof Time) => median(seconds.map((time) => time[clock]));
  const lines = ['', 'Growth of preset pocket in epochs of training on the same images; medians.'];
  const epochs: {
    readonly name: string;
    readonly channels: number;
    readonly wall: number;
    readonly processor: number;
  }[] = [];
  for (const channels of new Set(rows.map((row) => row.channels))) {
    const [epoch, ...growths] = rows.filter((row) => row.channels === channels) as [GrowthRow, ...GrowthRow[]];
    const table = [epoch, ...growths].map((row) => {
      const [wall, processor] = (['wall', 'processor'] as const).map(
        (clock) => middle(row, clock) / middle(epoch, clock),
      );
      if (row !== epoch) epochs.push({ name: row.name, channels, wall: wall!, processor: processor! });
      const seconds = [middle(row, 'wall'), middle(row, 'processor'), wall!, processor!].map(short);
      return [row.name, String(row.seconds.length), ...seconds];
    });
    const head = [`${channels} channels`, 'times', 'seconds', 'processor seconds', 'epochs', 'epochs by processor'];
    lines.push('', formatTable([head, ...table]));
  }
  const firefly = epochs.filter(({ name }) => name === 'firefly');
  const verdicts = firefly.map(({ channels, processor }) => {
    const met = processor <= TARGET;
    return {
      met,
      line: `firefly, ${channels} channels: ${short(processor)} epochs, asked at most ${TARGET}: ${met ? 'met' : 'MISSED'}`,
    };
  });
  lines.push('', ...verdicts.map(({ line }) => line));
  return { report: lines.join('\n'), passed: verdicts.every(({ met }) => met), result: { rows, epochs } };
}

/**
 * A process in which one method grows one network, so that nobody pays for what another method left behind. Its first message says
 * that it is warm; every message it gets asks for one more round.
 */

import { openWasmImageEngine } from '../../src/cli/engines.ts';
import { readImageData } from '../../src/cli/image-data.ts';
import type { ImageEngine } from '../../src/compute/image-engine.ts';
import { type ImageData, trainingBatches } from '../../src/runs/images/image-data.ts';
import { imagePresetById, rateOf } from '../../src/runs/images/image-recipe.ts';
import { growImages, IMAGE_DESCENT, type ImageState, initialState } from '../../src/runs/images/image-run.ts';
import { type GrowthRound, networksThatGrow, PRESET, type Time } from './growth-step.ts';

/** Epochs of training before anything is measured; they are the warm-up too. */
const WARM_UP = 2;

async function timeOf<T>(work: () => Promise<T>): Promise<readonly [Time, T]> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const made = await work();
  const { user, system } = process.cpuUsage(before);
  return [{ wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }, made];
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

const [method, index] = [process.argv[2]!, Number(process.argv[3])];
const engine = await openWasmImageEngine();
const data = await readImageData(imagePresetById(PRESET));
const network = networksThatGrow()[index]!;
let state: ImageState = { ...initialState({ preset: PRESET, method: 'firefly', seed: 1 }, 10), network };
for (let epoch = 0; epoch < WARM_UP; epoch += 1) state = await trainEpoch(engine, data, state);

process.on('message', async () => {
  const [epoch] = await timeOf(() => trainEpoch(engine, data, state));
  const [growth] = await timeOf(() => grow(engine, data, method, state));
  process.send!({ epoch, growth } satisfies GrowthRound);
});
process.send!('warm');

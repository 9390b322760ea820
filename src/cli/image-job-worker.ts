/** A worker thread of image runs: an engine of its own, one run after the other. Started by image-job-worker.mjs. */
import type { ImageEngine } from '../compute/image-engine.ts';
import type { ImageOutcome } from '../experiments/image-experiment.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import { settingsOf } from '../runs/images/image-recipe.ts';
import { answerOrders } from './answer-orders.ts';
import { openWasmImageEngine } from './engines.ts';
import { readImageData } from './image-data.ts';
import { runImageJob } from './image-job.ts';
import type { ImageJobNews, ImageJobOrder } from './image-job-messages.ts';

let engine: Promise<ImageEngine> | undefined;
const images = new Map<string, Promise<ImageData>>();

/** The images of an order, read once. */
function imagesOf({ recipe, train, test }: ImageJobOrder): Promise<ImageData> {
  const key = JSON.stringify([recipe.preset, train, test]);
  const found = images.get(key) ?? readImageData(settingsOf(recipe), train, test);
  images.set(key, found);
  return found;
}

answerOrders<ImageJobOrder, ImageOutcome, ImageJobNews>(async (order, report) => {
  engine ??= openWasmImageEngine(order.threads);
  // The processor keeps nothing back.
  const opened = { engine: await engine, releaseMemory() {} };
  await runImageJob(opened, order, await imagesOf(order), (message) => {
    report(message);
    return undefined;
  });
});

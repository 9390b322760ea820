/** A worker thread of image runs: an engine of its own, one run after the other. Started by image-job-worker.mjs. */
import type { ImageOutcome } from '../experiments/image-experiment.ts';
import type { ImageData } from '../runs/images/image-data.ts';
import { settingsOf } from '../runs/images/image-recipe.ts';
import { runImages } from '../runs/images/image-run.ts';
import { answerOrders } from './answer-orders.ts';
import { readImageData } from './image-data.ts';
import { openWasmImageEngine } from './image-engines.ts';
import type { ImageJobNews, ImageJobOrder } from './image-job-messages.ts';

const engine = openWasmImageEngine();
const images = new Map<string, Promise<ImageData>>();

/** The images of an order, read once. */
function imagesOf({ recipe, train, test }: ImageJobOrder): Promise<ImageData> {
  const key = JSON.stringify([recipe.preset, train, test]);
  const found = images.get(key) ?? readImageData(settingsOf(recipe), train, test);
  images.set(key, found);
  return found;
}

answerOrders<ImageJobOrder, ImageOutcome, ImageJobNews>(async (order, report) => {
  const run = runImages(await engine, order.recipe, await imagesOf(order));
  let number = 0;
  let next = await run.next();
  while (!next.done) {
    const event = next.value;
    if (event.kind === 'step') report({ kind: 'steps', steps: event.steps });
    if (event.kind === 'phase') {
      number += 1;
      report({ kind: 'news', news: { number, phase: event.phase } });
    }
    next = await run.next();
  }
  report({ kind: 'done', outcome: { seed: order.recipe.seed, phases: next.value } });
});

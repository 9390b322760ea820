/** A run store on workers without threads. Imported by tests only. */
import { afterEach } from 'vitest';
import type { DescentEvent } from '../growth/events.ts';
import { SMALL_RECIPE } from '../runs/arbitrary.ts';
import type { Recipe } from '../runs/recipe.ts';
import { createLoopback, type Loopback, type LoopbackOptions } from '../worker/loopback.ts';
import { createRunStore, type RunStore } from './run-store.ts';

/** More events than the worker may be ahead. */
export const LONG: Recipe = { ...SMALL_RECIPE, stepsPerPhase: 150, directionSteps: 2, maxNeurons: 6 };

const opened: RunStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.getState().dispose();
});

export function openStore(options: LoopbackOptions = {}) {
  const workers: Loopback[] = [];
  const store = createRunStore(() => {
    const worker = createLoopback(options);
    workers.push(worker);
    return worker;
  });
  opened.push(store);
  return { store, workers, get: store.getState };
}

export async function settle(): Promise<void> {
  for (let k = 0; k < 4; k += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Until the worker has nothing more to do: it has finished, or waits for credit. */
export async function arrive(store: RunStore): Promise<void> {
  for (let before = -1; before !== store.getState().events.length; ) {
    before = store.getState().events.length;
    await settle();
    if (store.getState().status === 'computing') await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function opens(recipe = SMALL_RECIPE, playing = false) {
  const opening = openStore();
  opening.get().start(recipe, playing);
  await arrive(opening.store);
  return opening;
}

/** Plays a frame at a time until playback stops. */
export async function playOut(store: RunStore, frame = 16): Promise<void> {
  for (let frames = 0; store.getState().playing; frames += 1) {
    if (frames > 20_000) throw new Error('Playback never ends.');
    store.getState().advance(frame, false);
    if (frames % 20 === 0) await settle();
  }
}

/** The event on screen. */
export const shown = ({ getState }: RunStore): DescentEvent => getState().events[getState().cursor]!;

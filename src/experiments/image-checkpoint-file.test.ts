import { expect, it } from 'vitest';
import { countParameters } from '../networks/counting.ts';
import type { ImageRecipe } from '../runs/images/image-recipe.ts';
import { type ImageState, initialState } from '../runs/images/image-run.ts';
import { checkpointRecipe, type ImageCheckpoint, packCheckpoint, readCheckpoint } from './image-checkpoint-file.ts';

const recipe: ImageCheckpoint['recipe'] = {
  experiment: 'images',
  preset: 'tiny',
  method: 'firefly',
  seeds: [3, 1, 2],
  images: { dataset: 'CIFAR-10', sha256: 'abc' },
};

function stateOf(seed: number, changes: Partial<ImageRecipe> = {}): ImageState {
  const state = initialState({ ...recipe, ...changes, seed }, 10);
  return { ...state, momentum: { 'head.bias': Float32Array.from({ length: 10 }, (_, k) => k + seed / 7) } };
}

const running = new Map([3, 2].map((seed) => [seed, stateOf(seed)]));
const checkpoint: ImageCheckpoint = { recipe, seconds: 12.5, finished: [], running };

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
const bytes = joined(packCheckpoint(checkpoint));

it('holds every number of the runs that are under way', () => {
  expect(checkpointRecipe(bytes, 'a')).toEqual(recipe);
  expect(readCheckpoint(bytes, 'a', 10)).toEqual(checkpoint);
  // Node's own kind of bytes, which slices without copying.
  expect(readCheckpoint(Buffer.from(bytes), 'a', 10)).toEqual(checkpoint);
});

it('says in one sentence what is wrong with it', () => {
  const refusal = (file: Uint8Array) => () => readCheckpoint(file, 'a', 10);
  expect(refusal(bytes.subarray(0, 40))).toThrow('a is not a checkpoint of an image run: it does not begin');
  expect(refusal(bytes.subarray(0, bytes.length - 3))).toThrow(/cut off in the tensor head\.bias/);
  expect(refusal(new Uint8Array([...bytes, 0]))).toThrow(/more behind its numbers/);
  expect(refusal(new TextEncoder().encode('{"format": "other"}\n'))).toThrow(/see "format"/);
  const nothing = joined(packCheckpoint({ ...checkpoint, running: new Map([[9, stateOf(9)]]) }));
  expect(refusal(nothing)).toThrow(/its runs are not those of its recipe/);
  const unfinite = bytes.slice();
  unfinite.fill(255, bytes.length - 4);
  expect(refusal(unfinite)).toThrow(/not finite/);
  const other = joined(packCheckpoint({ ...checkpoint, recipe: { ...recipe, preset: 'tiny-depth' } }));
  expect(refusal(other)).toThrow(/groups/);
});

it('costs four bytes a number, so that the largest network is no trouble, and its text stays short', () => {
  const state = stateOf(1, { method: 'full' });
  const parts = packCheckpoint({
    ...checkpoint,
    recipe: { ...recipe, method: 'full' },
    running: new Map([[1, state]]),
  });
  const numbers = parts.slice(1).reduce((sum, part) => sum + part.byteLength, 0);
  const parameters = countParameters(state.network.description);
  expect(parameters).toBeGreaterThan(9e6);
  expect(numbers / parameters).toBeCloseTo(4, 1);
  // Parts are views: nothing is copied.
  expect(parts[1]!.buffer).toBe(Object.values(state.network.tensors)[0]!.buffer);
});

import { expect, it } from 'vitest';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import { type ImageState, initialState } from '../runs/images/image-run.ts';
import { recordedSettings } from '../runs/images/recorded-settings.ts';
import { checkpointRecipe, type ImageCheckpoint, packCheckpoint, readCheckpoint } from './image-checkpoint-file.ts';

const recipe: ImageCheckpoint['recipe'] = {
  experiment: 'images',
  preset: 'tiny',
  method: 'firefly',
  seeds: [3, 1, 2],
  images: { dataset: 'CIFAR-10', sha256: 'abc' },
};

function stateOf(seed: number): ImageState {
  const state = initialState({ ...recipe, seed }, 10);
  return { ...state, momentum: { 'head.bias': Float32Array.from({ length: 10 }, (_, k) => k + seed / 7) } };
}

const running = new Map([3, 2].map((seed) => [seed, stateOf(seed)]));
const settings = recordedSettings(recipe);
const checkpoint: ImageCheckpoint = {
  recipe,
  settings,
  engine: 'cpu',
  threads: [1],
  seconds: 12.5,
  finished: [],
  running,
};

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

it("knows how many threads computed it, and is one thread's where it does not say so", () => {
  const shared = { ...checkpoint, threads: [1, 2] as const };
  expect(readCheckpoint(joined(packCheckpoint(shared)), 'a', 10)).toEqual(shared);
  expect(new TextDecoder().decode(bytes)).not.toContain('threads');
});

it('holds what was measured of the runs that are finished, all phases of each', () => {
  const phase: ImagePhase = {
    parameters: 100,
    multiplyAdds: 1000,
    widths: [3, 4],
    epochLosses: [2.5, 2.25],
    trainLoss: 2,
    validationAccuracy: 0.5,
    testAccuracy: 0.25,
    predictions: [1, 0],
    channels: [{ group: 'conv1', origins: 'i', kernels: '', kernelSize: 0 }],
    scores: [],
    trainSeconds: 3,
    growSeconds: 0,
  };
  const finished = (phases: readonly ImagePhase[]) => ({ ...checkpoint, finished: [{ seed: 1, phases }] });
  const whole = finished([phase, { ...phase, growSeconds: 1 }]);
  expect(readCheckpoint(joined(packCheckpoint(whole)), 'a', 10)).toEqual(whole);
  const half = joined(packCheckpoint(finished([phase])));
  expect(() => readCheckpoint(half, 'a', 10)).toThrow(/its runs are not those of its recipe/);
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

it('is refused where its recipe means other settings now than when it was begun, or where it does not say them', () => {
  const changed = joined(packCheckpoint({ ...checkpoint, settings: { ...settings, scoreBatches: 5 } }));
  expect(() => checkpointRecipe(changed, 'a')).toThrow(
    /^a began with scoreBatches 5, where this version takes 2 for its recipe; go on with the version that wrote it, or remove/,
  );
  const older = {
    format: 'firefly-lab/image-checkpoint@2',
    recipe,
    engine: 'cpu',
    seconds: 1,
    finished: [],
    running: [],
  };
  expect(() => checkpointRecipe(new TextEncoder().encode(`${JSON.stringify(older)}\n`), 'a')).toThrow(
    /^a cannot be gone on with: an older version wrote it, without the settings .+ begin anew\.$/,
  );
});

it('costs four bytes a number, none of them copied, and its text stays short', () => {
  const parts = packCheckpoint(checkpoint);
  const lists = [...running.values()].flatMap(({ network, momentum }) => {
    return [...Object.values(network.tensors), ...Object.values(momentum)];
  });
  expect(parts.slice(1).map(({ byteLength }) => byteLength)).toEqual(lists.map(({ length }) => 4 * length));
  for (const [k, data] of lists.entries()) expect(parts[k + 1]!.buffer).toBe(data.buffer);
  expect(parts[0]!.byteLength).toBeLessThan(12_000);
});

import { expect, it } from 'vitest';
import type { ImagePhase } from '../runs/images/image-phase.ts';
import { methodOf } from '../runs/images/image-recipe.ts';
import { IMAGE_FIGURES, imageFigureById } from './image-figures.ts';
import {
  cumulativeMultiplyAdds,
  GROWTH_TIMES_FORMAT,
  IMAGE_RUNS_FORMAT,
  IMAGE_SUMMARY_FORMAT,
  type ImageManifest,
  restoreGrowthTimes,
  restoreImageFigure,
  restoreImageRuns,
  roundedPhase,
  type StoredGrowthTimes,
  type StoredImageFigure,
  type StoredImageRuns,
  summarizeImageRun,
} from './image-results.ts';

const phase = (channels: number): ImagePhase => ({
  parameters: 100 * channels,
  multiplyAdds: 1000 * channels,
  widths: [channels - 1, 1],
  epochLosses: [2.123456, 1.987654],
  trainLoss: 1.8765432,
  validationAccuracy: 1 / 3,
  testAccuracy: 0.25,
  predictions: [3, 1],
  channels: [{ group: 'conv1', origins: 'i', kernels: '', kernelSize: 0 }],
  scores: [{ group: 'conv1', splits: [-0.1], fresh: [], keptSplits: [0], keptFresh: [] }],
  trainSeconds: 12.3456,
  growSeconds: 0.123456,
});
const manifest: ImageManifest = {
  date: '2026-11-24',
  engine: 'wasm',
  device: 'WebAssembly SIMD',
  versions: { 'firefly-lab': '0.1.0' },
  seconds: 10,
  workers: 1,
  recipe: {
    experiment: 'images',
    preset: 'pocket',
    method: 'firefly',
    seeds: [0],
    images: { dataset: 'CIFAR-10', sha256: 'abc' },
  },
};
const outcome = { seed: 0, phases: [phase(2), phase(3)].map(roundedPhase) };
const runs: StoredImageRuns = { format: IMAGE_RUNS_FORMAT, figure: 'figure4a', manifest, runs: [outcome] };
const figure: StoredImageFigure = {
  format: IMAGE_SUMMARY_FORMAT,
  figure: 'figure4a',
  images: { train: 2000, validation: 500, test: 1000 },
  methods: { firefly: { manifest, runs: [summarizeImageRun(outcome)] } },
};
const times: StoredGrowthTimes = {
  format: GROWTH_TIMES_FORMAT,
  figure: 'figure4b',
  manifest,
  channels: 64,
  parameters: 1000,
  multiplyAdds: 2000,
  epochSeconds: [[1, 2]],
  growSeconds: { firefly: [[3]] },
};
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('reads what it writes', () => {
  expect(restoreImageRuns(throughJson(runs), 'figure4a', 'firefly')).toEqual(runs);
  expect(restoreImageFigure(throughJson(figure), 'figure4a')).toEqual(figure);
  expect(restoreGrowthTimes(throughJson(times), 'figure4b')).toEqual(times);
});

it('keeps as many digits as are worth it, and adds up', () => {
  expect(outcome.phases[0]).toMatchObject({ epochLosses: [2.123, 1.988], trainLoss: 1.8765, trainSeconds: 12.3 });
  const summary = summarizeImageRun(outcome);
  expect(summary).toMatchObject({ channels: [2, 3], epochs: [2, 2], validationAccuracy: [0.3333, 0.3333] });
  expect(cumulativeMultiplyAdds(summary, 10)).toEqual([3 * 10 * 2 * 2000, 3 * 10 * 2 * 5000]);
});

it('says in one sentence what is wrong', () => {
  const damaged = (change: object) => restoreImageRuns({ ...runs, ...change }, 'figure4a', 'firefly');
  expect(damaged({ format: 'other' })).toMatch(/damaged: format is not/);
  expect(damaged({ figure: 'depth' })).toMatch(/results of figure depth, not of figure4a/);
  expect(damaged({ runs: [{ seed: 0, phases: [{ ...phase(2), testAccuracy: 2 }] }] })).toMatch(/testAccuracy/);
  expect(restoreImageRuns(runs, 'figure4a', 'nash')).toMatch(/the method firefly, not of nash/);
  const short = { ...summarizeImageRun(outcome), trainLoss: [1] };
  expect(restoreImageFigure({ ...figure, methods: { firefly: { manifest, runs: [short] } } }, 'figure4a')).toMatch(
    /damaged/,
  );
  expect(restoreGrowthTimes({ ...times, epochSeconds: [[]] }, 'figure4b')).toMatch(/epochSeconds/);
  expect(restoreImageFigure(null, 'figure4a')).toMatch(/damaged: the file/);
});

it.each(IMAGE_FIGURES)('$id names a preset, and methods that can grow so', ({ id, preset, methods, kind }) => {
  expect(imageFigureById(id)?.id).toBe(id);
  for (const method of methods) {
    const { grows } = methodOf({ preset, method });
    if (kind === 'growth-times') expect(grows).toBe(true);
  }
});

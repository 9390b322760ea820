import { expect, it } from 'vitest';
import { recordedSettings } from '../runs/images/recorded-settings.ts';
import { type ImageExperimentResult, imageExperimentResult, mergeImageExperiments } from './image-experiment-result.ts';

const images = { dataset: 'CIFAR-10', sha256: 'abc' };
const settings = recordedSettings({ preset: 'pocket' });

function part(name: string, seed: number, made: ImageExperimentResult['settings'], preset = 'pocket') {
  const recipe = { experiment: 'images', preset, method: 'firefly', seeds: [seed], images } as const;
  return { name, result: imageExperimentResult(recipe, made, 'wasm', 1, 2, []) };
}

it('merges results under the same settings, and says them', () => {
  expect(mergeImageExperiments([part('a', 0, settings), part('b', 1, { ...settings })]).settings).toEqual(settings);
});

it("refuses results of one preset's name under other settings, also behind one that does not say them", () => {
  const other = part('c', 2, { ...settings, scoreBatches: 5 });
  const sentence =
    "a and c cannot be merged: scoreBatches is 3 in the first and 5 in the second; compute one of them anew with the other's settings.";
  expect(() => mergeImageExperiments([part('a', 0, settings), other])).toThrow(sentence);
  expect(() => mergeImageExperiments([part('b', 1, undefined), part('a', 0, settings), other])).toThrow(sentence);
  expect(() => mergeImageExperiments([part('a', 0, settings), part('d', 1, {}, 'tiny')])).toThrow(
    /their presets differ/,
  );
});

it('does not say settings that not all of them said', () => {
  for (const parts of [
    [part('a', 0, settings), part('b', 1, undefined)],
    [part('b', 1, undefined), part('a', 0, settings)],
  ]) {
    expect(mergeImageExperiments(parts)).not.toHaveProperty('settings');
  }
});

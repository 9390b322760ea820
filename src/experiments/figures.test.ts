import { describe, expect, it } from 'vitest';
import { SETTING_KEYS, SETTINGS } from '../runs/settings.ts';
import { FIGURES, figureById, figureJobs } from './figures.ts';

describe('the figures', () => {
  it('have ids and series of their own', () => {
    expect(new Set(FIGURES.map(({ id }) => id)).size).toBe(FIGURES.length);
    for (const { series } of FIGURES) expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
    expect(figureById('3b').id).toBe('3b');
    expect(figureById('nothing')).toBe(FIGURES[0]);
  });

  it('use settings within their ranges, and each has one series with the defaults of the paper’s method', () => {
    for (const { series } of FIGURES) {
      for (const [key, value] of series.flatMap(({ change }) => Object.entries(change))) {
        const setting = SETTINGS[SETTING_KEYS.find((known) => known === key)!];
        if (setting.kind !== 'number') throw new Error(`${key} is no number.`);
        expect(value).toBeGreaterThanOrEqual(setting.min);
        expect(value).toBeLessThanOrEqual(setting.max);
      }
      const usual = series.filter(({ method, change }) => {
        const entries = Object.entries(change) as [keyof typeof SETTINGS, unknown][];
        return method === 'firefly' && entries.every(([key, value]) => SETTINGS[key].initial === value);
      });
      expect(usual).toHaveLength(1);
    }
  });

  it('are run seed by seed, each series once per seed', () => {
    const jobs = figureJobs(figureById('3b'), 3);
    expect(jobs.map(({ seed }) => seed)).toEqual([0, 1, 2].flatMap((seed) => Array(5).fill(seed)));
    expect(jobs.slice(0, 5).map(({ recipe }) => recipe.freshCandidates)).toEqual([0, 1, 2, 5, 10]);
    expect(jobs[7]).toMatchObject({ seed: 1, recipe: { seed: 1, method: 'firefly', engine: 'auto' } });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import {
  FIGURE_FORMAT,
  type FigureRun,
  finishedRuns,
  lossAtWidth,
  restoreFigure,
  summarize,
  withRun,
} from './figure-results.ts';

/** A run that took 10 steps and 1 second per phase. */
function run(seed: number, neurons: number[], loss: number[]): FigureRun {
  return { seed, neurons, loss, steps: loss.map((_, k) => 10 * (k + 1)), seconds: loss.map((_, k) => k + 1) };
}

describe('the loss at a width', () => {
  it('is that of the last phase with at most so many neurons', () => {
    const skipping = run(0, [1, 3, 5], [0.5, 0.3, 0.1]);
    expect([0, 1, 2, 3, 4, 5, 9].map((width) => lossAtWidth(skipping, width))).toEqual([
      undefined,
      0.5,
      0.5,
      0.3,
      0.3,
      0.1,
      0.1,
    ]);
  });
});

describe('a summary', () => {
  const runs = [run(0, [1, 2, 3], [4, 1, 0.1]), run(1, [1, 2], [6, 3]), run(2, [1, 2, 3], [8, 8, 0.7])];

  it('by neurons keeps the last loss of a run that ended early', () => {
    const summaries = summarize(runs, 'neurons');
    expect(summaries.map(({ x, mean, median }) => [x, mean, median])).toEqual([
      [1, 6, 6],
      [2, 4, 3],
      [3, (0.1 + 3 + 0.7) / 3, 0.7],
    ]);
    expect(summaries[0]).toMatchObject({ lowerQuartile: 5, upperQuartile: 7 });
    expect(summaries[2]!.runs).toEqual([
      { seed: 0, loss: 0.1, phase: 3 },
      { seed: 1, loss: 3, phase: 2 },
      { seed: 2, loss: 0.7, phase: 3 },
    ]);
  });

  it('by steps or seconds is made at the ends of phases', () => {
    expect(summarize(runs, 'steps').map(({ x, mean }) => [x, mean])).toEqual([
      [10, 6],
      [20, 4],
      [30, (0.1 + 3 + 0.7) / 3],
    ]);
    const stopped = run(3, [1], [2]);
    expect(summarize([runs[0]!, stopped], 'steps').map(({ x, mean }) => [x, mean])).toEqual([
      [10, 3],
      [20, 1.5],
      [30, 1.05],
    ]);
    const slower = { ...runs[0]!, seconds: [3, 6, 9] };
    expect(summarize([slower, runs[2]!], 'seconds').map(({ x }) => x)).toEqual([2, 4, 6]);
  });

  it('says nothing of what an unfinished run has not reached', () => {
    const early = { ...runs[1]!, unfinished: true } as const;
    expect(summarize([runs[0]!, early], 'neurons').map(({ mean }) => mean)).toEqual([5, 2, 0.1]);
    expect(summarize([runs[0]!, early], 'steps').map(({ mean }) => mean)).toEqual([5, 2, 0.1]);
  });

  it('holds its order whatever the losses', () => {
    const losses = fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 5, maxLength: 12 });
    fc.assert(
      fc.property(losses, (values) => {
        const [only] = summarize(
          values.map((loss, seed) => run(seed, [1], [loss])),
          'neurons',
        );
        const { lowerQuartile, median, upperQuartile, mean, meanLow, meanHigh } = only!;
        expect(lowerQuartile).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(upperQuartile);
        const slack = 1e-9 * Math.max(...values);
        expect(Math.min(...values)).toBeLessThanOrEqual(meanLow + slack);
        expect(meanHigh).toBeLessThanOrEqual(Math.max(...values) + slack);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...values) - slack);
      }),
      { numRuns: 30 },
    );
  });

  it('of nothing is empty', () => {
    for (const axis of ['neurons', 'steps', 'seconds'] as const) expect(summarize([], axis)).toEqual([]);
  });
});

describe('a file of results', () => {
  const file = {
    format: FIGURE_FORMAT,
    figure: '3a',
    manifest: {
      date: '2026-01-31',
      engine: 'cpu',
      device: 'WebAssembly SIMD',
      versions: { 'firefly-lab': '0.1.0' },
      seconds: 1.5,
      workers: 2,
      seeds: 1,
      recipe: DEFAULT_RECIPE,
    },
    series: { firefly: [run(0, [1, 2], [0.5, 0.25])] },
  };
  const changed = (change: object) => restoreFigure({ ...file, ...change }, '3a');
  const withSeries = (one: object) => changed({ series: { firefly: [{ ...file.series.firefly[0], ...one }] } });

  it('is read as it was written', () => {
    expect(restoreFigure(JSON.parse(JSON.stringify(file)), '3a')).toEqual(file);
  });

  it('is refused with one sentence when anything in it is not what it should be', () => {
    const damaged = /^The results of figure 3a are damaged: .+\.$/;
    expect(restoreFigure(undefined, '3a')).toMatch(damaged);
    expect(changed({ format: 'firefly-lab/figure@0' })).toMatch(damaged);
    expect(changed({ manifest: { ...file.manifest, date: 'yesterday' } })).toMatch(damaged);
    expect(changed({ manifest: { ...file.manifest, recipe: { ...DEFAULT_RECIPE, stepSize: 7 } } })).toMatch(damaged);
    expect(withSeries({ loss: [0.5] })).toMatch(damaged);
    expect(withSeries({ loss: [0.5, -1] })).toMatch(damaged);
    expect(withSeries({ loss: [0.5, Number.NaN] })).toMatch(damaged);
    expect(withSeries({ neurons: [0, 2] })).toMatch(damaged);
    expect(withSeries({ steps: [1.5, 2] })).toMatch(damaged);
    expect(restoreFigure(file, '3b')).toBe('These are the results of figure 3a, not of 3b.');
  });
});

describe('runs', () => {
  it('take the place of what was there of their seed, and unfinished ones can be left out', () => {
    const unfinished = { ...run(1, [1], [4]), unfinished: true } as const;
    const both = withRun(withRun({}, 'a', unfinished), 'b', unfinished);
    expect(finishedRuns(both)).toEqual({});
    expect(finishedRuns(withRun(both, 'a', run(1, [1, 2], [4, 2])))).toEqual({ a: [run(1, [1, 2], [4, 2])] });
  });

  it('are kept by seed, whatever order they come in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), (seeds) => {
        const runs = seeds.reduce((all, seed) => withRun(all, 'a', run(seed, [1], [1])), {});
        expect(
          summarize((runs as { a?: FigureRun[] }).a ?? [], 'neurons')[0]?.runs.map(({ seed }) => seed) ?? [],
        ).toEqual([...seeds].sort((a, b) => a - b));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { FigureRun } from '../../experiments/figure-results.ts';
import { FIGURES, figureById } from '../../experiments/figures.ts';
import { methodStyle, seriesCurves, seriesStyle } from './series-curves.ts';

describe('how series are told apart', () => {
  it.each(FIGURES.map((figure) => [figure.id, figure] as const))('in figure %s no two look the same', (_id, figure) => {
    const styles = figure.series.map((_, index) => seriesStyle(figure, index));
    expect(new Set(styles.map(({ mark }) => mark)).size).toBe(styles.length);
    expect(new Set(styles.map(({ color, dashed }) => `${color} ${dashed}`)).size).toBe(styles.length);
  });

  it('by the value in colour, by the method in dashes, where both differ', () => {
    const figure = figureById('budget');
    const styleOf = (id: string) =>
      seriesStyle(
        figure,
        figure.series.findIndex((series) => series.id === id),
      );
    expect(styleOf('sequential-neuronBudget=3').color).toBe(styleOf('neuronBudget=3').color);
    expect(styleOf('sequential-neuronBudget=3').dashed).toBe(true);
    expect(styleOf('neuronBudget=3').dashed).toBeUndefined();
    expect(styleOf('neuronBudget=1').dashed).toBeUndefined();
  });

  it('has a style for a method that no figure has', () => {
    const styles = FIGURES.flatMap(({ series }) => series).map(({ method }) => methodStyle(method));
    expect(styles.map(({ color }) => color)).not.toContain(methodStyle('unheard of').color);
  });
});

describe('curves', () => {
  const figure = figureById('3a');
  const run = (seed: number, loss: number[]): FigureRun => ({
    seed,
    neurons: loss.map((_, k) => k + 1),
    loss,
    steps: loss.map((_, k) => 100 * (k + 1)),
    seconds: loss.map((_, k) => k + 0.5),
  });
  const stored = { firefly: [run(0, [9, 1]), run(1, [4, 2]), run(2, [5, 9])], scratch: [run(0, [3])] };
  const options = {
    figure,
    stored,
    own: undefined,
    hidden: new Set<string>(),
    show: 'median',
    axis: 'neurons',
  } as const;

  it('are those of the series that have runs and are not hidden, the stored ones behind the visitor’s', () => {
    expect(seriesCurves(options).map(({ key, tone }) => [key, tone])).toEqual([
      ['stored firefly', 'full'],
      ['stored scratch', 'full'],
    ]);
    const own = { scratch: [run(7, [2])] };
    expect(seriesCurves({ ...options, own, hidden: new Set(['firefly']) }).map(({ key, tone }) => [key, tone])).toEqual(
      [
        ['stored scratch', 'quiet'],
        ['own scratch', 'full'],
      ],
    );
    expect(seriesCurves({ ...options, stored: undefined })).toEqual([]);
  });

  it('lead from each point to the run that is nearest to what is shown', () => {
    const [median] = seriesCurves(options);
    expect(median!.points.map(({ x, y, low, high, seed, phase }) => [x, y, low, high, seed, phase])).toEqual([
      [1, 5, 4.5, 7, 2, 1],
      [2, 2, 1.5, 5.5, 1, 2],
    ]);
    // Of three runs the interval of a mean is not known.
    const [mean] = seriesCurves({ ...options, show: 'mean', axis: 'steps' });
    expect(mean!.points.map(({ x, y, low, high, seed }) => [x, y, low, high, seed])).toEqual([
      [100, 6, 6, 6, 2],
      [200, 4, 4, 4, 1],
    ]);
    expect(mean!.lines).toBeUndefined();
    const [seeds] = seriesCurves({ ...options, show: 'seeds', axis: 'seconds' });
    expect(seeds!.lines!.map((line) => line.map(({ x, y, seed, phase }) => [x, y, seed, phase]))).toEqual([
      [
        [0.5, 9, 0, 1],
        [1.5, 1, 0, 2],
      ],
      [
        [0.5, 4, 1, 1],
        [1.5, 2, 1, 2],
      ],
      [
        [0.5, 5, 2, 1],
        [1.5, 9, 2, 2],
      ],
    ]);
  });
});

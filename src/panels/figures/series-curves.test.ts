import { describe, expect, it } from 'vitest';
import { FIGURES, figureById } from '../../experiments/figures.ts';
import { seriesStyle } from './series-curves.ts';

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
  });
});

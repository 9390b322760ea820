/** The link that opens one run of a figure on the Toy page, where its loss is the one that the figure shows. */
import { type FigureDefinition, seriesRecipe } from '../../experiments/figures.ts';
import { writeAddress } from '../../link/address.ts';
import { trainingEnd } from '../../runs/positions.ts';
import type { Recipe } from '../../runs/recipe.ts';

export interface RunPlace {
  /** The series' id. */
  readonly series: string;
  readonly seed: number;
  /** The run is shown at the end of its training. */
  readonly phase: number;
}

/** @param engine the one that computed the run, so that the same numbers are seen */
export function runLink(figure: FigureDefinition, { series, seed, phase }: RunPlace, engine: Recipe['engine']): string {
  const own = figure.series.find(({ id }) => id === series) ?? figure.series[0]!;
  return writeAddress({
    page: 'toy',
    recipe: { ...seriesRecipe(own, seed), engine },
    embed: false,
    at: trainingEnd(phase),
  });
}

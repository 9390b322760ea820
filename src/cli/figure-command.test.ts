/** The commands that the page shows are understood by the command line, and mean the figure's runs. */
import { expect, it } from 'vitest';
import { experimentCommands } from '../experiments/figure-command.ts';
import { FIGURES, figureJobs } from '../experiments/figures.ts';
import { jobsOf, recipeOf } from '../experiments/toy-experiment.ts';
import { readCommand } from './options.ts';

it.each(FIGURES.map((figure) => [figure.id, figure] as const))('of figure %s ask for its runs', (_id, figure) => {
  for (const seeds of [1, 3]) {
    const files = experimentCommands(figure, seeds).map((command) => / --out (\S+)\.json$/.exec(command)?.[1]);
    expect(files).toEqual(files.length === 1 ? [figure.id] : files.map((_, k) => `${figure.id}-${k + 1}`));
    const asked = experimentCommands(figure, seeds).flatMap((command) => {
      const [program, ...args] = command.split(/ -- /);
      expect(program).toBe('npm run experiment');
      const read = readCommand(args.join(' ').split(' '));
      if (read.kind !== 'toy') throw new Error(command);
      return jobsOf(read.experiment).map((job) => recipeOf(read.experiment, job));
    });
    const text = (recipes: readonly unknown[]) => recipes.map((recipe) => JSON.stringify(recipe)).sort();
    const sorted = (recipe: object) =>
      Object.fromEntries(Object.entries(recipe).sort(([a], [b]) => a.localeCompare(b)));
    expect(text(asked.map(sorted))).toEqual(text(figureJobs(figure, seeds).map(({ recipe }) => sorted(recipe))));
  }
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommand } from '../cli/options.ts';
import { recipeOf } from '../experiments/toy-experiment.ts';
import { arbitraryRecipe } from '../runs/arbitrary.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';
import { parsePoints } from '../tasks/csv.ts';
import { experimentArguments, experimentCommand, pointsCsv, pointsFileName } from './command-line.ts';

/** The one recipe that a command asks for, as the command line reads it. */
function repeated(args: readonly string[]): { recipe: Recipe; data: string | undefined; engine: string } {
  const command = readCommand(args);
  if (command.kind !== 'toy') throw new Error(`This is ${command.kind}.`);
  const { methods, seeds } = command.experiment;
  expect([methods.length, seeds.length]).toEqual([1, 1]);
  const recipe = recipeOf(command.experiment, { method: methods[0]!, seed: seeds[0]! });
  return { recipe, data: command.data, engine: command.engine };
}

describe('the command of a run', () => {
  it('is read by the command line as the same recipe, whatever the recipe', () => {
    fc.assert(
      fc.property(arbitraryRecipe, fc.constantFrom('cpu', 'webgpu', 'plain'), (recipe, engine) => {
        const found = repeated(experimentArguments(recipe, engine));
        expect(found.recipe).toEqual({ ...recipe, engine: 'auto' });
        expect(found.engine).toBe(engine === 'webgpu' ? 'webgpu' : 'cpu');
        expect(found.data).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('says only what differs from the default', () => {
    expect(experimentCommand(DEFAULT_RECIPE, 'cpu')).toBe(
      'npm run experiment -- toy --methods firefly --seeds 4 --out result.json',
    );
    expect(experimentCommand({ ...DEFAULT_RECIPE, seed: 9, stepSize: 0.1, engine: 'webgpu' }, 'webgpu')).toBe(
      'npm run experiment -- toy --methods firefly --seeds 9 --step-size 0.1 --engine webgpu --out result.json',
    );
  });

  it('goes through a shell unharmed, with the changes of a branch', () => {
    const changes = [
      { phase: 3, keep: ['fresh 1', 'split 2'] },
      { phase: 5, settings: { method: 'splitting', stepSize: 0.1 } },
    ];
    const given = { name: "it's; rm -rf $HOME (2).CSV", x: [0, 1], y: [1, 0] };
    const recipe = { ...DEFAULT_RECIPE, changes, given };
    const words = experimentCommand(recipe, 'cpu').replace('npm run experiment -- ', '');
    const args = execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(args).toEqual(experimentArguments(recipe, 'cpu'));
    const found = repeated(args);
    expect(found.data).toBe('it-s-rm-rf-home-2.csv');
    expect({ ...found.recipe, given }).toEqual(recipe);
    // Points of the visitor's take the place of a target and of how many points are drawn from it.
    const other = experimentArguments({ ...recipe, target: 'sine', points: 77 }, 'cpu');
    expect(other).toEqual(experimentArguments(recipe, 'cpu'));
  });

  it('goes with a file of points that is read back digit for digit', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 }), (points) => {
        const given = { name: 'mine', x: points.map(([x]) => x), y: points.map(([, y]) => y) };
        fc.pre(Math.max(...given.x) - Math.min(...given.x) > 1 && Math.max(...given.y) - Math.min(...given.y) > 100);
        expect(parsePoints(pointsCsv(given))).toEqual({ x: given.x, y: given.y });
      }),
    );
    expect(pointsFileName({ name: 'a drawn curve', x: [], y: [] })).toBe('a-drawn-curve.csv');
    expect(pointsFileName({ name: '曲線', x: [], y: [] })).toBe('points.csv');
  });
});

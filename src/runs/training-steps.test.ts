import { describe, expect, it } from 'vitest';
import { lossHistory } from '../charts/loss-history.ts';
import { METHODS } from '../methods/registry.ts';
import { recordRun, SMALL_RECIPE } from './arbitrary.ts';
import { changedSettings, DEFAULT_RECIPE, restoreRecipe } from './recipe.ts';
import { expectedSteps, stepsInPhase } from './training-steps.ts';

const scratch = { ...SMALL_RECIPE, method: 'scratch', neuronBudget: 1, maxNeurons: 4 };
const cumulative = { ...scratch, scratchSteps: 'cumulative' as const };

describe('training steps', () => {
  it('are one phase’s, but for scratch with cumulative steps, which trains a width as long as a grown one has been', async () => {
    for (const [recipe, factors] of [
      [scratch, [1, 1, 1, 1]],
      [cumulative, [1, 2, 3, 4]],
      [{ ...cumulative, method: 'firefly' }, [1, 1, 1, 1]],
    ] as const) {
      const events = await recordRun(recipe);
      const lengths = events.flatMap((event) =>
        event.kind === 'train' && event.step === event.steps ? [event.steps] : [],
      );
      expect(lengths).toEqual(factors.map((factor) => factor * recipe.stepsPerPhase));
      expect(lengths).toEqual(factors.map((_, k) => stepsInPhase(recipe, k + 1)));
      expect(expectedSteps(recipe)).toBe(lengths.reduce((sum, steps) => sum + steps, 0));
      const slots = events.at(-1)!.state!.slots;
      expect(slots.at(-1)!.steps).toBe(recipe.method === 'firefly' ? recipe.stepsPerPhase : lengths.at(-1));
    }
  });

  it('leave every method’s first phase as it is, so all start from the same network', () => {
    for (const { id } of METHODS)
      expect(stepsInPhase({ ...cumulative, method: id }, 1)).toBe(SMALL_RECIPE.stepsPerPhase);
  });

  it('add up on the axis of the loss, whatever their lengths', async () => {
    const { points, growths, totalSteps } = lossHistory(await recordRun(cumulative), 1);
    const own = SMALL_RECIPE.stepsPerPhase;
    expect(growths.map(({ step }) => step)).toEqual([own, 3 * own, 6 * own]);
    expect(totalSteps).toBe(10 * own);
    points.forEach(({ step }, k) => void expect(step).toBeGreaterThanOrEqual(points[k - 1]?.step ?? 0));
  });

  it('of a phase follow the growth that led to it: a branch does not change what was before', async () => {
    const changes = [{ phase: 2, settings: { method: 'scratch' } }];
    const branch = { ...cumulative, method: 'firefly', changes };
    expect([1, 2, 3, 4].map((phase) => stepsInPhase(branch, phase) / branch.stepsPerPhase)).toEqual([1, 1, 3, 4]);
    const [trunk, run] = [await recordRun({ ...branch, changes: undefined }), await recordRun(branch)];
    const shared = trunk.findIndex(({ kind, phase }) => kind === 'overgrow' && phase === 2);
    expect(run.slice(0, shared)).toEqual(trunk.slice(0, shared));
  });

  it('are a setting like any other: in links only when changed, and checked', () => {
    expect(changedSettings({ ...DEFAULT_RECIPE, scratchSteps: 'cumulative' })).toEqual({ scratchSteps: 'cumulative' });
    expect(changedSettings(DEFAULT_RECIPE)).toEqual({});
    expect(restoreRecipe({ scratchSteps: 'cumulative' }).recipe.scratchSteps).toBe('cumulative');
    expect(restoreRecipe({ scratchSteps: 'all' }).problems).toHaveLength(1);
  });
});

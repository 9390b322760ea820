/** Random recipes and small recorded runs for tests. Imported by tests only. */
import fc from 'fast-check';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { DescentEvent, DescentState } from '../growth/events.ts';
import { CURVE_HEIGHT, curveProblem, MAX_CURVE_POINTS, writeCurve } from '../tasks/curve.ts';
import { CHANGEABLE, type PhaseChange } from './changes.ts';
import { DEFAULT_RECIPE, type Recipe } from './recipe.ts';
import { runEvents } from './run.ts';
import { taskOf } from './run-task.ts';
import { SETTING_KEYS, SETTINGS, type Setting } from './settings.ts';

function arbitraryValue(setting: Setting): fc.Arbitrary<string | number> {
  if (setting.kind === 'choice') return fc.constantFrom(...setting.options.map(({ value }) => value));
  const { min, max, integer } = setting;
  return integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
}

/** Changes as a branch may have them, in order. */
export const arbitraryChanges: fc.Arbitrary<readonly PhaseChange[]> = fc
  .uniqueArray(
    fc
      .record({
        phase: fc.integer({ min: 1, max: 1000 }),
        keep: fc.uniqueArray(
          fc.tuple(fc.constantFrom('split', 'fresh'), fc.nat(99)).map(([kind, number]) => `${kind} ${number}`),
          { minLength: 1, maxLength: 3 },
        ),
        settings: fc
          .tuple(fc.constantFrom(...CHANGEABLE), fc.constantFrom(...CHANGEABLE))
          .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, arbitraryValue(SETTINGS[key])])))),
        which: fc.constantFrom('keep', 'settings', 'both'),
      })
      .map(({ phase, keep, settings, which }) => ({
        phase,
        ...(which === 'settings' ? {} : { keep }),
        ...(which === 'keep' ? {} : { settings }),
      })),
    { selector: ({ phase }) => phase, maxLength: 4 },
  )
  .map((changes) => changes.sort((a, b) => a.phase - b.phase));

/** Drawn curves: any that can be written. */
const arbitraryCurve: fc.Arbitrary<string> = fc
  .uniqueArray(
    fc.record({
      x: fc.double({ min: -5, max: 5, noNaN: true }),
      y: fc.double({ min: -CURVE_HEIGHT, max: CURVE_HEIGHT, noNaN: true }),
    }),
    { selector: ({ x }) => x, minLength: 2, maxLength: MAX_CURVE_POINTS },
  )
  .filter((points) => curveProblem(points) === undefined)
  .map(writeCurve);

/** Any recipe that the controls can make; each setting is the default half of the time. */
export const arbitraryRecipe: fc.Arbitrary<Recipe> = fc
  .tuple(
    arbitraryChanges,
    fc.option(arbitraryCurve, { nil: undefined }),
    ...SETTING_KEYS.map((key) => fc.option(arbitraryValue(SETTINGS[key]), { nil: undefined, freq: 2 })),
  )
  .map(([changes, curve, ...values]) => {
    const chosen = SETTING_KEYS.flatMap((key, k) => (values[k] === undefined ? [] : [[key, values[k]]]));
    const settings = { ...DEFAULT_RECIPE, ...(Object.fromEntries(chosen) as Partial<Recipe>) };
    return {
      ...settings,
      ...(curve === undefined ? {} : { curve }),
      ...(changes.length > 0 ? { changes } : {}),
    };
  });

/** A run that takes milliseconds. */
export const SMALL_RECIPE: Recipe = {
  ...DEFAULT_RECIPE,
  seed: 3,
  points: 12,
  truthNeurons: 4,
  freshCandidates: 2,
  directionSteps: 4,
  stepsPerPhase: 8,
  maxNeurons: 4,
};

/** All events of a run on the oracle engine. */
export async function recordRun(recipe: Recipe, from?: DescentState): Promise<DescentEvent[]> {
  const events: DescentEvent[] = [];
  for await (const event of runEvents(recipe, taskOf(recipe), createPlainEngine(), from)) events.push(event);
  return events;
}

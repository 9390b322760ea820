/** A recipe: the plain JSON that determines a run. Same recipe, same engine: same bytes. */
import type { EnginePreference } from '../compute/report.ts';
import type { GrowthSettings } from '../growth/descent.ts';
import { readCurve, writeCurve } from '../tasks/curve.ts';
import { type PhaseChange, restoreChanges, writeChanges } from './changes.ts';
import { readChoice, readNumber, SETTING_KEYS, SETTINGS, type SettingKey } from './settings.ts';
import type { ScratchSteps } from './training-steps.ts';

/** Points given by the visitor, in place of a random target. */
export interface GivenPoints {
  /** A file's name, for people. */
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Recipe extends GrowthSettings {
  readonly version: 1;
  readonly method: string;
  /** How long a method that begins anew trains each width; no other method reads it. */
  readonly scratchSteps: ScratchSteps;
  /** One of TARGETS; a drawn curve or given points take its place. */
  readonly target: string;
  readonly truthNeurons: number;
  readonly truthVariance: number;
  readonly points: number;
  readonly engine: EnginePreference;
  /** The seed then sets the start and the draws only. */
  readonly given?: GivenPoints | undefined;
  /** A drawn curve, as `writeCurve` writes it: points are drawn from it as from any target. */
  readonly curve?: string | undefined;
  /** What a branch does differently, by phase. */
  readonly changes?: readonly PhaseChange[] | undefined;
}

export const DEFAULT_RECIPE: Recipe = {
  version: 1,
  method: SETTINGS.method.initial,
  scratchSteps: SETTINGS.scratchSteps.initial,
  seed: SETTINGS.seed.initial,
  target: SETTINGS.target.initial,
  freshCandidates: SETTINGS.freshCandidates.initial,
  stepSize: SETTINGS.stepSize.initial,
  neuronBudget: SETTINGS.neuronBudget.initial,
  stepsPerPhase: SETTINGS.stepsPerPhase.initial,
  quadraturePoints: SETTINGS.quadraturePoints.initial,
  scoreRule: SETTINGS.scoreRule.initial,
  directionSteps: SETTINGS.directionSteps.initial,
  learningRate: SETTINGS.learningRate.initial,
  maxNeurons: SETTINGS.maxNeurons.initial,
  truthNeurons: SETTINGS.truthNeurons.initial,
  truthVariance: SETTINGS.truthVariance.initial,
  points: SETTINGS.points.initial,
  engine: SETTINGS.engine.initial,
};

/** Parts of a recipe that are no settings. */
const OTHER_KEYS: ReadonlySet<string> = new Set(['changes', 'curve']);

/** A recipe read from outside, with one sentence for everything in it that had to be changed. */
export interface RestoredRecipe {
  readonly recipe: Recipe;
  readonly problems: readonly string[];
}

/**
 * Reads settings from outside (a link, a file). Every value is checked against its range; unknown keys are left out and
 * named; what is missing takes the default. Never throws.
 */
export function restoreRecipe(raw: Readonly<Record<string, unknown>>): RestoredRecipe {
  const problems: string[] = [];
  const values: Record<string, string | number> = {};
  for (const key of SETTING_KEYS) {
    if (!Object.hasOwn(raw, key)) continue;
    const setting = SETTINGS[key];
    const reading = setting.kind === 'number' ? readNumber(setting, raw[key]) : readChoice(setting, raw[key]);
    values[key] = reading.value;
    if (reading.problem) problems.push(reading.problem);
  }
  const { changes, problems: changeProblems } = restoreChanges((Object.hasOwn(raw, 'changes') && raw.changes) || []);
  problems.push(...changeProblems);
  const curve = Object.hasOwn(raw, 'curve') && raw.curve !== undefined ? readCurve(raw.curve) : undefined;
  if (curve && 'problem' in curve) problems.push(curve.problem);
  const unknown = Object.keys(raw).filter((key) => !OTHER_KEYS.has(key) && !SETTING_KEYS.includes(key as SettingKey));
  if (unknown.length > 0) problems.push(unknownSentence(unknown));
  const recipe = {
    ...DEFAULT_RECIPE,
    ...(values as Partial<Recipe>),
    ...(curve && 'points' in curve ? { curve: writeCurve(curve.points) } : {}),
    ...(changes.length > 0 ? { changes } : {}),
  };
  return { recipe, problems };
}

function unknownSentence(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).map((key) => `"${key.slice(0, 40)}"`);
  const rest = keys.length > 5 ? ` and ${keys.length - 5} more` : '';
  return `There is no setting ${shown.join(', ')}${rest}; left out.`;
}

/** The settings in which a recipe differs from the default. */
export function changedSettings(recipe: Recipe): Partial<Record<SettingKey, string | number>> {
  return Object.fromEntries(
    SETTING_KEYS.filter((key) => recipe[key] !== DEFAULT_RECIPE[key]).map((key) => [key, recipe[key]]),
  );
}

/** True when two recipes give the same run. */
export function sameRecipe(a: Recipe, b: Recipe): boolean {
  return (
    a.given === b.given && a.curve === b.curve && sameChanges(a, b) && SETTING_KEYS.every((key) => a[key] === b[key])
  );
}

function sameChanges(a: Recipe, b: Recipe): boolean {
  return a.changes === b.changes || writeChanges(a.changes ?? []) === writeChanges(b.changes ?? []);
}

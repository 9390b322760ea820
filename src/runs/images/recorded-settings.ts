/**
 * The settings that a run was made with, as its files record them: a recipe names its preset only, and what a preset says may
 * change from one version to the next.
 */
import * as v from 'valibot';
import { type ImageRecipe, settingsOf } from './image-recipe.ts';

/** Values by name as JSON has them; those of another version may have other names. */
export type RecordedSettings = Readonly<Record<string, unknown>>;

export const recordedSettingsShape = v.record(v.string(), v.unknown());

/**
 * All that a recipe's preset and its changes set, without the words about the preset.
 * @throws RangeError for an unknown preset or a value out of range
 */
export function recordedSettings(recipe: Pick<ImageRecipe, 'preset' | 'changes'>): RecordedSettings {
  const { id: _, summary: _words, ...settings } = settingsOf(recipe);
  return settings;
}

/** A setting that two records do not agree on, and what each says of it, for people. */
export interface SettingDifference {
  /** With the names around it: `architecture.depth`. */
  readonly name: string;
  readonly one: string;
  readonly other: string;
}

/** Values by their whole names. */
function flatten(value: unknown, name = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, name ? `${name}.${key}` : key));
}

const ABSENT = 'nothing';

/** The first setting that differs; one that only one of them has differs too. */
export function differingSetting(one: RecordedSettings, other: RecordedSettings): SettingDifference | undefined {
  const [own, others] = [new Map(flatten(one)), new Map(flatten(other))];
  const name = [...own.keys(), ...others.keys()].find((key) => own.get(key) !== others.get(key));
  if (name === undefined) return undefined;
  return { name, one: own.get(name) ?? ABSENT, other: others.get(name) ?? ABSENT };
}

/**
 * The link of the page "Images": `#/images?v=1&preset=tiny&method=net2net&seed=3&width=4&engine=cpu&at=1200`. Only what differs
 * from the default is written. What is read is restored, never trusted: each thing that could not be used is named in a sentence.
 */
import {
  IMAGE_CHOICES,
  IMAGE_PRESETS,
  type ImageChanges,
  type ImageRecipe,
  imagePresetById,
  methodsFor,
} from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_KEYS, imageSetting } from '../runs/images/image-settings.ts';
import { changeImageRecipe } from '../runs/images/same-image-recipe.ts';
import type { Recipe } from '../runs/recipe.ts';
import { readNumber, SETTINGS } from '../runs/settings.ts';
import { type FigureCaption, fileNamePart } from './export/caption.ts';
import { LINK_VERSION, readOption, readPlace, readVersion } from './reading.ts';

type EnginePreference = Recipe['engine'];
const ENGINES = SETTINGS.engine.options.map(({ value }) => value);

export interface ImageAddress {
  readonly recipe: ImageRecipe;
  readonly engine: EnginePreference;
  /** Place on the timeline, in thousandths of a phase from the start. */
  readonly at?: number | undefined;
}

export interface ReadImageAddress extends ImageAddress {
  readonly problems: readonly string[];
}

/** Reads what a link says to the page. */
export function readImageAddress(query: Readonly<Record<string, string>>): ReadImageAddress {
  const problems: string[] = [];
  const {
    v,
    embed: _,
    preset: presetText,
    method: methodText,
    seed: seedText,
    engine: engineText,
    at,
    selection,
    ...rest
  } = query;
  readVersion(v, problems);
  const number = (setting: Parameters<typeof readNumber>[0], raw: string): number => {
    const { value, problem } = readNumber(setting, raw);
    if (problem) problems.push(problem);
    return value;
  };
  const presets = IMAGE_PRESETS.map(({ id }) => id);
  const preset = readOption('preset', presetText, presets, problems);
  const methods = methodsFor(imagePresetById(preset)).map(({ id }) => id);
  const method = readOption('method', methodText, methods, problems);
  const engine = readOption('engine', engineText, ENGINES, problems);
  const seed = seedText === undefined ? 0 : number({ ...SETTINGS.seed, initial: 0 }, seedText);
  const own = imagePresetById(preset);
  const changes: { -readonly [Key in keyof ImageChanges]: ImageChanges[Key] } = {};
  if (selection !== undefined) {
    changes.selection = readOption('selection', selection, IMAGE_CHOICES.selection, problems);
  }
  for (const [key, raw] of Object.entries(rest)) {
    const known = IMAGE_SETTING_KEYS.find((name) => name === key);
    if (known) changes[known] = number(imageSetting(known, own), raw);
    else problems.push(`In this link "${key.slice(0, 40)}" means nothing; left out.`);
  }
  const place = readPlace(at, problems);
  const recipe = changeImageRecipe({ preset, method, seed }, { changes });
  return { recipe, engine, at: place, problems: problems.slice(0, 5) };
}

/** Writes the part of the link from `#` on. */
export function writeImageAddress({ recipe, engine, at }: ImageAddress): string {
  const { preset, method, seed, changes = {} } = recipe;
  const entries = [
    ...(preset === IMAGE_PRESETS[0]!.id ? [] : [['preset', preset]]),
    ...(method === methodsFor(imagePresetById(preset))[0]!.id ? [] : [['method', method]]),
    ...(seed === 0 ? [] : [['seed', String(seed)]]),
    ...IMAGE_SETTING_KEYS.flatMap((key) => (changes[key] === undefined ? [] : [[key, String(changes[key])]])),
    ...(changes.selection === undefined ? [] : [['selection', changes.selection]]),
    ...(engine === 'auto' ? [] : [['engine', engine]]),
    ...(at === undefined ? [] : [['at', String(Number(at.toFixed(1)))]]),
  ];
  if (entries.length === 0) return '#/images';
  return `#/images?${new URLSearchParams([['v', LINK_VERSION], ...entries])}`;
}

/** What exported figures of the page say below them. @param here the page's address */
export function imageFigureCaption(
  title: string,
  address: ImageAddress,
  status: string | undefined,
  here: string,
): FigureCaption {
  const { preset, method, seed, changes = {} } = address.recipe;
  const settings = Object.entries(changes).map(([key, value]) => `${key} ${value}`);
  const link = `${here.replace(/#.*/s, '')}${writeImageAddress(address)}`;
  return {
    title,
    lines: [
      ['CIFAR', `preset ${preset}`, method, `seed ${seed}`, ...settings].join(' · '),
      ...(status === undefined ? [] : [status]),
      `Firefly Lab · ${link}`,
    ],
    metadata: { recipe: address.recipe, status, link },
    fileName: `firefly-lab-${fileNamePart(title)}-${preset}-${method}-seed-${seed}`,
  };
}

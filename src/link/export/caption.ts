/** What an exported figure says about itself, so that whoever finds it can make it again. */
import { describeChange } from '../../runs/changes.ts';
import { changedSettings, type Recipe } from '../../runs/recipe.ts';
import { SETTINGS, type SettingKey } from '../../runs/settings.ts';

export interface FigureCaption {
  /** The figure's name. */
  readonly title: string;
  /** Lines below the figure; long ones are wrapped. */
  readonly lines: readonly string[];
  /** For the file's metadata, as JSON: the recipe. */
  readonly metadata?: unknown;
  /** What files are called, without the ending. */
  readonly fileName: string;
}

/** The settings of a recipe that differ from the default, for people: `Step size 0.1`. */
export function recipeSentence(recipe: Recipe): string {
  const { method, seed, engine: _, ...rest } = { method: recipe.method, seed: recipe.seed, ...changedSettings(recipe) };
  const name = SETTINGS.method.options.find(({ value }) => value === method)?.label ?? method;
  const settings = Object.entries(rest).map(([key, value]) => {
    const setting = SETTINGS[key as SettingKey];
    const shown =
      setting.kind === 'choice' ? setting.options.find((option) => option.value === value)?.label : undefined;
    return `${setting.label.toLowerCase()} ${shown ?? value}`;
  });
  const given = recipe.given ? [`points of ${recipe.given.name}`] : recipe.curve ? ['a drawn curve'] : [];
  const changes = recipe.changes?.map(describeChange) ?? [];
  return [name, `seed ${seed}`, ...given, ...settings, ...changes].join(' · ');
}

/** Letters, digits and hyphens, for names of files. */
export function fileNamePart(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

export interface CaptionOptions {
  readonly title: string;
  readonly recipe: Recipe;
  /** The run's status line: phase, sub-step, neurons, loss, engine. */
  readonly status: string | undefined;
  /** Where the page shows this again. */
  readonly link: string;
}

/** The caption of a figure of one run. */
export function runCaption({ title, recipe, status, link }: CaptionOptions): FigureCaption {
  const { given, ...settings } = recipe;
  return {
    title,
    lines: [recipeSentence(recipe), ...(status === undefined ? [] : [status]), `Firefly Lab · ${link}`],
    metadata: { recipe: given ? { ...settings, given: given.name } : settings, status, link },
    fileName: `firefly-lab-${fileNamePart(title)}-${recipe.method}-seed-${recipe.seed}`,
  };
}

/** When two image recipes mean the same run. */
import { IMAGE_CHANGES, IMAGE_CHOICES, type ImageChanges, type ImageRecipe, imagePresetById } from './image-recipe.ts';

const KEYS = Object.keys({ ...IMAGE_CHANGES, ...IMAGE_CHOICES }) as (keyof ImageChanges)[];

/** The recipe without changes that change nothing, keys in order: equal texts are equal recipes. */
export function imageRecipeKey({ preset, method, seed, changes = {} }: ImageRecipe): string {
  const own = imagePresetById(preset);
  const changed = KEYS.filter((key) => changes[key] !== undefined && changes[key] !== own[key]);
  return [preset, method, seed, ...changed.map((key) => `${key}=${changes[key]}`)].join(' ');
}

export function sameImageRecipe(a: ImageRecipe, b: ImageRecipe): boolean {
  return imageRecipeKey(a) === imageRecipeKey(b);
}

/** The recipe with settings changed; those that are the preset's are left out. */
export function changeImageRecipe(recipe: ImageRecipe, change: Partial<ImageRecipe>): ImageRecipe {
  const { preset, method, seed, changes = {} } = { ...recipe, ...change };
  const own = imagePresetById(preset);
  const entries = KEYS.filter((key) => changes[key] !== undefined && changes[key] !== own[key]).map(
    (key) => [key, changes[key]] as const,
  );
  return { preset, method, seed, ...(entries.length > 0 ? { changes: Object.fromEntries(entries) } : {}) };
}

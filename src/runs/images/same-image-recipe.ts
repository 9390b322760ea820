/** When two image recipes mean the same run. */
import { IMAGE_CHANGES, IMAGE_CHOICES, type ImageChanges, type ImageRecipe, imagePresetById } from './image-recipe.ts';

const KEYS = Object.keys({ ...IMAGE_CHANGES, ...IMAGE_CHOICES }) as (keyof ImageChanges)[];

/** The changes that change something of the preset, in the order of the settings. */
function ownChanges({ preset, changes = {} }: ImageRecipe) {
  const own = imagePresetById(preset);
  return KEYS.filter((key) => changes[key] !== undefined && changes[key] !== own[key]).map(
    (key) => [key, changes[key]] as const,
  );
}

/**
 * The recipe as a text: equal texts are equal recipes.
 * @throws RangeError for an unknown preset
 */
export function imageRecipeKey(recipe: ImageRecipe): string {
  const { preset, method, seed } = recipe;
  return [preset, method, seed, ...ownChanges(recipe).map(([key, value]) => `${key}=${value}`)].join(' ');
}

/** Whether two recipes are of the same run, whatever they say of what their presets say as well. */
export function sameImageRecipe(a: ImageRecipe, b: ImageRecipe): boolean {
  return imageRecipeKey(a) === imageRecipeKey(b);
}

/** The recipe with settings changed; those that are the preset's are left out. */
export function changeImageRecipe(recipe: ImageRecipe, change: Partial<ImageRecipe>): ImageRecipe {
  const changed = { ...recipe, ...change };
  const { preset, method, seed } = changed;
  const entries = ownChanges(changed);
  return { preset, method, seed, ...(entries.length > 0 ? { changes: Object.fromEntries(entries) } : {}) };
}

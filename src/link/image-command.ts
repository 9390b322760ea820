/** The command that repeats an image run without a browser. */
import type { ImageChanges, ImageRecipe } from '../runs/images/image-recipe.ts';
import { IMAGE_SETTING_OPTIONS } from '../runs/images/image-setting-options.ts';

/** What a recipe does not say of a run. */
export interface CommandDetails {
  readonly engine?: 'cpu' | 'webgpu' | undefined;
  /** 1 or 2 */
  readonly threads?: number | undefined;
  /** Files or folders with its images; none for those that come along. */
  readonly images?: { readonly train: string; readonly test: string } | undefined;
}

/** A word of a command as shells read it. */
const word = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command line's defaults, one thread of the processor and the images that come along, are left out. */
export function imageCommand(
  { preset, method, seed, changes = {} }: ImageRecipe,
  { engine, threads, images }: CommandDetails = {},
): string {
  const changed = Object.entries(changes).map(([key, value]) => {
    return ` --${IMAGE_SETTING_OPTIONS[key as keyof ImageChanges]} ${value}`;
  });
  const how = engine === 'webgpu' ? ' --engine webgpu' : threads === 2 ? ' --threads 2' : '';
  const files = images ? ` --train ${word(images.train)} --test ${word(images.test)}` : '';
  const run = `--preset ${preset} --method ${method} --seeds ${seed}${changed.join('')}${how}${files}`;
  return `npm run experiment -- images ${run} --out result.json`;
}

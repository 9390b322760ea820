/** Whether there are images enough for a run, known before any is fetched, and which files have more of them. */
import { areEnough, type ImageCounts } from '../../runs/images/choose-images.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import { IMAGES_ALONG } from '../../tasks/images/images-along.ts';
import type { ImageLabState, Images } from './image-lab-state.ts';

/** How many images there are of each role; those that come along are counted before they are fetched. */
export function countsThere({ source, sets }: Pick<Images, 'source' | 'sets'>): ImageCounts {
  if (source === 'stored') return IMAGES_ALONG;
  const { train, validation, test } = sets;
  return { train: train?.count ?? 0, validation: validation?.count ?? 0, test: test?.count ?? 0 };
}

/** Whether the recipe on screen needs more images than there are. */
export function isShortOfImages({ recipe, images }: Pick<ImageLabState, 'recipe' | 'images'>): boolean {
  return !areEnough(settingsOf(recipe), countsThere(images));
}

/** Presets that need more images than come along are meant for a GPU. */
export function isForGpu(preset: ImageCounts): boolean {
  return !areEnough(preset, IMAGES_ALONG);
}

/** Images in each official file of CIFAR-10. */
const OFFICIAL_IMAGES = 10_000;
const TRAINING_FILES = 5;

/** The official files of CIFAR-10 that are enough; validation images are those after the training images. */
export function officialFiles({ train, validation }: ImageCounts): string[] {
  const count = Math.min(TRAINING_FILES, Math.ceil((train + validation) / OFFICIAL_IMAGES));
  return [...Array.from({ length: count }, (_, k) => `data_batch_${k + 1}.bin`), 'test_batch.bin'];
}

const number = (count: number) => count.toLocaleString('en-US');

/** `10,000 to train, 2,000 to validate and 10,000 to test` */
export function countsText({ train, validation, test }: ImageCounts): string {
  const validated = validation > 0 ? `, ${number(validation)} to validate` : '';
  return `${number(train)} to train${validated} and ${number(test)} to test`;
}

/** Why a run cannot begin; undefined where it can. */
export function imagesProblem(state: Pick<ImageLabState, 'recipe' | 'images'>): string | undefined {
  if (!isShortOfImages(state)) return undefined;
  const { recipe, images } = state;
  const there = countsText(countsThere(images));
  const have = images.source === 'stored' ? `${there} come along` : `your files have ${there}`;
  return `The preset needs more images than there are: ${countsText(settingsOf(recipe))}; ${have}. “Images” in the recipe says which files to give.`;
}

/**
 * Which images a run used, and whether those are the images that are there: what a network saw in test images can be judged
 * only beside the same ones. They are compared by their SHA-256, see `fingerprint`.
 */
import type { StoreApi } from 'zustand/vanilla';
import { areEnough, chooseImages, fingerprint, type ImageCounts } from '../../runs/images/choose-images.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import type { ImagesByRole } from '../../tasks/images/fetch-images.ts';
import { IMAGE_FORMATS, IMAGE_ROLES, type ImageFormat, type ImageRole } from '../../tasks/images/image-formats.ts';
import { type ImageSet, ImagesError } from '../../tasks/images/image-set.ts';
import { breathe } from '../../worker/breathe.ts';
import { type ImageLabState, type Images, lookingAt, type OwnRun, ownOf, type UsedImages } from './image-lab-state.ts';
import { countsThere } from './needed-images.ts';

/** Images are chosen by their counts alone. */
export function countsKey({ train, validation, test }: ImageCounts): string {
  return `${train} ${validation} ${test}`;
}

/** 'other': the run used other images than those that are there; 'unknown': they have not been compared. */
export type ImageComparison = 'same' | 'other' | 'unknown';

/** Compares the images of a run with those that are there; one that has none yet will take these. */
export function compareImages(
  { recipe, images: used }: Pick<OwnRun, 'recipe' | 'images'>,
  images: Images,
): ImageComparison {
  if (!used) return 'same';
  const there = images.fingerprints[countsKey(settingsOf(recipe))];
  if (there === undefined) return 'unknown';
  return there === used.sha256 ? 'same' : 'other';
}

/** The visitor's run, where it is on screen. */
function shownOwn(state: ImageLabState): OwnRun | undefined {
  return lookingAt(state) === 'own' ? ownOf(state) : undefined;
}

/** Compares the images of the run on screen; stored runs are on screen beside their own images only. */
export function imagesOnScreen(state: ImageLabState): ImageComparison {
  const own = shownOwn(state);
  return own ? compareImages(own, state.images) : 'same';
}

/** Whether the run on screen used files of the visitor's, or would if it were trained. */
export function usesFiles(state: ImageLabState): boolean {
  const used = shownOwn(state)?.images;
  return used ? used.files !== undefined : lookingAt(state) !== 'stored' && state.images.source === 'files';
}

/** The test images that the run on screen was measured on, where they are there. */
export function testImagesOf(state: ImageLabState): ImageSet | undefined {
  return imagesOnScreen(state) === 'same' ? state.images.sets.test : undefined;
}

/** Which classes the run on screen tells apart. */
export function formatOf(state: ImageLabState): ImageFormat | undefined {
  const dataset = shownOwn(state)?.images?.dataset;
  const formats = Object.values(IMAGE_FORMATS);
  return formats.find(({ title }) => title === dataset) ?? state.images.sets.test?.format;
}

const list = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Which images a run used, and how to see them, where they are not there: one sentence. */
export function otherImagesText(used: UsedImages, source: Images['source']): string {
  const { dataset, files = [] } = used;
  if (files.length > 0)
    return `This run used your ${dataset} files ${list(files)}; drop those files here to see its images.`;
  return source === 'files'
    ? `This run did not use your files; “Back to CIFAR-10” shows the images that come along, if it used those.`
    : `This run used other ${dataset} images than those that come along; drop the files it was trained on to see them.`;
}

/** The sentence of the run on screen; undefined where its images are there, or not known yet. */
export function otherImagesOnScreen(state: ImageLabState): string | undefined {
  const used = shownOwn(state)?.images;
  return used && imagesOnScreen(state) === 'other' ? otherImagesText(used, state.images.source) : undefined;
}

/** Whether a run may have used the images that are there: by their fingerprint, or by the names of files while that is not known. */
export function mayHaveUsed({ files = [], sha256 }: UsedImages, key: string, images: Images): boolean {
  const there = images.fingerprints[key];
  if (there !== undefined) return there === sha256;
  const names = [...images.files].sort();
  return files.length === names.length && [...files].sort().every((name, k) => name === names[k]);
}

/**
 * Compares the images of a run of the visitor's with those that are there, once it is looked at; one that is kept may have used
 * others.
 * @param imagesOf has the images of these roles; throws ImagesError
 */
export function watchImages(
  store: StoreApi<ImageLabState>,
  imagesOf: (roles: readonly ImageRole[]) => Promise<ImagesByRole>,
): () => void {
  let comparing = false;
  const compare = async (key: string, counts: ImageCounts): Promise<void> => {
    // Too few of them: the run cannot have used these, and they need not be fetched to know it.
    const enough = areEnough(counts, countsThere(store.getState().images));
    const sets = enough ? await imagesOf(IMAGE_ROLES) : store.getState().images.sets;
    let sha256: string | null = null;
    try {
      if (enough) sha256 = await fingerprint(chooseImages(counts, sets), breathe);
    } catch (error) {
      if (!(error instanceof ImagesError)) throw error; // not of one data set
    }
    const { images } = store.getState();
    if (images.sets !== sets) return;
    store.setState({ images: { ...images, fingerprints: { ...images.fingerprints, [key]: sha256 } } });
  };
  const look = () => {
    const state = store.getState();
    const { images } = state;
    if (comparing || images.loading || images.problem !== undefined || imagesOnScreen(state) !== 'unknown') return;
    const own = ownOf(state)!;
    const counts = settingsOf(own.recipe);
    comparing = true;
    compare(countsKey(counts), counts)
      .catch(() => {}) // where images cannot be had, the problem is on screen
      .finally(() => {
        comparing = false;
        look();
      });
  };
  return store.subscribe(look);
}

/** What the page "Images" fetches: images, and what is stored of runs. Each is fetched once, when it is first looked at. */
import type { StoreApi } from 'zustand/vanilla';
import { restoreImageFigure, restoreImageRuns } from '../../experiments/image-results.ts';
import type { ImageRecipe } from '../../runs/images/image-recipe.ts';
import type { FetchProgress, ImagesByRole } from '../../tasks/images/fetch-images.ts';
import type { ImageRole } from '../../tasks/images/image-formats.ts';
import { figureOf, type ImageLabState, NOT_FETCHED, storedKey } from './image-lab-state.ts';

/** Where they come from. */
export interface ImageSources {
  /** The images that come along. Throws ImagesError with one sentence. */
  fetchImages(roles: readonly ImageRole[], onProgress: (progress: FetchProgress) => void): Promise<ImagesByRole>;
  /** The JSON of a figure, or of a method's runs in it. Throws NotFetchedError when the network is at fault. */
  loadResults(figure: string, method?: string): Promise<unknown>;
}

/** Results could not be fetched now; another time they may. */
export class NotFetchedError extends Error {
  override name = 'NotFetchedError';
}

/** What was thrown, for people. */
export const sentence = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

export function createImageLoading(store: StoreApi<ImageLabState>, { fetchImages, loadResults }: ImageSources) {
  const { setState: set, getState: get } = store;

  /** Has the images of these roles. Throws ImagesError. */
  const imagesOf = async (roles: readonly ImageRole[]): Promise<ImagesByRole> => {
    const { images } = get();
    if (images.source === 'files' || roles.every((role) => images.sets[role])) return images.sets;
    const report = (loading: FetchProgress | undefined, problem?: string) =>
      set(({ images }) => (images.source === 'stored' ? { images: { ...images, loading, problem } } : {}));
    report({ loaded: 0, total: 0 });
    try {
      const missing = roles.filter((role) => !images.sets[role]);
      const sets = await fetchImages(missing, (progress) => report(progress));
      set(({ images }) =>
        images.source === 'stored' ? { images: { ...images, sets: { ...images.sets, ...sets } } } : {},
      );
      report(undefined);
      return get().images.sets;
    } catch (error) {
      report(undefined, sentence(error));
      throw error;
    }
  };

  const loadStored = async (recipe: ImageRecipe): Promise<void> => {
    const figure = figureOf(recipe);
    const key = storedKey(recipe);
    const isKnown = key !== undefined && key in get().stored && get().stored[key] !== NOT_FETCHED;
    if (!figure || key === undefined || isKnown) return;
    const put = (runs: ImageLabState['stored'][string]) =>
      set(({ stored }) => ({ stored: { ...stored, [key]: runs } }));
    put(undefined);
    try {
      put(restoreImageRuns(await loadResults(figure.id, recipe.method), figure.id, recipe.method));
    } catch (error) {
      put(error instanceof NotFetchedError ? NOT_FETCHED : 'There is no stored run of this method.');
    }
  };

  const loadFigure = async (recipe: ImageRecipe): Promise<void> => {
    const id = figureOf(recipe)?.id;
    if (id === undefined || (id in get().figures && get().figures[id] !== NOT_FETCHED)) return;
    const put = (figure: ImageLabState['figures'][string]) =>
      set(({ figures }) => ({ figures: { ...figures, [id]: figure } }));
    put(undefined);
    try {
      put(restoreImageFigure(await loadResults(id), id));
    } catch (error) {
      put(error instanceof NotFetchedError ? NOT_FETCHED : 'The stored results could not be loaded.');
    }
  };

  return { imagesOf, loadStored, loadFigure };
}

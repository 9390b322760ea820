/** The visitor's own images: files are read, and taken for the next run or refused with one sentence. */
import type { StoreApi } from 'zustand/vanilla';
import { chooseImages } from '../../runs/images/choose-images.ts';
import { settingsOf } from '../../runs/images/image-recipe.ts';
import type { ImagesByRole } from '../../tasks/images/fetch-images.ts';
import type { SlicedFile } from '../../tasks/images/read-in-pieces.ts';
import type { FileReadingOptions } from '../../worker/images/file-reading.ts';
import type { ImageLabState } from './image-lab-state.ts';
import { sentence } from './image-loading.ts';

export interface OwnFilesSurroundings {
  /** Throws ImagesError with one sentence; the signal's reason when it is aborted. */
  readFiles(files: readonly SlicedFile[], options: FileReadingOptions): Promise<ImagesByRole>;
  notify(text: string, tone?: 'info' | 'lasting' | 'error'): void;
}

export function createOwnFiles(
  store: StoreApi<ImageLabState>,
  { readFiles, notify }: OwnFilesSurroundings,
  /** Shows the kept run of the recipe that used these images. */
  takeUp: () => void,
) {
  const { setState: set, getState: get } = store;
  let reading: AbortController | undefined;

  const take = (files: readonly SlicedFile[], sets: ImagesByRole) => {
    const chosen = chooseImages(settingsOf(get().recipe), sets);
    const count = chosen.train.count + chosen.validation.count + chosen.test.count;
    const name = `${chosen.train.format.title} · your files`;
    const names = files.map((file) => file.name);
    const nothing = { loading: undefined, problem: undefined, fingerprints: {} };
    set({ images: { source: 'files', name, files: names, sets, ...nothing }, at: undefined });
    takeUp();
    notify(`The next run takes ${count.toLocaleString('en-US')} images of ${names.join(', ')}.`);
  };

  return {
    /** Takes files for the images of the next run; refuses them with one sentence and changes nothing. */
    async takeFiles(files: readonly SlicedFile[]): Promise<void> {
      reading?.abort();
      const controller = new AbortController();
      reading = controller;
      set({ reading: { loaded: 0, total: files.reduce((sum, { size }) => sum + size, 0) } });
      try {
        const onProgress = (progress: ImageLabState['reading']) => set({ reading: progress });
        take(files, await readFiles(files, { onProgress, signal: controller.signal }));
      } catch (error) {
        if (!controller.signal.aborted) notify(sentence(error), 'error');
      } finally {
        if (reading === controller) {
          reading = undefined;
          set({ reading: undefined });
        }
      }
    },
    /** Gives up files that are being read. */
    cancelFiles: (): void => reading?.abort(),
  };
}

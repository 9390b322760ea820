/** The page "Images": networks that grow on CIFAR; stored runs at once, and the visitor's own over them. */
import { lazy, Suspense, useCallback, useEffect } from 'react';
import { performImageKey } from '../actions/image-actions.ts';
import { acceptImageFiles } from '../actions/image-files.ts';
import { readPageAddress } from '../link/address.ts';
import { imageFigureCaption, readImageAddress, writeImageAddress } from '../link/image-address.ts';
import { CaptionContext } from '../panels/ExportMenu.tsx';
import { ImageEngineChip } from '../panels/images/ImageEngineChip.tsx';
import {
  AccuracyOfImages,
  ConfusionOfImages,
  ImportanceOfImages,
  LossOfImages,
  NetworkOfImages,
  PointTogether,
  TestOfImages,
  TimesOfImages,
} from '../panels/images/ImageFigures.tsx';
import { ImagePhasePanel } from '../panels/images/ImagePhasePanel.tsx';
import { ImageRecipePanel } from '../panels/images/ImageRecipePanel.tsx';
import { ImageRunStatus } from '../panels/images/ImageRunStatus.tsx';
import { ImageShareDialog } from '../panels/images/ImageShareDialog.tsx';
import { ImageBackToLive, ImageTimeline } from '../panels/images/ImageTimeline.tsx';
import { ImageTransport } from '../panels/images/ImageTransport.tsx';
import { ImageLabContext, onScreenOf } from '../panels/images/image-context.ts';
import { imageStatus } from '../panels/images/image-sentences.ts';
import { KeptImageRuns } from '../panels/images/KeptImageRuns.tsx';
import { RunCard } from '../panels/images/RunCard.tsx';
import { useImagePlayback } from '../panels/images/use-image-playback.ts';
import { useRunStore, useView } from '../panels/lab-context.ts';
import { settingsOf } from '../runs/images/image-recipe.ts';
import { changedNumber, writeStep } from '../store/history-steps.ts';
import { createImageLab, type ImageLab } from '../store/images/image-lab.ts';
import { type ImageLabState, trajectoryOf } from '../store/images/image-lab-state.ts';
import { NotFetchedError } from '../store/images/image-loading.ts';
import { openKeptImageRuns } from '../store/images/kept-image-runs.ts';
import { openImageWorker, readFiles } from '../store/images/open-image-worker.ts';
import { openedRuns } from '../store/images/opened-runs.ts';
import type { RunStore } from '../store/run-store.ts';
import { fetchImages } from '../tasks/images/fetch-images.ts';
import '../styles/figures.css';
import '../styles/images.css';

const RunsDialog = lazy(() =>
  import('../panels/share/RunsDialog.tsx').then((module) => ({ default: module.RunsDialog })),
);

let lab: ImageLab | undefined;
/** Whether the page has been looked at before. */
let opened = false;

/** Made once: a run goes on while another page is looked at. */
function labOf(store: RunStore): ImageLab {
  lab ??= createImageLab({
    createWorker: openImageWorker,
    async fetchImages(roles, onProgress) {
      const { images } = await fetchImages(new URL('./cifar10/', document.baseURI), { roles, onProgress });
      return images;
    },
    readFiles,
    async loadResults(figure, method) {
      const file = `./results/images/${figure}${method === undefined ? '' : `-${method}`}.json`;
      const response = await fetch(file).catch((error) => {
        throw new NotFetchedError(`${file} could not be fetched.`, { cause: error });
      });
      return response.json();
    },
    kept: openKeptImageRuns(),
    notify: (text, tone) => store.getState().notify(text, tone),
    now: () => performance.now(),
  });
  return lab;
}

/** All that decides a run, for comparing two of them. */
const numbersOf = ({ recipe, engine }: Pick<ImageLabState, 'recipe' | 'engine'>) => {
  const { preset, method, seed } = recipe;
  return { preset, method, seed, engine, ...settingsOf(recipe) };
};

/** Shows what the address says, and follows it; a changed recipe is a step in the history, so Back undoes it. */
function useImageAddress(lab: ImageLab): void {
  const store = useRunStore();
  useEffect(() => {
    // Nothing is written before the address was read.
    let shown: string | undefined;
    // The recipe of the address is there at once, or "Train it here" would train another; kept runs may come later.
    const keptRead = opened ? Promise.resolve() : lab.readKept().catch(() => {});
    const show = () => {
      const { page, query } = readPageAddress(location.hash, ['toy', 'images']);
      if (page !== 'images') return;
      const { recipe, engine, at, problems } = readImageAddress(query);
      for (const problem of problems) store.getState().notify(problem);
      shown = writeImageAddress({ recipe, engine });
      void Promise.all([lab.open(recipe, engine), keptRead]).then(() => at !== undefined && lab.seek(at));
    };
    const { query } = readPageAddress(location.hash, ['toy', 'images']);
    if (opened && Object.keys(query).length === 0) {
      // Back from another page: as it was left.
      const { recipe, engine } = lab.getState();
      shown = writeImageAddress({ recipe, engine });
      history.replaceState(null, '', shown);
    } else show();
    opened = true;
    window.addEventListener('popstate', show);
    const unsubscribe = lab.subscribe(({ recipe, engine }, before) => {
      const hash = writeImageAddress({ recipe, engine });
      if (shown === undefined || hash === shown) return;
      shown = hash;
      writeStep(hash, changedNumber(numbersOf(before), numbersOf({ recipe, engine })));
    });
    return () => {
      window.removeEventListener('popstate', show);
      unsubscribe();
    };
  }, [lab, store]);
}

/** Shows runs of files that were opened, here or on another page. */
function useOpenedRuns(lab: ImageLab): void {
  useEffect(() => {
    const take = () => {
      const { waiting } = openedRuns.getState();
      if (!waiting) return;
      openedRuns.setState({ waiting: undefined });
      void lab.openRuns(waiting);
    };
    take();
    return openedRuns.subscribe(take);
  }, [lab]);
}

export default function ImagesPage({ embed }: { embed: boolean }) {
  const lab = labOf(useRunStore());
  useImageAddress(lab);
  useImagePlayback(lab);
  useOpenedRuns(lab);
  useEffect(() => {
    const press = (event: KeyboardEvent) => performImageKey(event, lab);
    document.addEventListener('keydown', press);
    const stop = acceptImageFiles(lab);
    return () => {
      document.removeEventListener('keydown', press);
      stop();
    };
  }, [lab]);
  const shareOpen = useView((view) => view.shareOpen);
  const runsOpen = useView((view) => view.runsOpen);
  const caption = useCallback(
    (name: string) => {
      const { recipe, engine, at } = lab.getState();
      const trajectory = trajectoryOf(lab.getState());
      const status = trajectory && imageStatus(onScreenOf(trajectory, at).shown, trajectory, '');
      return imageFigureCaption(name, { recipe, engine, at }, status?.replace(/ · $/, ''), location.href);
    },
    [lab],
  );
  return (
    <ImageLabContext value={lab}>
      <CaptionContext value={caption}>
        <PointTogether>
          <ImageEngineChip />
          <main className="images" data-embed={embed || undefined}>
            <h1 className="visually-hidden">Watch a network grow on real images</h1>
            {!embed && (
              <div className="images-left">
                <ImageRecipePanel />
                <RunCard />
                <TimesOfImages />
              </div>
            )}
            <div className="images-main">
              <NetworkOfImages />
              <AccuracyOfImages />
              <ImportanceOfImages />
              <LossOfImages />
            </div>
            <div className="images-side">
              <ImagePhasePanel />
              <TestOfImages />
              <ConfusionOfImages />
              {embed && <TimesOfImages />}
            </div>
            <section className="card strip" aria-label="Playback">
              <div className="strip-left">
                <ImageTransport />
                <div className="status-row">
                  <ImageRunStatus />
                </div>
              </div>
              <ImageTimeline />
              <ImageBackToLive />
            </section>
          </main>
          {shareOpen && <ImageShareDialog />}
          <Suspense fallback={null}>{runsOpen && <RunsDialog others={<KeptImageRuns />} />}</Suspense>
        </PointTogether>
      </CaptionContext>
    </ImageLabContext>
  );
}

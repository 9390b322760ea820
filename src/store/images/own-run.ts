/**
 * The visitor's own run: begun, paused, cancelled, resumed, lost with its worker and taken up again, and kept by the browser.
 * One at a time is computed.
 */
import type { StoreApi } from 'zustand/vanilla';
import { chooseImages, withoutOthers } from '../../runs/images/choose-images.ts';
import type { ImageStateFile } from '../../runs/images/image-checkpoint.ts';
import type { ImageData } from '../../runs/images/image-data.ts';
import { phasesOf, settingsOf } from '../../runs/images/image-recipe.ts';
import { watchKey } from '../../runs/images/image-timeline.ts';
import { recordedSettings } from '../../runs/images/recorded-settings.ts';
import { imageRecipeKey, sameImageRecipe } from '../../runs/images/same-image-recipe.ts';
import type { ImagesByRole } from '../../tasks/images/fetch-images.ts';
import type { ImageRole } from '../../tasks/images/image-formats.ts';
import { breathe } from '../../worker/breathe.ts';
import { createImageClient, type ImageWorkerLike } from '../../worker/images/image-client.ts';
import type { NetworkReport, Until } from '../../worker/images/image-messages.ts';
import type { Drill } from '../../worker/messages.ts';
import { changeOfEngine, computedBy, reasonToBeginAnew, wishFor } from './going-on.ts';
import { type ImageLabState, type Images, isActive, type OwnRun, ownOf } from './image-lab-state.ts';
import { sentence } from './image-loading.ts';
import type { KeptImageRun, KeptImageRuns } from './kept-image-runs.ts';
import { imagesProblem } from './needed-images.ts';
import { compareImages, countsKey } from './run-images.ts';

export interface OwnRunSurroundings {
  createWorker(): ImageWorkerLike;
  readonly kept: KeptImageRuns;
  notify(text: string, tone?: 'info' | 'lasting' | 'error'): void;
  /** Milliseconds on any monotonic clock. */
  now(): number;
}

export function createOwnRun(
  store: StoreApi<ImageLabState>,
  { createWorker, kept, notify, now }: OwnRunSurroundings,
  imagesOf: (roles: readonly ImageRole[]) => Promise<ImagesByRole>,
  /** Deletes a kept run. */
  forget: (id: string) => void,
) {
  const { setState: set, getState: get } = store;
  /** That of the last epoch. */
  let lastNetwork: NetworkReport | undefined;
  /** The images of the last start. */
  let used: { readonly dataset: string; readonly source: Images } | undefined;
  /** When the clock of the run was last read; undefined while it rests. */
  let since: number | undefined;
  /** Counts starts, so that images that come late do not start a run that is not wanted any more. */
  let starts = 0;

  const update = (change: (own: OwnRun) => Partial<OwnRun>) =>
    set(({ own }) => (own ? { own: { ...own, ...change(own) } } : {}));

  /** The seconds of the run up to now. */
  const clocked = (seconds: number) => {
    const passed = since === undefined ? 0 : (now() - since) / 1000;
    since = since === undefined ? undefined : now();
    return seconds + passed;
  };

  /** A run that cannot begin or go on, and why. */
  const refuse = (problem: string) => {
    update(({ state }) => ({ status: state ? 'kept' : 'failed', problem }));
    since = undefined;
    notify(problem, 'error');
  };

  const keptRun = (own: OwnRun): KeptImageRun | undefined => {
    const { id, recipe, settings, engine, kinds, threads, images, seconds, finished, current, state, phases } = own;
    if (!id || !images) return undefined;
    const made = settings ? { settings } : {};
    const run = { id, recipe, ...made, engine, kinds, threads, images, seconds, savedAt: Date.now(), finished };
    // Nothing goes on from it: its weights are for looking and for other programs.
    if (finished.length === phases) return state ? { ...run, last: { ...state, momentum: {} } } : run;
    return state ? { ...run, finished: state.finished, current, state } : undefined;
  };

  const keep = async () => {
    const { own } = get();
    const run = own && keptRun(own);
    if (!run) return;
    set(({ kept }) => ({ kept: [run, ...kept.filter(({ id }) => id !== run.id)] }));
    const isKept = await kept.keep(run);
    const now = get().own;
    if (now?.id !== run.id || now.isKept === isKept) return;
    update(() => ({ isKept }));
    if (!isKept) {
      notify('This browser does not let the page keep runs (private window, or no room): this one ends with the page.');
    }
  };

  /** The phase in which a state is, for looking at. */
  const currentOf = ({ epoch, epochLosses, scores, trainSeconds }: ImageStateFile, network: NetworkReport) => {
    const { parameters, multiplyAdds, widths, channels } = network;
    return { epoch, epochLosses, scores, trainSeconds, parameters, multiplyAdds, widths, channels };
  };

  const client = createImageClient(createWorker, {
    images(sha256) {
      const { own } = get();
      if (!own) return;
      if (own.images && own.images.sha256 !== sha256) {
        client.cancel();
        const began = own.images.dataset;
        refuse(`This run began on other images (${began}); choose those again, or start a new run.`);
        return;
      }
      if (!used) return;
      const { dataset, source } = used;
      const { images } = get();
      const key = countsKey(settingsOf(own.recipe));
      // What the worker has found need not be reckoned again.
      if (images.sets === source.sets)
        set({ images: { ...images, fingerprints: { ...images.fingerprints, [key]: sha256 } } });
      const files = source.files.length > 0 ? { files: source.files } : {};
      update(({ recipe }) => ({ images: { dataset, sha256, ...files }, id: `${imageRecipeKey(recipe)} ${sha256}` }));
    },
    engine(report) {
      const { own } = get();
      if (!own) return;
      const change = changeOfEngine(own, report);
      if (change?.problem) {
        client.cancel();
        return refuse(change.problem);
      }
      if (change) notify(change.notice, 'lasting');
      update((own) => ({
        report,
        ...computedBy(own, report),
        status: own.status === 'starting' ? 'running' : own.status,
      }));
    },
    progress(progress) {
      set({ progress });
      const { stage } = progress;
      if (stage !== 'train' && stage !== 'measure' && get().own?.growing !== stage) update(() => ({ growing: stage }));
    },
    epoch({ state, network, watched }) {
      lastNetwork = network;
      update((own) => ({
        state,
        finished: state.finished,
        current: currentOf(state, network),
        growing: undefined,
        seconds: clocked(own.seconds),
        watched: { ...own.watched, [watchKey(state.finished.length + 1, state.epoch)]: watched },
      }));
      void keep();
    },
    phase: (phase) =>
      update(({ finished, phases }) => {
        const over = [...finished, phase];
        return { finished: over, current: undefined, growing: over.length < phases ? 'overgrow' : undefined };
      }),
    begun({ network, scores, state }) {
      set({ progress: undefined });
      update(() => ({
        growing: undefined,
        current: { ...network, scores, epoch: 0, epochLosses: [], trainSeconds: 0 },
      }));
      if (!state) return;
      lastNetwork = network;
      update(({ seconds }) => ({ state, finished: state.finished, seconds: clocked(seconds) }));
      void keep();
    },
    paused() {
      update((own) => ({ status: 'paused', until: undefined, seconds: clocked(own.seconds) }));
      since = undefined;
    },
    finished() {
      update((own) => ({ status: 'finished', until: undefined, seconds: clocked(own.seconds) }));
      since = undefined;
      void keep();
    },
    failed({ message }) {
      update((own) => ({ status: 'failed', problem: message, seconds: clocked(own.seconds) }));
      since = undefined;
      notify(`The run stopped: ${message}`, 'error');
    },
    lost(cause) {
      const { own } = get();
      const what = cause === 'device-lost' ? 'The GPU device was lost' : 'The worker ended unexpectedly';
      const place = own?.state ? `after ${placeText(own.state)}` : 'from the start';
      const how = own?.status === 'paused' ? 'Resume goes on' : 'a new one goes on';
      notify(`${what}; ${how} ${place}.`);
      set({ progress: undefined });
      update(({ state, status }) => ({
        status: status === 'paused' ? status : 'starting',
        growing: undefined,
        finished: state?.finished ?? [],
        current: state && lastNetwork && currentOf(state, lastNetwork),
      }));
      return own?.state;
    },
  });

  const hold = (status: 'stopped' | 'kept') => {
    client.cancel();
    set({ progress: undefined });
    update((own) => ({ status, until: undefined, seconds: clocked(own.seconds) }));
    since = undefined;
  };

  /** Begins the recipe on screen, or goes on with a run of it. */
  const compute = async (from: OwnRun | undefined, until?: Until): Promise<void> => {
    const reason = from && reasonToBeginAnew(from);
    if (reason) return notify(reason, 'error');
    // Before anything is fetched.
    const missing = imagesProblem(get());
    if (missing) return notify(missing, 'error');
    const { recipe, engine, threads, own: old } = get();
    if (old && isActive(old)) {
      const others = !sameImageRecipe(old.recipe, recipe);
      hold('stopped');
      if (others) notify('The run before was stopped; what it has is kept.');
    }
    starts += 1;
    const start = starts;
    const fresh: OwnRun = {
      ...phasesOf(recipe),
      id: undefined,
      recipe,
      settings: recordedSettings(recipe),
      engine,
      kinds: [],
      threads: [],
      images: undefined,
      finished: [],
      state: undefined,
      status: 'loading',
      until,
      report: undefined,
      seconds: 0,
      problem: undefined,
      isKept: undefined,
    };
    set({
      own: from ? { ...from, engine, status: 'loading', until, problem: undefined } : fresh,
      looking: 'own',
      at: undefined,
    });
    const isWanted = () => starts === start && get().own?.status === 'loading';
    try {
      const sets = await imagesOf(['train', 'validation', 'test']);
      if (!isWanted()) return;
      const source = get().images;
      const images: ImageData = await withoutOthers(chooseImages(settingsOf(recipe), sets), breathe);
      if (!isWanted()) return;
      used = { dataset: images.train.format.title, source };
      update(() => ({ status: 'starting' }));
      since = now();
      lastNetwork = from?.current;
      client.start({ recipe, engine: wishFor(from, engine), threads, images }, from?.state, until);
    } catch (error) {
      if (starts === start) refuse(sentence(error));
    }
  };

  const resume = (until?: Until) => {
    since ??= now();
    update(() => ({ status: 'running', until }));
    client.resume(until);
  };

  /** Goes on with the visitor's run of the recipe, or begins one. */
  const goOn = (until?: Until): void => {
    const own = ownOf(get());
    set({ looking: 'own', at: undefined });
    if (own?.status === 'paused') resume(until);
    else if (own?.status !== 'finished') void compute(own?.state ? own : undefined, until);
  };

  const cancel = (): void => {
    starts += 1;
    const { own } = get();
    if (!own || !isActive(own)) return;
    hold('stopped');
    const { state, current, finished } = own;
    // Without an epoch behind it there is nothing to look at or to go on from.
    if (!state) set({ own: undefined, looking: 'stored', at: undefined });
    else if (finished.length > state.finished.length && !current) update(() => ({ growing: undefined }));
  };

  return {
    goOn,
    resume,
    /** Ends the computing; what the run has is kept, and it can be resumed. */
    cancel,
    /** Begins the recipe on screen anew. */
    start(): void {
      const { own } = get();
      // One that used other images is another run, and stays.
      if (own?.id !== undefined && ownOf(get()) && compareImages(own, get().images) === 'same') forget(own.id);
      void compute(undefined);
    },
    pause(): void {
      const { own } = get();
      // Without its images it has not begun.
      if (own?.status === 'loading') cancel();
      if (own?.status !== 'running' && own?.status !== 'starting') return;
      client.pause();
      update((own) => ({ status: 'paused', until: undefined, seconds: clocked(own.seconds) }));
      since = undefined;
    },
    /** Throws away the visitor's run of the recipe. */
    discard(): void {
      const { own } = get();
      if (!own) return;
      starts += 1;
      if (isActive(own)) hold('stopped');
      if (own.id !== undefined) forget(own.id);
      set({ own: undefined, looking: 'stored', at: undefined });
    },
    /** Breaks something on purpose. */
    drill: (drill: Drill): void => client.drill(drill),
    dispose: () => client.dispose(),
  };
}

/** Where a state is, for people: `epoch 7 of phase 3`. */
export function placeText({ finished, epoch }: Pick<ImageStateFile, 'finished' | 'epoch'>): string {
  if (epoch === 0) return `the growth to phase ${finished.length + 1}`;
  return `epoch ${epoch} of phase ${finished.length + 1}`;
}

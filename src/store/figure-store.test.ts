import { describe, expect, it } from 'vitest';
import { createCpuEngine } from '../compute/cpu/cpu-engine.ts';
import { FIGURE_FORMAT, type FigureRuns } from '../experiments/figure-results.ts';
import { FIGURES, figureJobs } from '../experiments/figures.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { createJobLoopback, type JobLoopback } from '../worker/job-loopback.ts';
import { createFigureStore, type Sweep, timeLeft } from './figure-store.ts';

const engine = await createCpuEngine();
const FIGURE = 'budget'; // the one with the fewest runs
const JOBS = figureJobs(FIGURES.find(({ id }) => id === FIGURE)!, 1).length;

function openStore(reference: unknown = undefined) {
  const workers: JobLoopback[] = [];
  const store = createFigureStore({
    createWorker() {
      const worker = createJobLoopback({ engine });
      workers.push(worker);
      return worker;
    },
    workers: 2,
    load: async () => {
      if (reference === undefined) throw new Error('Not found.');
      return reference;
    },
    now: () => performance.now(),
  });
  void store.open(FIGURE);
  const sweep = () => store.getState().sweeps[FIGURE]!;
  const until = (fulfilled: (sweep: Sweep) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!fulfilled(sweep())) return;
        stop();
        resolve();
      };
      const stop = store.subscribe(look);
      look();
    });
  return { store, workers, sweep, until };
}

/** Everything but the times. */
function numbersOf(runs: FigureRuns) {
  return Object.fromEntries(
    Object.entries(runs)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([id, list]) => [id, list.map(({ seconds: _, ...numbers }) => numbers)]),
  );
}

async function wholeSweep() {
  const { store, sweep, until } = openStore();
  store.start(1, 'auto');
  await until(({ status }) => status === 'done');
  return sweep();
}
const whole = await wholeSweep();

describe('a sweep', () => {
  it('has every run of every series, and says which engine computed', () => {
    expect(whole).toMatchObject({ jobs: JOBS, finished: JOBS, progress: 1, seeds: 1, report: { kind: 'cpu' } });
    expect(Object.values(whole.runs).flat()).toHaveLength(JOBS);
    const steps = Object.values(whole.runs).flatMap((runs) => runs.map((run) => run.steps.at(-1)!));
    expect(whole.steps).toBe(steps.reduce((sum, value) => sum + value, 0));
    expect(timeLeft(whole)).toBe(0);
  });

  it('tells its progress exactly: it only grows, and finished runs are whole', async () => {
    const { store, sweep, until } = openStore();
    const seen: Sweep[] = [];
    store.subscribe(() => seen.push(sweep()));
    store.start(1, 'auto');
    await until(({ status }) => status === 'done');
    for (const [index, { progress, finished, elapsed }] of seen.entries()) {
      if (index > 0) {
        expect(progress).toBeGreaterThanOrEqual(seen[index - 1]!.progress);
        expect(elapsed).toBeGreaterThanOrEqual(seen[index - 1]!.elapsed);
      }
      if (finished === JOBS) expect(progress).toBeCloseTo(1, 12);
    }
    expect(seen.some(({ progress }) => progress > 0 && progress < 1)).toBe(true);
  });

  it('grows from left to right: what a run has is shown at the end of each phase', async () => {
    const { store, sweep, until } = openStore();
    const widths = new Set<string>();
    store.subscribe(() => {
      for (const [id, runs] of Object.entries(sweep().runs)) {
        for (const { neurons, unfinished } of runs) if (unfinished) widths.add(`${id} ${neurons.length}`);
      }
    });
    store.start(1, 'auto');
    await until(({ status }) => status === 'done');
    expect(widths.size).toBeGreaterThan(0);
    expect(
      Object.values(sweep().runs)
        .flat()
        .some(({ unfinished }) => unfinished),
    ).toBe(false);
  });

  it('that was cancelled and resumed equals one that was not', async () => {
    const { store, workers, sweep, until } = openStore();
    store.start(1, 'auto');
    for (const finished of [1, 2]) {
      await until((now) => now.finished >= finished);
      store.cancel();
      expect(sweep().status).toBe('cancelled');
      expect(sweep().progress).toBeGreaterThan(0);
      expect(sweep().progress).toBeLessThan(1);
      expect(Object.values(sweep().runs).flat()).toHaveLength(sweep().finished);
      expect(workers.every(({ terminated }) => terminated)).toBe(true);
      store.resume();
    }
    await until(({ status }) => status === 'done');
    expect(numbersOf(sweep().runs)).toEqual(numbersOf(whole.runs));
    expect(sweep()).toMatchObject({ finished: JOBS, progress: 1, steps: whole.steps });
  });

  it('that was paused and resumed equals one that was not, and its clock stands meanwhile', async () => {
    const { store, sweep, until } = openStore();
    store.start(1, 'auto');
    await until(({ finished }) => finished >= 1);
    store.pause();
    const { elapsed } = sweep();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sweep()).toMatchObject({ status: 'paused', elapsed });
    store.resume();
    await until(({ status }) => status === 'done');
    expect(numbersOf(sweep().runs)).toEqual(numbersOf(whole.runs));
  });

  it('is cancelled when another figure starts, and keeps what it has', async () => {
    const { store, sweep, until } = openStore();
    store.start(1, 'auto');
    await until(({ finished }) => finished >= 1);
    await store.open('step-size');
    store.start(1, 'auto');
    expect(sweep().status).toBe('cancelled');
    expect(Object.values(sweep().runs).flat()).toHaveLength(sweep().finished);
    store.cancel();
  });
});

describe('a stored reference', () => {
  const good = {
    format: FIGURE_FORMAT,
    figure: FIGURE,
    manifest: {
      date: '2020-01-31',
      engine: 'cpu',
      device: 'a computer',
      versions: {},
      seconds: 1,
      workers: 2,
      seeds: 1,
      recipe: DEFAULT_RECIPE,
    },
    series: { 'neuronBudget=1': [{ seed: 0, neurons: [1], loss: [0.5], steps: [1500], seconds: [0.1] }] },
  };
  const shown = async (reference: unknown) => {
    const { store } = openStore(reference);
    await store.open(FIGURE);
    await new Promise((resolve) => setTimeout(resolve));
    return store.getState().references[FIGURE];
  };

  it('is shown as it is', async () => {
    expect(await shown(good)).toEqual(good);
  });

  it.each([
    ['is missing', undefined, 'could not be loaded'],
    ['is of another figure', { ...good, figure: '3a' }, 'of figure 3a'],
    ['is no results', { format: 'x' }, 'damaged'],
    [
      'has a loss that is no number',
      { ...good, series: { a: [{ ...good.series['neuronBudget=1'][0], loss: [null] }] } },
      'damaged',
    ],
    [
      'has losses without widths',
      { ...good, series: { a: [{ ...good.series['neuronBudget=1'][0], neurons: [] }] } },
      'damaged',
    ],
  ])('that %s is one sentence', async (_name, reference, text) => {
    expect(await shown(reference)).toContain(text);
  });
});

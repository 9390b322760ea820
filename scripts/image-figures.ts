/** Computes the figures of image networks, for scripts/figures.ts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openWasmImageEngine } from '../src/cli/engines.ts';
import { fingerprint, readImageData } from '../src/cli/image-data.ts';
import type { ImageJobNews, ImageJobOrder } from '../src/cli/image-job-messages.ts';
import { phaseLine } from '../src/cli/phase-line.ts';
import { createProgress } from '../src/cli/progress.ts';
import { runThreads } from '../src/cli/threads.ts';
import { imageFindingsMarkdown } from '../src/experiments/findings-markdown.ts';
import { TRAINED_BY, timeGrowths } from '../src/experiments/growth-times.ts';
import type { ImageOutcome } from '../src/experiments/image-experiment.ts';
import {
  type GrowthTimesFigure,
  type ImageFigure,
  type ImageRunsFigure,
  imageFigureRecipe,
} from '../src/experiments/image-figures.ts';
import { computeImageFindings } from '../src/experiments/image-findings.ts';
import {
  GROWTH_TIMES_FORMAT,
  IMAGE_RUNS_FORMAT,
  IMAGE_SUMMARY_FORMAT,
  type ImageManifest,
  imageFigurePath,
  imageRunsPath,
  restoreImageFigure,
  roundedPhase,
  type StoredGrowthTimes,
  type StoredImageFigure,
  type StoredImageRuns,
  summarizeImageRun,
} from '../src/experiments/image-results.ts';
import { type ImageRecipe, imagePresetById } from '../src/runs/images/image-recipe.ts';
import { expectedWork } from '../src/runs/images/image-run.ts';
import { recordedSettings } from '../src/runs/images/recorded-settings.ts';
import { storedImageResults } from './stored-image-results.ts';

export interface ImageFigureOptions {
  /** Some of the figure's methods. */
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
  readonly workers: number;
  /** Folder of results. */
  readonly out: string;
  /** What manifests say of this machine and program, apart from the recipe and the time it took. */
  readonly made: Pick<ImageManifest, 'device' | 'versions'>;
}

/** Repeats of each growth that is timed. */
const REPEATS = 3;

const today = () => new Date().toISOString().slice(0, 10);
const say = (sentence: string) => process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${sentence}\n`);

function write(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value)}\n`);
}

/** What is stored of a figure's other methods. */
function storedMethods(path: string, figure: string): StoredImageFigure['methods'] {
  if (!existsSync(path)) return {};
  const stored = restoreImageFigure(JSON.parse(readFileSync(path, 'utf8')), figure);
  if (typeof stored !== 'string') return stored.methods;
  say(`${path} is left out: ${stored}`);
  return {};
}

async function computeRuns(figure: ImageRunsFigure, options: ImageFigureOptions): Promise<void> {
  const { methods, seeds, workers, out, made } = options;
  const data = await readImageData(imagePresetById(figure.preset));
  const images = { dataset: data.train.format.title, sha256: await fingerprint(data) };
  const jobs = methods.flatMap((method) => {
    return seeds.map((seed): ImageRecipe => ({ preset: figure.preset, method, seed }));
  });
  const outcomes = new Map<string, ImageOutcome[]>(methods.map((method) => [method, []]));
  const wholes = jobs.map((recipe) => expectedWork(recipe, data));
  const progress = createProgress(wholes, process.stderr);
  const keep = (method: string, done: readonly ImageOutcome[]) => {
    const runs = [...done].sort((a, b) => a.seed - b.seed);
    const seconds = runs.flatMap(({ phases }) =>
      phases.map(({ trainSeconds, growSeconds }) => trainSeconds + growSeconds),
    );
    const manifest: ImageManifest = {
      date: today(),
      engine: 'wasm',
      ...made,
      seconds: Number(seconds.reduce((sum, value) => sum + value, 0).toFixed(1)),
      workers,
      recipe: imageFigureRecipe(figure, method, images, seeds),
      settings: recordedSettings(figure),
    };
    const whole: StoredImageRuns = { format: IMAGE_RUNS_FORMAT, figure: figure.id, manifest, runs };
    write(join(out, imageRunsPath(figure, method)), whole);
    const path = join(out, imageFigurePath(figure));
    const known = { ...storedMethods(path, figure.id), [method]: { manifest, runs: runs.map(summarizeImageRun) } };
    const summary: StoredImageFigure = {
      format: IMAGE_SUMMARY_FORMAT,
      figure: figure.id,
      images: { train: data.train.count, validation: data.validation.count, test: data.test.count },
      methods: Object.fromEntries(figure.methods.flatMap((id) => (known[id] ? [[id, known[id]]] : []))),
    };
    write(path, summary);
    console.log(`${figure.id}: ${runs.length} runs of ${method} in ${manifest.seconds} s`);
  };
  await runThreads<ImageJobOrder, ImageOutcome, ImageJobNews>(
    new URL('../src/cli/image-job-worker.mjs', import.meta.url),
    // One thread each: what is stored is to be had again to the last byte, anywhere.
    jobs.map((recipe) => ({ recipe, threads: 1 })),
    workers,
    {
      onSteps: progress.steps,
      onNews(job, news) {
        if (news.kind === 'phase') say(phaseLine(jobs[job]!, news.number, news.phase));
      },
      onLost: say,
      onDone(job, { seed, phases }) {
        progress.done(job);
        const { method } = jobs[job]!;
        const done = outcomes.get(method)!;
        done.push({ seed, phases: phases.map(roundedPhase) });
        if (done.length === seeds.length) keep(method, done);
      },
    },
    new AbortController().signal,
  );
  progress.finish();
}

async function computeTimes(
  figure: GrowthTimesFigure,
  { methods, seeds, out, made }: ImageFigureOptions,
): Promise<void> {
  const data = await readImageData(imagePresetById(figure.preset));
  const engine = await openWasmImageEngine();
  const parts = seeds.length * (1 + REPEATS * (methods.length + 1));
  const start = performance.now();
  let done = 0;
  const times = await timeGrowths(engine, data, { ...figure, methods }, seeds, REPEATS, (what, seconds) => {
    done += 1;
    say(`${done} of ${parts}: ${what} in ${seconds.toFixed(2)} s`);
  });
  const three = (rows: readonly (readonly number[])[]) =>
    rows.map((row) => row.map((value) => Number(value.toPrecision(3))));
  const images = { dataset: data.train.format.title, sha256: await fingerprint(data) };
  const stored: StoredGrowthTimes = {
    format: GROWTH_TIMES_FORMAT,
    figure: figure.id,
    manifest: {
      date: today(),
      engine: engine.kind,
      ...made,
      seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
      workers: 1,
      recipe: { experiment: 'images', preset: figure.preset, method: TRAINED_BY, seeds, images },
      settings: recordedSettings(figure),
    },
    ...times,
    epochSeconds: three(times.epochSeconds),
    growSeconds: Object.fromEntries(Object.entries(times.growSeconds).map(([id, rows]) => [id, three(rows)])),
  };
  write(join(out, imageFigurePath(figure)), stored);
  console.log(`${figure.id}: ${methods.join(', ')} in ${stored.manifest.seconds} s`);
}

/** Computes a figure and writes its files. */
export async function computeImageFigure(figure: ImageFigure, options: ImageFigureOptions): Promise<void> {
  if (figure.kind === 'runs') await computeRuns(figure, options);
  else await computeTimes(figure, options);
}

/** Writes docs/image-findings.md from the results that are stored. */
export function writeImageFindings(stored: string): void {
  writeFileSync('docs/image-findings.md', imageFindingsMarkdown(computeImageFindings(storedImageResults(stored))));
  console.log('docs/image-findings.md is written.');
}

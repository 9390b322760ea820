/**
 * Recomputes the stored references of the figures: `npm run figures [-- ID ...] [--seeds N] [--workers N] [--out FOLDER]`.
 * Writes FOLDER/ID.json, each with a manifest that says how it came about; and, where the stored references themselves were
 * recomputed (no --out), docs/findings.md from all of them. Without an ID, those of the toy.
 *
 * `npm run figures -- findings` only writes docs/findings.md and docs/image-findings.md again, from what is stored.
 *
 * A figure of image networks takes from minutes to hours: `npm run figures -- IMAGE-FIGURE [METHOD ...]` computes one, or some
 * methods of it beside what is stored of the others.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CPU_ENGINE_KIND, openCpuEngine } from '../src/cli/engines.ts';
import { createProgress } from '../src/cli/progress.ts';
import { runInThreads } from '../src/cli/schedule.ts';
import { FIGURE_FORMAT, type FigureRun, figureRun, type StoredFigure } from '../src/experiments/figure-results.ts';
import { FIGURES, type FigureDefinition, figureJobs, REFERENCE_SEEDS } from '../src/experiments/figures.ts';
import { computeFindings, FINDING_FIGURES } from '../src/experiments/findings.ts';
import { findingsMarkdown } from '../src/experiments/findings-markdown.ts';
import { IMAGE_FIGURES, IMAGE_SEEDS, type ImageFigure, imageFigureById } from '../src/experiments/image-figures.ts';
import { DEFAULT_RECIPE } from '../src/runs/recipe.ts';
import { expectedSteps } from '../src/runs/training-steps.ts';
import { computeImageFigure, writeImageFindings } from './image-figures.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    workers: { type: 'string' },
    out: { type: 'string' },
  },
});

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

function readCount(name: 'seeds' | 'workers', most: number, without: number): number {
  if (values[name] === undefined) return without;
  const count = Number(values[name]);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  fail(`--${name} must be a whole number from 1 to ${most}, not "${values[name]}".`);
}

const workers = readCount('workers', 256, availableParallelism());
const onlyFindings = positionals[0] === 'findings';
const imageFigure = imageFigureById(positionals[0] ?? '');
const seeds = readCount('seeds', 10_000, imageFigure ? IMAGE_SEEDS.length : REFERENCE_SEEDS);
const unknown =
  imageFigure || onlyFindings ? undefined : positionals.find((id) => !FIGURES.some((figure) => figure.id === id));
if (unknown !== undefined) {
  const known = [...FIGURES, ...IMAGE_FIGURES].map(({ id }) => id);
  fail(`There is no figure "${unknown}"; there are ${known.join(', ')}, those of images one at a time.`);
}
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const device = `${(await openCpuEngine()).device}, ${cpus()[0]?.model ?? 'unknown processor'}`;

/** Enough digits for every picture and number that is shown. */
const rounded = (list: readonly number[], digits: number) => list.map((value) => Number(value.toPrecision(digits)));

async function compute(figure: FigureDefinition): Promise<StoredFigure> {
  const jobs = figureJobs(figure, seeds);
  const runs: FigureRun[] = [];
  const progress = createProgress(
    jobs.map(({ recipe }) => expectedSteps(recipe)),
    process.stderr,
  );
  const started = performance.now();
  await runInThreads(
    jobs.map(({ recipe }) => recipe),
    workers,
    {
      onSteps: progress.steps,
      onDone(job, outcome) {
        const run = figureRun(outcome);
        runs[job] = { ...run, loss: rounded(run.loss, 6), seconds: rounded(run.seconds, 3) };
        progress.done(job);
      },
      onLost: progress.say,
    },
    new AbortController().signal,
  );
  progress.finish();
  return {
    format: FIGURE_FORMAT,
    figure: figure.id,
    manifest: {
      date: new Date().toISOString().slice(0, 10),
      engine: CPU_ENGINE_KIND,
      device,
      versions: { 'firefly-lab': version, node: process.version },
      seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
      workers,
      seeds,
      recipe: DEFAULT_RECIPE,
    },
    series: Object.fromEntries(figure.series.map(({ id }) => [id, runs.filter((_, job) => jobs[job]!.series === id)])),
  };
}

/** The methods of a figure of image networks that are asked for. */
function readMethods({ id, kind, methods }: ImageFigure, asked: readonly string[]): readonly string[] {
  const strange = asked.find((method) => !methods.includes(method));
  if (strange !== undefined) fail(`${id} has no method "${strange}"; it has ${methods.join(', ')}.`);
  if (asked.length > 0 && kind === 'growth-times') {
    fail(`${id} times all its methods by turns; leave ${asked.join(' and ')} out.`);
  }
  return asked.length === 0 ? methods : methods.filter((method) => asked.includes(method));
}

const STORED = 'public/results';
const out = values.out ?? STORED;
mkdirSync(out, { recursive: true });
if (imageFigure) {
  const methods = readMethods(imageFigure, positionals.slice(1));
  process.stderr.write(`${imageFigure.title}\n`);
  await computeImageFigure(imageFigure, {
    methods,
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    workers,
    out,
    made: { device, versions: { 'firefly-lab': version, node: process.version } },
  });
}
const toyFigures = FIGURES.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
for (const figure of imageFigure || onlyFindings ? [] : toyFigures) {
  process.stderr.write(`${figure.title}\n`);
  const stored = await compute(figure);
  writeFileSync(`${out}/${figure.id}.json`, `${JSON.stringify(stored)}\n`);
  console.log(`${figure.id}: ${seeds} seeds of ${figure.series.length} series in ${stored.manifest.seconds} s`);
}

if (values.out === undefined && (imageFigure || onlyFindings)) writeImageFindings(STORED);
if (values.out === undefined && !imageFigure) {
  const results = FINDING_FIGURES.map((id): [string, StoredFigure] => {
    return [id, JSON.parse(readFileSync(`${STORED}/${id}.json`, 'utf8'))];
  });
  writeFileSync('docs/findings.md', findingsMarkdown(computeFindings(Object.fromEntries(results))));
  console.log('docs/findings.md is written.');
}

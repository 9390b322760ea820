/**
 * Recomputes the stored references of the figures: `npm run figures [-- ID ...] [--seeds N] [--workers N] [--out FOLDER]`.
 * Writes FOLDER/ID.json, each with a manifest that says how it came about; and, where the stored references themselves were
 * recomputed (no --out), docs/findings.md from all of them.
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
import { DEFAULT_RECIPE } from '../src/runs/recipe.ts';
import { expectedSteps } from '../src/runs/training-steps.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: String(REFERENCE_SEEDS) },
    workers: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string' },
  },
});

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

function readCount(name: 'seeds' | 'workers', most: number): number {
  const count = Number(values[name]);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  fail(`--${name} must be a whole number from 1 to ${most}, not "${values[name]}".`);
}

const seeds = readCount('seeds', 10_000);
const workers = readCount('workers', 256);
const unknown = positionals.find((id) => !FIGURES.some((figure) => figure.id === id));
if (unknown !== undefined) {
  fail(`There is no figure "${unknown}"; there are ${FIGURES.map(({ id }) => id).join(', ')}.`);
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

const STORED = 'public/results';
const out = values.out ?? STORED;
mkdirSync(out, { recursive: true });
for (const figure of FIGURES.filter(({ id }) => positionals.length === 0 || positionals.includes(id))) {
  process.stderr.write(`${figure.title}\n`);
  const stored = await compute(figure);
  writeFileSync(`${out}/${figure.id}.json`, `${JSON.stringify(stored)}\n`);
  console.log(`${figure.id}: ${seeds} seeds of ${figure.series.length} series in ${stored.manifest.seconds} s`);
}

if (values.out === undefined) {
  const results = FINDING_FIGURES.map((id): [string, StoredFigure] => {
    return [id, JSON.parse(readFileSync(`${STORED}/${id}.json`, 'utf8'))];
  });
  writeFileSync('docs/findings.md', findingsMarkdown(computeFindings(Object.fromEntries(results))));
  console.log('docs/findings.md is written.');
}

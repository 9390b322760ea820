import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCpuEngine } from '../compute/cpu/cpu-engine.ts';
import { type FigureRun, restoreFigure, type StoredFigure } from './figure-results.ts';
import { FIGURES, figureById, figureJobs, REFERENCE_SEEDS } from './figures.ts';
import { computeFindings, FINDING_FIGURES, type FindingResults } from './findings.ts';
import { findingsMarkdown } from './findings-markdown.ts';
import { shortNumber } from './number-text.ts';
import { runToyJob } from './toy-experiment.ts';

function readStored(id: string): StoredFigure {
  const stored = restoreFigure(JSON.parse(readFileSync(`public/results/${id}.json`, 'utf8')), id);
  if (typeof stored === 'string') throw new Error(stored);
  return stored;
}
/** The stored results of every figure. */
const all: FindingResults = Object.fromEntries(FIGURES.map(({ id }) => [id, readStored(id)]));
const stored: FindingResults = Object.fromEntries(FINDING_FIGURES.map((id) => [id, readStored(id)]));

/** The stored results with the losses of some series of a figure replaced: by width and seed. */
function withLosses(figure: string, change: Record<string, (width: number, seed: number) => number>): FindingResults {
  const { series } = stored[figure]!;
  const changed = Object.fromEntries(
    Object.entries(series).map(([id, runs]) => [
      id,
      runs.map((run): FigureRun => {
        const replace = change[id];
        if (!replace) return run;
        const neurons = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        return { ...run, neurons, loss: neurons.map((width) => replace(width, run.seed)) };
      }),
    ]),
  );
  return { ...stored, [figure]: { ...stored[figure]!, series: changed } };
}
const verdictOf = (results: FindingResults, title: RegExp) =>
  computeFindings(results).findings.find((finding) => title.test(finding.title))!.verdict;

describe('the stored results', () => {
  it.each(FIGURES.map(({ id }) => id))(
    'of figure %s hold every run, with the settings it is defined with now',
    (id) => {
      const { series, manifest } = all[id]!;
      const held = Object.entries(series).flatMap(([key, runs]) => runs.map(({ seed }) => `${key} ${seed}`));
      const wanted = figureJobs(figureById(id), REFERENCE_SEEDS).map((job) => `${job.series} ${job.seed}`);
      expect(held.sort()).toEqual(wanted.sort());
      expect(manifest.seeds).toBe(REFERENCE_SEEDS);
    },
  );
});

describe('the stored results of Figure 3(a)', () => {
  it('are what the engine computes today; if not, "npm run figures" computes them again', async () => {
    const engine = await createCpuEngine();
    for (const { series, seed, recipe } of figureJobs(figureById('3a'), 1)) {
      const { result } = await runToyJob(recipe, engine);
      const kept = all['3a']!.series[series]!.find((run) => run.seed === seed)!;
      expect(result.loss.map((loss) => Number(loss.toPrecision(6)))).toEqual(kept.loss);
    }
  });
});

describe('the findings', () => {
  it('in docs/findings.md are those of the stored results', () => {
    expect(readFileSync('docs/findings.md', 'utf8')).toBe(findingsMarkdown(computeFindings(stored)));
  });

  it('print no number that is not one', () => {
    expect(findingsMarkdown(computeFindings(stored))).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('are drawn with the numbers of their tables', () => {
    const { findings, tables } = computeFindings(stored);
    for (const { figure, estimates } of findings) {
      expect(estimates.length).toBeGreaterThan(1);
      const { rows } = tables.find((table) => table.figure === figure)!;
      for (const { label, mean, low, high, median } of estimates) {
        const row = [label, shortNumber(mean), `[${shortNumber(low)}, ${shortNumber(high)}]`, shortNumber(median)];
        expect(rows.map((cells) => cells.slice(0, 4))).toContainEqual(row);
      }
    }
  });

  it('would say so if splitting were not stuck', () => {
    const fine = () => 0.0001;
    const some = withLosses('3a', { splitting: fine });
    expect(verdictOf(some, /Splitting alone/)).toBe('agrees in part');
    const all = withLosses('3a', { splitting: fine, 'firefly-split': fine, 'rand-split': fine });
    expect(verdictOf(all, /Splitting alone/)).toBe('disagrees');
  });

  it('would say so if fresh neurons did not reach zero', () => {
    const high = withLosses('3a', { firefly: () => 0.1, 'rand-split-new': () => 0.1 });
    expect(verdictOf(high, /goes to zero/)).toBe('disagrees');
    expect(verdictOf(withLosses('3a', { 'rand-split-new': () => 0.1 }), /goes to zero/)).toBe('agrees in part');
  });

  it('would say so if random search were ahead, or if nobody were', () => {
    const firefly = (width: number, seed: number) => 0.1 / width + seed / 1e4;
    const same = withLosses('3a', { firefly, 'rand-split-new': firefly });
    expect(verdictOf(same, /random search/)).toBe('disagrees');
    const behind = withLosses('3a', { firefly, 'rand-split-new': (width, seed) => firefly(width, seed) / 2 });
    expect(verdictOf(behind, /random search/)).toBe('disagrees');
    const ahead = withLosses('3a', { firefly, 'rand-split-new': (width, seed) => firefly(width, seed) * 2 });
    expect(verdictOf(ahead, /random search/)).toBe('agrees');
  });

  it('would say so if more fresh candidates went on helping', () => {
    const losses = (count: number) => (width: number) => 1 / (1 + count * width);
    const series = Object.fromEntries([0, 1, 2, 5, 10].map((count) => [`freshCandidates=${count}`, losses(count)]));
    expect(verdictOf(withLosses('3b', series), /fresh candidate/)).toBe('agrees in part');
  });

  it('would say so if scoring again after each pick did not pay', () => {
    const evidence = (change: Parameters<typeof withLosses>[1]) =>
      computeFindings(withLosses('budget', change))
        .findings.find(({ figure }) => figure === 'budget')!
        .evidence.join(' ');
    const low = (width: number, seed: number) => 0.01 / width + seed / 1e4;
    const same = { 'neuronBudget=3': low, 'neuronBudget=5': low, 'sequential-neuronBudget=3': low };
    expect(evidence({ ...same, 'sequential-neuronBudget=5': low })).toContain('is not clear from these seeds');
    expect(evidence({ ...same, 'sequential-neuronBudget=5': () => 0 })).toContain('pays at some budgets');
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { storedImageResults } from '../../scripts/stored-image-results.ts';
import { fingerprint, readImageData } from '../cli/image-data.ts';
import { countMultiplyAdds, countParameters } from '../networks/counting.ts';
import { neuronCount } from '../networks/description.ts';
import { imagePresetById, initialDescription, neuronBudget, phasesOf } from '../runs/images/image-recipe.ts';
import { imageFindingsMarkdown } from './findings-markdown.ts';
import { atSize } from './image-comparison.ts';
import { IMAGE_FIGURES, IMAGE_SEEDS, imageFigureById, imageFigureRecipe } from './image-figures.ts';
import { computeImageFindings, type ImageFindingResults } from './image-findings.ts';
import {
  GROWTH_TIMES_FORMAT,
  IMAGE_SUMMARY_FORMAT,
  type ImageManifest,
  type ImageRunSummary,
  restoreImageRuns,
  type StoredGrowthTimes,
  type StoredImageFigure,
  summarizeImageRun,
} from './image-results.ts';

const manifest = (method: string): ImageManifest => ({
  date: '2026-11-24',
  engine: 'wasm',
  device: 'a machine',
  versions: { 'firefly-lab': '0.1.0' },
  seconds: 10,
  workers: 1,
  recipe: {
    experiment: 'images',
    preset: 'pocket',
    method,
    seeds: [0, 1, 2],
    images: { dataset: 'CIFAR-10', sha256: '' },
  },
});

/** Runs of two phases with given accuracies at the end; each seed has its own level. */
function runsWith(accuracy: number, spread = 0, last = 20): ImageRunSummary[] {
  return [0, 1, 2].map((seed) => {
    const level = [0, 0.04, -0.03][seed]! + accuracy + spread * [0.5, -1, 1][seed]!;
    return {
      seed,
      channels: [10, last],
      parameters: [100, 100 * last],
      multiplyAdds: [1000, 4000],
      epochs: [16, 16],
      trainLoss: [2, 2 - level],
      validationAccuracy: [0.1, level],
      testAccuracy: [0.1, level],
      trainSeconds: [1, 2],
      growSeconds: [0, 3],
    };
  });
}

function figureWith(accuracies: Readonly<Record<string, number>>, spread = 0, id = 'figure4a'): StoredImageFigure {
  const methods = Object.entries(accuracies).map(([method, accuracy]) => {
    const noise = method === 'firefly' ? spread : 0;
    return [method, { manifest: manifest(method), runs: runsWith(accuracy, noise) }] as const;
  });
  const images = { train: 2000, validation: 500, test: 1000 };
  return { format: IMAGE_SUMMARY_FORMAT, figure: id, images, methods: Object.fromEntries(methods) };
}

function timesWith(growSeconds: Readonly<Record<string, number>>): StoredGrowthTimes {
  const rows = (seconds: number) => [0, 1, 2].map((seed) => [seconds * (1 + seed / 100), seconds * (1.1 + seed / 50)]);
  const times = Object.entries(growSeconds).map(([method, seconds]) => [method, rows(seconds)] as const);
  const size = { channels: 64, parameters: 1000, multiplyAdds: 2000 };
  const base = { format: GROWTH_TIMES_FORMAT, figure: 'figure4b', manifest: manifest('firefly') } as const;
  return { ...base, ...size, epochSeconds: rows(1), growSeconds: Object.fromEntries(times) };
}

const verdictOf = (results: ImageFindingResults, title: RegExp) =>
  computeImageFindings(results).findings.find((finding) => title.test(finding.title))?.verdict;

describe('findings on images', () => {
  it('say that Firefly is ahead only where every interval excludes zero', () => {
    const ahead = /above Splitting/;
    const both = { firefly: 0.5, splitting: 0.4, net2net: 0.3 };
    expect(verdictOf({ figure4a: figureWith(both) }, ahead)).toBe('agrees');
    expect(verdictOf({ figure4a: figureWith({ ...both, net2net: 0.5 }) }, ahead)).toBe('agrees in part');
    expect(verdictOf({ figure4a: figureWith({ ...both, net2net: 0.6 }) }, ahead)).toBe('disagrees');
    // As far ahead in the mean, but the seeds differ too much to tell.
    expect(verdictOf({ figure4a: figureWith(both, 0.2) }, ahead)).toBe('undecided');
    expect(verdictOf({ figure4a: figureWith({ firefly: 0.5 }) }, ahead)).toBeUndefined();
  });

  it('say which growth is faster, and would say so if it were not', () => {
    const faster = /growth of Firefly is faster/;
    expect(verdictOf({ figure4b: timesWith({ firefly: 1, splitting: 3, nash: 9 }) }, faster)).toBe('agrees');
    expect(verdictOf({ figure4b: timesWith({ firefly: 1, splitting: 0.5, nash: 9 }) }, faster)).toBe('disagrees');
    const text = computeImageFindings({ figure4b: timesWith({ firefly: 1, splitting: 3, nash: 9 }) }).findings[0]!;
    expect(text.evidence[1]).toMatch(/3 \[3, 3\] \(.+\) and 9 \[9, 9\] \(NASH\)\. .+ as long as 1 \[1, 1\] epochs/);
    expect(text.claim).toMatch(/3\.25 and 11\.1 times as long/);
  });

  it('judge growing by networks from scratch, method by method', () => {
    const figure4a = figureWith({ firefly: 0.5, net2net: 0.3, fixed: 0.4, 'fixed-cost': 0.35, full: 0.6 });
    const { findings } = computeImageFindings({ figure4a });
    const scratch = findings.find(({ title }) => /from scratch/.test(title))!.evidence.join('\n');
    const told = 'clearly better: Firefly; clearly worse: Net2Net; not told apart: none.';
    expect(scratch).toContain(`in test accuracy ${told} In training loss ${told}`);
    expect(scratch).toMatch(/test accuracy 10\.0 \[10\.0, 10\.0\] points/);
    expect(verdictOf({ figure4a }, /full network/)).toBe('undecided');
  });

  it('say what a control that takes fewer or more multiply-adds tells of Firefly at equal cost', () => {
    const evidenceWith = (accuracy: number, spread: number, factor: number) => {
      const figure = figureWith({ firefly: 0.5, 'fixed-cost': accuracy }, spread);
      const control = figure.methods['fixed-cost']!;
      const runs = control.runs.map((run) => ({ ...run, epochs: run.epochs.map((epochs) => epochs * factor) }));
      const figure4a = { ...figure, methods: { ...figure.methods, 'fixed-cost': { ...control, runs } } };
      const { findings } = computeImageFindings({ figure4a });
      return findings.find(({ title }) => /from scratch/.test(title))!.evidence.join('\n');
    };
    const both = (told: string) => `Firefly. In test accuracy it is ${told}. In training loss it is ${told}.`;
    expect(evidenceWith(0.6, 0, 0.5)).toContain(
      `fewer multiply-adds than ${both('clearly better than Firefly even so, and more of them would not turn that round')}`,
    );
    expect(evidenceWith(0.5, 0.1, 0.5)).toContain(
      `fewer multiply-adds than ${both('not told apart from Firefly, and more of them would not put it behind')}`,
    );
    expect(evidenceWith(0.4, 0, 0.5)).toContain(
      `fewer multiply-adds than ${both('clearly worse than Firefly, which decides nothing at equal cost: it may be for want of multiply-adds')}`,
    );
    expect(evidenceWith(0.6, 0, 2)).toContain(
      `more multiply-adds than ${both('clearly better than Firefly, which decides nothing at equal cost: it may be for its multiply-adds')}`,
    );
    expect(evidenceWith(0.5, 0.1, 2)).toContain(
      `more multiply-adds than ${both('not told apart from Firefly, and fewer of them would not put it ahead')}`,
    );
    expect(evidenceWith(0.4, 0, 2)).toContain(
      `more multiply-adds than ${both('clearly worse than Firefly even so, and fewer of them would not turn that round')}`,
    );
    expect(evidenceWith(0.4, 0, 1)).not.toContain('This control takes');
  });

  it('compare methods that grow deeper', () => {
    const depth = figureWith({ firefly: 0.5, nash: 0.4, autogrow: 0.5, fixed: 0.6 }, 0, 'depth');
    const deeper = computeImageFindings({ depth }).findings.find(({ figure }) => figure === 'depth')!;
    expect(deeper.evidence.at(-1)).toMatch(
      /clearly better than NASH, clearly worse than .+, and not told apart from Auto/,
    );
  });

  it('read a run at any size that it went through, and nowhere else', () => {
    const [run] = runsWith(0.5);
    expect(atSize(run!, 'channels', 10, 'testAccuracy')).toBe(0.1);
    expect(atSize(run!, 'channels', 20, 'testAccuracy')).toBe(0.5);
    expect(atSize(run!, 'channels', Math.sqrt(200), 'testAccuracy')).toBeCloseTo(0.3, 12);
    expect(atSize(run!, 'channels', 5, 'testAccuracy')).toBeUndefined();
    expect(atSize(run!, 'channels', 21, 'testAccuracy')).toBeUndefined();
    expect(atSize(run!, 'channels', 20.1, 'testAccuracy')).toBe(0.5);
  });
});

describe('the stored results', () => {
  const stored = storedImageResults('public/results');

  it('are those of docs/image-findings.md, which prints no number that is not one', () => {
    const text = imageFindingsMarkdown(computeImageFindings(stored));
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    if (existsSync('public/results/images')) expect(readFileSync('docs/image-findings.md', 'utf8')).toBe(text);
  });

  const folder = 'public/results/images';
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const runFiles = IMAGE_FIGURES.flatMap((figure) => {
    const known = stored[figure.id as keyof ImageFindingResults];
    if (figure.kind !== 'runs' || !known || !('methods' in known)) return [];
    return Object.keys(known.methods).map((method) => ({ figure, method, summary: known.methods[method]! }));
  });
  it('have a file for each method of a figure', () => {
    for (const { figure, method } of runFiles) expect(files).toContain(`${figure.id}-${method}.json`);
  });

  it('were computed on the images that come along, and by recipes as they are now', async () => {
    for (const { figure, method, summary } of runFiles) {
      const file = readFileSync(`${folder}/${figure.id}-${method}.json`, 'utf8');
      const whole = restoreImageRuns(JSON.parse(file), figure.id, method);
      if (typeof whole === 'string') throw new Error(whole);
      const preset = imagePresetById(figure.preset);
      const data = await readImageData(preset);
      const images = { dataset: data.train.format.title, sha256: await fingerprint(data) };
      expect(whole.manifest.recipe).toEqual(imageFigureRecipe(figure, method, images, IMAGE_SEEDS));
      const { id: _, summary: _words, ...settings } = preset;
      if (whole.manifest.settings) expect(whole.manifest.settings).toEqual(settings);
      expect(summary).toEqual({ manifest: whole.manifest, runs: whole.runs.map(summarizeImageRun) });
      expect(summary.runs.map(({ seed }) => seed)).toEqual(IMAGE_SEEDS);
      const recipe = { preset: figure.preset, method };
      const { phases, epochs } = phasesOf(recipe);
      const start = initialDescription(recipe, data.train.format.classes.length);
      for (const run of whole.runs) {
        expect(run.phases.length).toBe(phases);
        expect(run.phases[0]).toMatchObject({
          parameters: countParameters(start),
          multiplyAdds: countMultiplyAdds(start),
        });
        let channels = neuronCount(start);
        for (const [k, phase] of run.phases.entries()) {
          expect(phase.epochLosses.length).toBe(epochs);
          const right = phase.predictions.filter((label, index) => label === data.test.labels[index]).length;
          expect(phase.testAccuracy).toBe(Number((right / data.test.count).toPrecision(4)));
          const now = phase.widths.reduce((sum, width) => sum + width, 0);
          if (k > 0) expect(now).toBeLessThanOrEqual(channels + neuronBudget(preset, channels));
          expect(now).toBeGreaterThanOrEqual(channels);
          channels = now;
        }
      }
    }
  });

  it('of growth times are of every method of the figure', () => {
    if (!stored.figure4b) return;
    expect(Object.keys(stored.figure4b.growSeconds)).toEqual(imageFigureById('figure4b')!.methods);
    expect(stored.figure4b.epochSeconds.length).toBe(IMAGE_SEEDS.length);
  });
});

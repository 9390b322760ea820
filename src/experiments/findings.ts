/**
 * What we could and could not reproduce: the paper's claims about its Figure 3 against the stored results. Every number and
 * every verdict is computed here; the page and docs/findings.md only print them.
 */
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { SETTINGS, type SettingKey } from '../runs/settings.ts';
import { type StoredFigure, summarizeAtWidth } from './figure-results.ts';
import { figureById } from './figures.ts';
import { ABOUT_ZERO, END, endedEarly, type Finding, interval } from './finding.ts';
import { shortNumber } from './number-text.ts';
import { beyond, budget, stepSize } from './own-findings.ts';
import { aheadOfRandom, freshCandidates, reachesZero, stuck } from './paper-findings.ts';

/** Results by figure id. */
export type FindingResults = Readonly<Record<string, StoredFigure>>;

export interface FindingTable {
  readonly figure: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Findings {
  readonly protocol: readonly string[];
  readonly choices: FindingTable;
  readonly tables: readonly FindingTable[];
  readonly findings: readonly Finding[];
}

/** Figures that the findings are made of. */
export const FINDING_FIGURES = ['3a', '3b', 'step-size', 'budget', 'beyond'] as const;

function tableOf({ figure: id, series: runs, manifest }: StoredFigure): FindingTable {
  const { title, series } = figureById(id);
  return {
    figure: id,
    title: `${title}, at ${END} neurons, ${manifest.seeds} seeds`,
    columns: [
      'Series',
      'Mean',
      '95 % interval of the mean',
      'Median',
      'Quartiles',
      `Below ${ABOUT_ZERO}`,
      'Ended early',
    ],
    rows: series.map(({ id: key, label: name }) => {
      const own = runs[key]!;
      const last = summarizeAtWidth(own, END);
      return [
        name,
        shortNumber(last.mean),
        interval({ low: last.meanLow, high: last.meanHigh }),
        shortNumber(last.median),
        `${shortNumber(last.lowerQuartile)} to ${shortNumber(last.upperQuartile)}`,
        `${last.runs.filter(({ loss }) => loss < ABOUT_ZERO).length} of ${own.length}`,
        `${endedEarly(own)} of ${own.length}`,
      ];
    }),
  };
}

function choices(): FindingTable {
  const keys = (Object.keys(SETTINGS) as SettingKey[]).filter((key) => !['method', 'seed', 'engine'].includes(key));
  return {
    figure: '3a',
    title: 'Settings',
    columns: ['Setting', 'Value', 'Who says so'],
    rows: keys.map((key) => [SETTINGS[key].label, String(DEFAULT_RECIPE[key]), SETTINGS[key].source]),
  };
}

/** Everything the findings say. Needs the results of `FINDING_FIGURES`. */
export function computeFindings(results: FindingResults): Findings {
  const {
    '3a': a,
    '3b': b,
    'step-size': sizes,
    budget: budgets,
    beyond: others,
  } = results as Record<(typeof FINDING_FIGURES)[number], StoredFigure>;
  const { manifest } = a;
  return {
    protocol: [
      `Each seed draws its own target, a random network, and one starting network of one neuron. All methods of a seed train that same start in phase 1, bit for bit, and then grow to ${END} neurons by their own rule.`,
      `The loss is the mean squared error on the ${DEFAULT_RECIPE.points.toLocaleString('en-US')} training points at the end of a phase, the targets divided by their standard deviation.`,
      `Intervals are 95 % bootstrap intervals of the mean over ${manifest.seeds} seeds (percentiles of 2,000 resamples); differences are taken seed by seed before they are averaged. Medians stand beside the means because a few targets carry most of a mean.`,
      `Computed on ${manifest.date} with the ${manifest.engine} engine (${manifest.device}), Firefly Lab ${manifest.versions['firefly-lab'] ?? ''}; "npm run figures" computes it again.`,
    ],
    choices: choices(),
    tables: [a, b, sizes, budgets, others].map(tableOf),
    findings: [
      stuck(a),
      reachesZero(a),
      aheadOfRandom(a),
      freshCandidates(b),
      stepSize(sizes),
      budget(budgets),
      beyond(others),
    ],
  };
}

/**
 * What we could and could not reproduce: the paper's claims about its Figure 3 against the stored results. Every number and
 * every verdict is computed here; the page and docs/findings.md only print them.
 */
import { described } from '../methods/catalogue.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { SETTINGS, type SettingKey } from '../runs/settings.ts';
import { type FigureRun, lossAtWidth, type StoredFigure, summarizeAtWidth } from './figure-results.ts';
import { figureById } from './figures.ts';
import { listed, shortNumber } from './number-text.ts';
import { bootstrapMean, type Interval, meanOf } from './statistics.ts';

/** Results by figure id. */
export type FindingResults = Readonly<Record<string, StoredFigure>>;

export type Verdict = 'agrees' | 'agrees in part' | 'disagrees' | 'not in the paper';

export interface Finding {
  readonly title: string;
  /** What the paper says, in our words; what we asked, where it says nothing. */
  readonly claim: string;
  /** When the verdict is 'agrees'; undefined where there is nothing to agree with. */
  readonly rule: string | undefined;
  readonly verdict: Verdict;
  readonly evidence: readonly string[];
  /** Id of the figure it is about. */
  readonly figure: string;
}

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

const SPLIT_ONLY = ['firefly-split', 'splitting', 'rand-split'];
const WITH_FRESH = ['firefly', 'rand-split-new'];
/** "About zero": a fortieth of the paper's axis, which ends at 0.20. */
const ABOUT_ZERO = 0.005;
const END = DEFAULT_RECIPE.maxNeurons;

const label = (id: string) => described(id).label;
const interval = ({ low, high }: Interval) => `[${shortNumber(low)}, ${shortNumber(high)}]`;
function at(runs: readonly FigureRun[], width: number) {
  const losses = runs.flatMap((run) => lossAtWidth(run, width) ?? []);
  return { losses, mean: meanOf(losses), ...bootstrapMean(losses) };
}

/** 95 % interval of the mean difference a - b over the seeds that both have, at a width. */
function pairedDifference(
  a: readonly FigureRun[],
  b: readonly FigureRun[],
  width: number,
): Interval & { mean: number } {
  const differences = a.flatMap((run) => {
    const twin = b.find(({ seed }) => seed === run.seed);
    const [one, other] = [lossAtWidth(run, width), twin && lossAtWidth(twin, width)];
    return one === undefined || other === undefined ? [] : [one - other];
  });
  return { mean: meanOf(differences), ...bootstrapMean(differences) };
}

/** Of so many seeds, in how many a has the lower loss at a width. */
function wins(a: readonly FigureRun[], b: readonly FigureRun[], width: number): number {
  return a.filter((run) => {
    const twin = b.find(({ seed }) => seed === run.seed);
    return twin !== undefined && lossAtWidth(run, width)! < lossAtWidth(twin, width)!;
  }).length;
}

const endedEarly = (runs: readonly FigureRun[]) => runs.filter(({ neurons }) => neurons.at(-1)! < END).length;

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

function stuck({ series }: StoredFigure): Finding {
  const firefly = at(series.firefly!, END);
  const each = SPLIT_ONLY.map((id) => ({ id, runs: series[id]!, end: at(series[id]!, END), half: at(series[id]!, 5) }));
  const apart = each.filter(({ end }) => end.low > Math.max(ABOUT_ZERO, firefly.high));
  const summaries = each.map(({ runs }) => summarizeAtWidth(runs, END));
  return {
    title: 'Splitting alone gets stuck',
    claim: 'Methods that only split are caught at a relatively large loss, and splitting further does not help.',
    rule: `For every split-only method the whole 95 % interval of the mean at ${END} neurons lies above ${ABOUT_ZERO} and above Firefly's.`,
    verdict: apart.length === each.length ? 'agrees' : apart.length > 0 ? 'agrees in part' : 'disagrees',
    figure: '3a',
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ id, end }) => `${label(id)} ${shortNumber(end.mean)} ${interval(end)}`))}; Firefly ${shortNumber(firefly.mean)} ${interval(firefly)}.`,
      `From 5 to ${END} neurons the mean falls by ${listed(each.map(({ id, end, half }) => `${((1 - end.mean / half.mean) * 100).toFixed(1)} % (${label(id)})`))}.`,
      `The medians are ${listed(each.map(({ id }, k) => `${shortNumber(summaries[k]!.median)} (${label(id)})`))}; the largest single losses ${listed(each.map(({ id, end }) => `${shortNumber(Math.max(...end.losses))} (${label(id)})`))}; and ${listed(each.map(({ id, end }) => `${end.losses.filter((loss) => loss < ABOUT_ZERO).length} of ${end.losses.length} (${label(id)})`))} seeds end below ${ABOUT_ZERO}.`,
      `A run ends early when no candidate promises to lower the loss (our choice; the paper does not say what it does then): ${listed(each.map(({ id, runs }) => `${endedEarly(runs)} of ${runs.length} (${label(id)})`))}. For Splitting that means that no splitting matrix has a negative eigenvalue. Such a run keeps its last loss at larger widths.`,
    ],
  };
}

function reachesZero({ series }: StoredFigure): Finding {
  const each = WITH_FRESH.map((id) => ({ id, end: at(series[id]!, END) }));
  const reached = each.filter(({ end }) => end.high < ABOUT_ZERO);
  const scratch = at(series.scratch!, END);
  return {
    title: 'With fresh neurons the loss goes to zero',
    claim: 'Every method that may add brand-new neurons brings the training loss to about zero.',
    rule: `The whole 95 % interval of the mean at ${END} neurons lies below ${ABOUT_ZERO}, a fortieth of the paper's axis.`,
    verdict: reached.length === each.length ? 'agrees' : reached.length > 0 ? 'agrees in part' : 'disagrees',
    figure: '3a',
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ id, end }) => `${label(id)} ${shortNumber(end.mean)} ${interval(end)}`))}.`,
      `Scratch, which does not grow, ends at ${shortNumber(scratch.mean)} ${interval(scratch)}: with as many training steps as one phase, a network of ${END} neurons that starts from random parameters is ${Math.round(scratch.mean / at(series.firefly!, END).mean)} times as far from the target as one that Firefly grew.`,
    ],
  };
}

function aheadOfRandom({ series }: StoredFigure): Finding {
  const [firefly, random] = [series.firefly!, series['rand-split-new']!];
  const widths = Array.from({ length: END - 1 }, (_, k) => k + 2);
  const differences = widths.map((width) => ({ width, ...pairedDifference(random, firefly, width) }));
  const clear = differences.filter(({ low }) => low > 0);
  const against = differences.filter(({ high }) => high < 0);
  const end = differences.at(-1)!;
  const [split, randomSplit] = [series['firefly-split']!, series['rand-split']!];
  const splitEnd = pairedDifference(randomSplit, split, END);
  const splitWins = wins(split, randomSplit, END);
  const grown = split.filter(({ neurons }) => neurons.at(-1) === END);
  const grownEnd = pairedDifference(randomSplit, grown, END);
  const verdict =
    end.low > 0 && against.length === 0
      ? 'agrees'
      : clear.length > 0 && against.length === 0
        ? 'agrees in part'
        : 'disagrees';
  return {
    title: 'Firefly is ahead of random search',
    claim: 'With the same kinds of candidates, Firefly grows a better network than random search.',
    rule: `The 95 % interval of RandSearch (split + new) minus Firefly, seed by seed, lies above zero at ${END} neurons, and below zero nowhere.`,
    verdict,
    figure: '3a',
    evidence: [
      `RandSearch (split + new) minus Firefly at ${END} neurons: ${shortNumber(end.mean)} ${interval(end)}; Firefly is lower in ${wins(firefly, random, END)} of ${firefly.length} seeds.`,
      `The interval lies above zero at ${clear.length === 0 ? 'no width' : `${listed(clear.map(({ width }) => String(width)))} neurons`}, of 2 to ${END}.`,
      `Among methods that only split ${splitEnd.low > 0 ? 'Firefly is ahead too' : splitEnd.high < 0 ? 'random search is ahead' : 'neither is clearly ahead'}: RandSearch (split) minus Firefly (split) is ${shortNumber(splitEnd.mean)} ${interval(splitEnd)} at ${END} neurons, and Firefly (split) is lower in ${splitWins} of ${split.length} seeds. Random search always takes its best draw, also one that raises the loss; Firefly (split) ends when no split promises anything. Without the seeds in which it ended early (${split.length - grown.length}) the difference is ${shortNumber(grownEnd.mean)} ${interval(grownEnd)}.`,
    ],
  };
}

function freshCandidates({ series }: StoredFigure): Finding {
  const runs = (count: number) => series[`freshCandidates=${count}`]!;
  const end = (count: number) => at(runs(count), END);
  const widths = Array.from({ length: END - 1 }, (_, k) => k + 2);
  const averaged = (count: number) => meanOf(widths.map((width) => at(runs(count), width).mean));
  const share = (from: (count: number) => number) => (from(0) - from(1)) / (from(0) - from(5));
  const [atEnd, overWidths] = [share((count) => end(count).mean), share(averaged)];
  const further = pairedDifference(runs(5), runs(10), END);
  const oneToFive = pairedDifference(runs(1), runs(5), END);
  const saturated = further.low <= 0;
  const most = atEnd > 0.5 && overWidths > 0.5;
  return {
    title: 'One fresh candidate gives most of the gain',
    claim: 'Adding a single fresh candidate (m′ = 1) helps much, and the gain is used up at m′ = 5.',
    rule: `m′ = 1 gives more than half of what m′ = 5 gains over m′ = 0, at ${END} neurons and on average over the widths; and m′ = 5 minus m′ = 10, seed by seed, is not clearly above zero.`,
    verdict: most && saturated ? 'agrees' : most || saturated ? 'agrees in part' : 'disagrees',
    figure: '3b',
    evidence: [
      `m′ = 1 gives ${(100 * atEnd).toFixed(1)} % of the gain of m′ = 5 at ${END} neurons, and ${(100 * overWidths).toFixed(1)} % on average over 2 to ${END}.`,
      `m′ = 5 minus m′ = 10 at ${END} neurons: ${shortNumber(further.mean)} ${interval(further)}${further.high < 0 ? ', so ten candidates end a little worse than five' : ''}; m′ = 1 minus m′ = 5: ${shortNumber(oneToFive.mean)} ${interval(oneToFive)}.`,
      `The medians at ${END} neurons: ${listed([1, 2, 5, 10].map((count) => `${shortNumber(summarizeAtWidth(runs(count), END).median)} (m′ = ${count})`))}.`,
    ],
  };
}

function stepSize({ series }: StoredFigure): Finding {
  const each = figureById('step-size').series.map(({ id, label: name, change }) => {
    return { id, name, value: change.stepSize!, end: at(series[id]!, END), early: at(series[id]!, 5) };
  });
  const best = each.reduce((a, b) => (b.end.mean < a.end.mean ? b : a));
  const worst = each.reduce((a, b) => (b.end.mean > a.end.mean ? b : a));
  const apart = pairedDifference(series[worst.id]!, series[best.id]!, END);
  return {
    title: 'Step size',
    claim: 'How much does the step size matter? (The paper gives none for the toy.)',
    rule: undefined,
    verdict: 'not in the paper',
    figure: 'step-size',
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ name, end }) => `${shortNumber(end.mean)} ${interval(end)} (${name})`))}.`,
      `The best is ${best.name}, the worst ${worst.name}; their difference, seed by seed, is ${shortNumber(apart.mean)} ${interval(apart)}. Our default, ε = ${DEFAULT_RECIPE.stepSize}, was chosen before these runs and is kept.`,
    ],
  };
}

function budget({ series }: StoredFigure): Finding {
  const each = figureById('budget').series.map(({ id, label: name, method, change }) => {
    const runs = series[id]!;
    const steps = meanOf(runs.map((run) => run.steps.at(-1)!));
    return { name, method, budget: change.neuronBudget!, runs, end: at(runs, END), steps };
  });
  const once = each.filter(({ method }) => method === 'firefly');
  const [one, most] = [once[0]!, once.at(-1)!];
  const apart = pairedDifference(most.runs, one.runs, END);
  const pairs = each
    .filter(({ method }) => method === 'sequential')
    .map((again) => {
      const plain = once.find(({ budget: same }) => same === again.budget)!;
      const first = 1 + again.budget;
      return {
        name: plain.name,
        first,
        again: again.end,
        apart: pairedDifference(plain.runs, again.runs, END),
        early: pairedDifference(plain.runs, again.runs, first),
        ahead: wins(again.runs, plain.runs, END),
        atOne: pairedDifference(again.runs, one.runs, END),
        of: plain.runs.length,
      };
    });
  const clear = pairs.filter((pair) => pair.apart.low > 0);
  const worth =
    clear.length === pairs.length
      ? 'Scoring again after each pick pays'
      : clear.length > 0
        ? 'Scoring again after each pick pays at some budgets'
        : 'That scoring again after each pick pays is not clear from these seeds';
  return {
    title: 'Neuron budget',
    claim: 'Is it better to grow by one neuron at a time or by several? (The paper grows the toy one by one.)',
    rule: undefined,
    verdict: 'not in the paper',
    figure: 'budget',
    evidence: [
      `Mean loss at ${END} neurons: ${listed(once.map(({ name, end, steps }) => `${shortNumber(end.mean)} ${interval(end)} (${name}, ${Math.round(steps).toLocaleString('en-US')} steps)`))}.`,
      `${most.name} minus ${one.name}, seed by seed: ${shortNumber(apart.mean)} ${interval(apart)}. It takes ${(one.steps / most.steps).toFixed(1)} times fewer training steps.`,
      `${worth}: Firefly scores all candidates once and may keep near-copies; "sequential" scores the others again with each pick in place. It ends at ${listed(pairs.map(({ name, again }) => `${shortNumber(again.mean)} ${interval(again)} (${name})`))}. Firefly minus sequential, seed by seed: ${listed(pairs.map(({ name, first, early, apart: end }) => `${shortNumber(early.mean)} ${interval(early)} at ${first} neurons and ${shortNumber(end.mean)} ${interval(end)} at ${END} (${name})`))}; at ${END} sequential is lower in ${listed(pairs.map(({ name, ahead, of }) => `${ahead} of ${of} (${name})`))} seeds.`,
      `Sequential at several neurons a phase against Firefly at one, seed by seed: ${listed(pairs.map(({ name, atOne }) => `${shortNumber(atOne.mean)} ${interval(atOne)} (${name})`))}.`,
    ],
  };
}

function beyond({ series }: StoredFigure): Finding {
  const others = figureById('beyond').series.filter(({ method }) => described(method).source === 'beyond');
  const firefly = series.firefly!;
  const each = others.map(({ id, label: name }) => {
    const runs = series[id]!;
    const { median } = summarizeAtWidth(runs, END);
    return { name, end: at(runs, END), median, apart: pairedDifference(runs, firefly, END), early: endedEarly(runs) };
  });
  const ahead = each.filter(({ apart }) => apart.high < 0).map(({ name }) => name);
  const behind = each.filter(({ apart }) => apart.low > 0).map(({ name }) => name);
  const level = each.filter(({ name }) => !ahead.includes(name) && !behind.includes(name)).map(({ name }) => name);
  const [splitting, signed] = [series.splitting!, series['signed-splitting']!];
  const freed = pairedDifference(splitting, signed, END);
  return {
    title: 'Methods beyond the paper',
    claim: 'Do other ways of growing do better than Firefly on this toy? (The paper does not compare with them.)',
    rule: undefined,
    verdict: 'not in the paper',
    figure: 'beyond',
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ name, end }) => `${name} ${shortNumber(end.mean)} ${interval(end)}`))}; Firefly ${shortNumber(at(firefly, END).mean)} ${interval(at(firefly, END))}. Medians: ${listed(each.map(({ name, median }) => `${shortNumber(median)} (${name})`))}; Firefly ${shortNumber(summarizeAtWidth(firefly, END).median)}.`,
      `Each minus Firefly, seed by seed: ${listed(each.map(({ name, apart }) => `${shortNumber(apart.mean)} ${interval(apart)} (${name})`))}. Clearly better than Firefly: ${listed(ahead)}; clearly worse: ${listed(behind)}; not told apart by ${firefly.length} seeds: ${listed(level)}.`,
      `${freed.low > 0 ? 'Signed splits help where Splitting is stuck' : 'That signed splits help where Splitting is stuck is not clear from these seeds'}: Splitting minus Signed splitting is ${shortNumber(freed.mean)} ${interval(freed)}, and ${endedEarly(splitting)} against ${endedEarly(signed)} of ${splitting.length} runs end early.`,
    ],
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

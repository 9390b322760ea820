/** What the paper says of its Figure 3, against our results. */
import { type StoredFigure, summarizeAtWidth } from './figure-results.ts';
import {
  ABOUT_ZERO,
  at,
  END,
  endedEarly,
  estimatesOf,
  type Finding,
  interval,
  label,
  pairedDifference,
  wins,
} from './finding.ts';
import { listed, shortNumber } from './number-text.ts';
import { meanOf } from './statistics.ts';

const SPLIT_ONLY = ['firefly-split', 'splitting', 'rand-split'];
const WITH_FRESH = ['firefly', 'rand-split-new'];

/** Figure 3(a): methods that only split end at a loss that is not about zero. */
export function stuck(stored: StoredFigure): Finding {
  const { series } = stored;
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
    estimates: estimatesOf(stored, ['firefly', ...SPLIT_ONLY]),
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ id, end }) => `${label(id)} ${shortNumber(end.mean)} ${interval(end)}`))}; Firefly ${shortNumber(firefly.mean)} ${interval(firefly)}.`,
      `From 5 to ${END} neurons the mean falls by ${listed(each.map(({ id, end, half }) => `${((1 - end.mean / half.mean) * 100).toFixed(1)} % (${label(id)})`))}.`,
      `The medians are ${listed(each.map(({ id }, k) => `${shortNumber(summaries[k]!.median)} (${label(id)})`))}; the largest single losses ${listed(each.map(({ id, end }) => `${shortNumber(Math.max(...end.losses))} (${label(id)})`))}; and ${listed(each.map(({ id, end }) => `${end.losses.filter((loss) => loss < ABOUT_ZERO).length} of ${end.losses.length} (${label(id)})`))} seeds end below ${ABOUT_ZERO}.`,
      `A run ends early when no candidate promises to lower the loss (our choice; the paper does not say what it does then): ${listed(each.map(({ id, runs }) => `${endedEarly(runs)} of ${runs.length} (${label(id)})`))}. For Splitting that means that no splitting matrix has a negative eigenvalue. Such a run keeps its last loss at larger widths.`,
    ],
  };
}

/** Figure 3(a): methods with fresh neurons bring the loss to about zero. */
export function reachesZero(stored: StoredFigure): Finding {
  const { series } = stored;
  const each = WITH_FRESH.map((id) => ({ id, end: at(series[id]!, END) }));
  const reached = each.filter(({ end }) => end.high < ABOUT_ZERO);
  const scratch = at(series.scratch!, END);
  return {
    title: 'With fresh neurons the loss goes to zero',
    claim: 'Every method that may add brand-new neurons brings the training loss to about zero.',
    rule: `The whole 95 % interval of the mean at ${END} neurons lies below ${ABOUT_ZERO}, a fortieth of the paper's axis.`,
    verdict: reached.length === each.length ? 'agrees' : reached.length > 0 ? 'agrees in part' : 'disagrees',
    figure: '3a',
    estimates: estimatesOf(stored, [...WITH_FRESH, 'scratch']),
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ id, end }) => `${label(id)} ${shortNumber(end.mean)} ${interval(end)}`))}.`,
      `Scratch, which does not grow, ends at ${shortNumber(scratch.mean)} ${interval(scratch)}: with as many training steps as one phase, a network of ${END} neurons that starts from random parameters is ${Math.round(scratch.mean / at(series.firefly!, END).mean)} times as far from the target as one that Firefly grew.`,
    ],
  };
}

/** Figure 3(a): Firefly grows better networks than random search on the same candidates. */
export function aheadOfRandom(stored: StoredFigure): Finding {
  const { series } = stored;
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
    estimates: estimatesOf(stored, ['firefly', 'rand-split-new', 'firefly-split', 'rand-split']),
    evidence: [
      `RandSearch (split + new) minus Firefly at ${END} neurons: ${shortNumber(end.mean)} ${interval(end)}; Firefly is lower in ${wins(firefly, random, END)} of ${firefly.length} seeds.`,
      `The interval lies above zero at ${clear.length === 0 ? 'no width' : `${listed(clear.map(({ width }) => String(width)))} neurons`}, of 2 to ${END}.`,
      `Among methods that only split ${splitEnd.low > 0 ? 'Firefly is ahead too' : splitEnd.high < 0 ? 'random search is ahead' : 'neither is clearly ahead'}: RandSearch (split) minus Firefly (split) is ${shortNumber(splitEnd.mean)} ${interval(splitEnd)} at ${END} neurons, and Firefly (split) is lower in ${splitWins} of ${split.length} seeds. Random search always takes its best draw, also one that raises the loss; Firefly (split) ends when no split promises anything. Without the seeds in which it ended early (${split.length - grown.length}) the difference is ${shortNumber(grownEnd.mean)} ${interval(grownEnd)}.`,
    ],
  };
}

/** Figure 3(b): the first fresh candidate brings most, the sixth to tenth nothing. */
export function freshCandidates(stored: StoredFigure): Finding {
  const { series } = stored;
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
    estimates: estimatesOf(stored),
    evidence: [
      `m′ = 1 gives ${(100 * atEnd).toFixed(1)} % of the gain of m′ = 5 at ${END} neurons, and ${(100 * overWidths).toFixed(1)} % on average over 2 to ${END}.`,
      `m′ = 5 minus m′ = 10 at ${END} neurons: ${shortNumber(further.mean)} ${interval(further)}${further.high < 0 ? ', so ten candidates end a little worse than five' : ''}; m′ = 1 minus m′ = 5: ${shortNumber(oneToFive.mean)} ${interval(oneToFive)}.`,
      `The medians at ${END} neurons: ${listed([1, 2, 5, 10].map((count) => `${shortNumber(summarizeAtWidth(runs(count), END).median)} (m′ = ${count})`))}.`,
    ],
  };
}

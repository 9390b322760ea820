/** What we asked beyond the paper. */
import { described } from '../methods/catalogue.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { type StoredFigure, summarizeAtWidth } from './figure-results.ts';
import { figureById } from './figures.ts';
import { at, END, endedEarly, estimatesOf, type Finding, interval, pairedDifference, wins } from './finding.ts';
import { listed, shortNumber } from './number-text.ts';
import { meanOf } from './statistics.ts';

/** The figure of step sizes. */
export function stepSize(stored: StoredFigure): Finding {
  const { series } = stored;
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
    estimates: estimatesOf(stored),
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ name, end }) => `${shortNumber(end.mean)} ${interval(end)} (${name})`))}.`,
      `The best is ${best.name}, the worst ${worst.name}; their difference, seed by seed, is ${shortNumber(apart.mean)} ${interval(apart)}. Our default, ε = ${DEFAULT_RECIPE.stepSize}, was chosen before these runs and is kept.`,
    ],
  };
}

/** The figure of neuron budgets, with and without scoring again after each pick. */
export function budget(stored: StoredFigure): Finding {
  const { series } = stored;
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
    estimates: estimatesOf(stored),
    evidence: [
      `Mean loss at ${END} neurons: ${listed(once.map(({ name, end, steps }) => `${shortNumber(end.mean)} ${interval(end)} (${name}, ${Math.round(steps).toLocaleString('en-US')} steps)`))}.`,
      `${most.name} minus ${one.name}, seed by seed: ${shortNumber(apart.mean)} ${interval(apart)}. It takes ${(one.steps / most.steps).toFixed(1)} times fewer training steps.`,
      `${worth}: Firefly scores all candidates once and may keep near-copies; "sequential" scores the others again with each pick in place. It ends at ${listed(pairs.map(({ name, again }) => `${shortNumber(again.mean)} ${interval(again)} (${name})`))}. Firefly minus sequential, seed by seed: ${listed(pairs.map(({ name, first, early, apart: end }) => `${shortNumber(early.mean)} ${interval(early)} at ${first} neurons and ${shortNumber(end.mean)} ${interval(end)} at ${END} (${name})`))}; at ${END} sequential is lower in ${listed(pairs.map(({ name, ahead, of }) => `${ahead} of ${of} (${name})`))} seeds.`,
      `Sequential at several neurons a phase against Firefly at one, seed by seed: ${listed(pairs.map(({ name, atOne }) => `${shortNumber(atOne.mean)} ${interval(atOne)} (${name})`))}.`,
    ],
  };
}

/** The figure of methods that the paper does not compare with. */
export function beyond(stored: StoredFigure): Finding {
  const { series } = stored;
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
    estimates: estimatesOf(stored),
    evidence: [
      `Mean loss at ${END} neurons: ${listed(each.map(({ name, end }) => `${name} ${shortNumber(end.mean)} ${interval(end)}`))}; Firefly ${shortNumber(at(firefly, END).mean)} ${interval(at(firefly, END))}. Medians: ${listed(each.map(({ name, median }) => `${shortNumber(median)} (${name})`))}; Firefly ${shortNumber(summarizeAtWidth(firefly, END).median)}.`,
      `Each minus Firefly, seed by seed: ${listed(each.map(({ name, apart }) => `${shortNumber(apart.mean)} ${interval(apart)} (${name})`))}. Clearly better than Firefly: ${listed(ahead)}; clearly worse: ${listed(behind)}; not told apart by ${firefly.length} seeds: ${listed(level)}.`,
      `${freed.low > 0 ? 'Signed splits help where Splitting is stuck' : 'That signed splits help where Splitting is stuck is not clear from these seeds'}: Splitting minus Signed splitting is ${shortNumber(freed.mean)} ${interval(freed)}, and ${endedEarly(splitting)} against ${endedEarly(signed)} of ${splitting.length} runs end early.`,
    ],
  };
}

/** A run in sentences: one for each sub-step that is over. The log shows them, and screen readers hear them. */
import { candidateName } from '../../charts/candidate-order.ts';
import { formatChange, formatCount, formatLoss } from '../../charts/numbers.ts';
import type { DescentEvent } from '../../growth/events.ts';
import type { ScoredCandidate } from '../../growth/importance.ts';

export interface LogEntry {
  /** Index of the event that ends the sub-step. */
  readonly index: number;
  readonly text: string;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}

function namesOf(scored: readonly ScoredCandidate[], keys: readonly string[]): string {
  const kept = keys.map((key) => scored.find(({ candidate }) => candidate.key === key)!.candidate);
  return kept.map((candidate) => candidateName(candidate).replace(/^fresh/, 'fresh neuron')).join(', ');
}

/**
 * The sentence for the sub-step that an event ends, or undefined if it ends none. A selection is told when it has been
 * carried out, so that its promise stands beside what happened.
 * @param startLoss the loss when this phase's training began
 */
function sentenceOf(event: DescentEvent, startLoss: number | undefined): string | undefined {
  const size = event.network.neurons.length;
  const phase = `Phase ${event.phase}`;
  switch (event.kind) {
    case 'start':
      return `Start: ${count(size, 'neuron')}, loss ${formatLoss(event.loss)}.`;
    case 'train': {
      if (event.step < event.steps) return undefined;
      const from = startLoss === undefined ? '' : `${formatLoss(startLoss)} to `;
      return `${phase}, train: loss ${from}${formatLoss(event.loss)} in ${count(event.steps, 'step')}.`;
    }
    case 'overgrow': {
      if (event.iteration < event.iterations) return undefined;
      const fresh = event.candidates.filter(({ kind }) => kind === 'fresh').length;
      const splits = event.candidates.length - fresh;
      const tried = [splits > 0 && count(splits, 'split'), fresh > 0 && count(fresh, 'fresh neuron')].filter(Boolean);
      if (tried.length === 0) return `${phase}, over-grow: nothing is tried by this method.`;
      return `${phase}, over-grow: tried ${tried.join(' and ')}, all on together: loss ${formatLoss(event.overgrownLoss)}.`;
    }
    case 'score': {
      if (event.scored.length === 0) return undefined;
      const helpful = event.scored.filter(({ predictedChange }) => predictedChange < 0).length;
      return `${phase}, score: ${helpful} of ${count(event.scored.length, 'candidate')} would lower the loss.`;
    }
    case 'select':
      return event.selected.length === 0 && event.scored.length > 0
        ? `${phase}, select: no candidate would lower the loss.`
        : undefined;
    case 'apply': {
      const change = `loss ${formatLoss(event.before.loss)} to ${formatLoss(event.loss)}`;
      if (event.scored.length === 0) return `${phase}, select: a new network of ${count(size, 'neuron')}, ${change}.`;
      const kept = namesOf(event.scored, event.selected);
      return `${phase}, select: kept ${kept}, predicted change ${formatChange(event.predictedChange)}, ${change}.`;
    }
    case 'end':
      return {
        'neuron-limit': `Done: ${count(size, 'neuron')}, loss ${formatLoss(event.loss)}.`,
        'no-candidate': `Done: growth is stuck with ${count(size, 'neuron')}, loss ${formatLoss(event.loss)}.`,
        diverged: `Stopped: training diverged in phase ${event.phase}.`,
      }[event.reason];
  }
}

/** The log of the events up to one, in order. */
export function logOf(events: readonly DescentEvent[], last: number): LogEntry[] {
  const entries: LogEntry[] = [];
  let startLoss: number | undefined;
  for (let index = 0; index <= Math.min(last, events.length - 1); index += 1) {
    const event = events[index]!;
    const text = sentenceOf(event, startLoss);
    if (text !== undefined) entries.push({ index, text });
    if (event.kind === 'start' || event.kind === 'apply') startLoss = event.loss;
  }
  return entries;
}

/** The last entry of the log up to an event, without making the others. */
export function lastEntry(events: readonly DescentEvent[], last: number): LogEntry | undefined {
  for (let index = Math.min(last, events.length - 1); index >= 0; index -= 1) {
    if (sentenceOf(events[index]!, undefined) === undefined) continue;
    const begin = events.findLastIndex((event, at) => at < index && (event.kind === 'start' || event.kind === 'apply'));
    return { index, text: sentenceOf(events[index]!, events[begin]?.loss)! };
  }
  return undefined;
}

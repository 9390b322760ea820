/**
 * AutoGrow (Wen, Yan, Chen and Li 2020): layers are inserted stage after stage, until accuracy stops rising.
 *
 * After each phase of training the stage that grew last is judged: if the best validation accuracy so far has risen by less than
 * 0.05 percentage points since, the stage is frozen at its depth (their threshold, and their running maximum; theirs is taken on
 * test images). The next stage that is not frozen gets the next layer. When all are frozen, growing is over.
 *
 * A new layer begins at random rather than as the identity, which they found better: here all of its filters are those of a
 * network from scratch, N(0, 2 / fan-in), those that h ends in as well. (Theirs ends in batch norm, whose gamma and beta they
 * draw from N(0, 1): as large in the mean. Ours ends in plain weights.)
 *
 * Our choices: a stage is a place of a slot; it grows once per phase of training, not after each epoch, and gain is judged over
 * the phase that followed, where they wait for 100 epochs, so that all methods train for as long.
 */
import { renewSlots } from '../../networks/deep-slots.ts';
import { type Description, openSlots } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import type { Growth } from '../../networks/growth-plan.ts';
import { openStream } from '../../random/stream.ts';
import { openSlot } from './deepen.ts';
import { roundRobin, widen } from './even-growth.ts';
import type { GrowingImageMethod } from './image-method.ts';

/** Least gain of validation accuracy that keeps a stage growing: 0.05 percentage points. */
const LEAST_GAIN = 0.0005;

/**
 * The stages that grow next.
 * @param stages how many there are
 * @param accuracies validation accuracy at the end of each phase so far, 0 to 1; a growth follows each
 * @param count how many layers a growth inserts
 * @returns numbers of stages, from 0; none when all are frozen
 */
export function stagesToGrow(stages: number, accuracies: readonly number[], count: number): number[] {
  const frozen = new Set<number>();
  let grown: number[] = [];
  let best = Number.NEGATIVE_INFINITY;
  for (const accuracy of accuracies) {
    if (accuracy - best < LEAST_GAIN) for (const stage of grown) frozen.add(stage);
    best = Math.max(best, accuracy);
    const after = (grown.at(-1) ?? -1) + 1;
    const inTurn = roundRobin([...Array(stages).keys()], after, stages).filter((stage) => !frozen.has(stage));
    grown = inTurn.slice(0, count);
    // Nothing thaws.
    if (grown.length === 0) return [];
  }
  return grown;
}

/** Norm of a channel's outgoing weights in a network from scratch: sqrt(2 / fan-in) each, before the next ReLU. */
function usualNorm(description: Description, group: string, channels: number): number {
  const { consumers } = groupTensors(description, group);
  const squares = consumers.map(({ spec, length }) => {
    const [, height, width] = spec.shape;
    return (length * 2) / (height! * width! * channels);
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

export const autogrow: GrowingImageMethod = {
  id: 'autogrow',
  name: 'AutoGrow',
  summary: 'Inserts a layer at random, stage after stage, until validation accuracy stops rising.',
  grows: true,
  ways: ['deeper'],
  async *grow({ validationAccuracies }, network, { seed, phase, neuronBudget, layerBudget }) {
    const { description } = network;
    const slots = openSlots(description).map(({ group }) => group);
    const chosen = stagesToGrow(slots.length, validationAccuracies, layerBudget);
    const shares = widen(new Array<number>(chosen.length).fill(0), neuronBudget);
    const opened = chosen.map((stage, k): Growth => {
      const [slot, channels] = [slots[stage]!, shares[k]!];
      if (channels === 0) return {};
      const stream = openStream(seed, `phase ${phase} / ${slot} opens`);
      return openSlot(description, slot, channels, { outgoingNorm: usualNorm(description, slot, channels) }, stream);
    });
    yield { stage: 'select', part: 1 };
    const growth: Growth = Object.assign({}, ...opened);
    if (Object.keys(growth).length === 0) return { network };
    return { network: renewSlots(growNetwork(network, growth, phase)) };
  },
};

/**
 * Net2Net (Chen, Goodfellow and Shlens 2016), wider and deeper, each layer as wide as the others as far as that goes.
 *
 * Net2WiderNet: channels drawn at random are copied (copies.ts), and what reads them is shared between the copies.
 *
 * Net2DeeperNet inserts layers that are the identity: theirs is a convolution with the identity as its kernel, batch norm set to
 * undo itself and a ReLU. Ours (our choice, so that all methods end with layers of one form) is a residual layer x + h(x) with
 * h = 0, with random filters inside and outgoing weights that are only noise, of the length of Firefly's step. Without noise
 * the function is preserved bit for bit; their layer does so to rounding, and only as long as batch norm's statistics stay.
 * Layers open in turn.
 */
import { renewSlots } from '../../networks/deep-slots.ts';
import { openSlots } from '../../networks/description.ts';
import { growNetwork } from '../../networks/growing.ts';
import type { Growth } from '../../networks/growth-plan.ts';
import { openStream } from '../../random/stream.ts';
import { drawCopies, widthGroups } from './copies.ts';
import { openSlot } from './deepen.ts';
import { evenGrowth } from './even-growth.ts';
import type { GrowingImageMethod } from './image-method.ts';

export const net2net: GrowingImageMethod = {
  id: 'net2net',
  name: 'Net2Net',
  summary:
    'Copies channels drawn at random, equally many in each layer, with a little noise; new layers start as the identity.',
  grows: true,
  ways: ['wider', 'deeper'],
  async *grow(_ground, network, settings) {
    const { description } = network;
    const { seed, phase, stepSize } = settings;
    const added = evenGrowth(description, settings);
    const copies = widthGroups(description).map(({ name }) => added[name] ?? 0);
    const opened = openSlots(description).map(({ group }): Growth => {
      const count = added[group] ?? 0;
      if (count === 0) return {};
      const stream = openStream(seed, `phase ${phase} / ${group} opens`);
      return openSlot(description, group, count, { outgoingNorm: stepSize }, stream);
    });
    const growth = Object.assign({}, drawCopies(description, copies, settings, `phase ${phase}`), ...opened);
    yield { stage: 'select', part: 1 };
    return { network: renewSlots(growNetwork(network, growth, phase)) };
  },
};

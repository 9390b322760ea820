/**
 * Net2WiderNet (Chen, Goodfellow and Shlens 2016): channels drawn at random are copied, and what reads them is shared between
 * the copies. Each layer gains so many that all stay equally wide, as far as that goes. The copies differ by noise, without
 * which they would stay equal for ever: a random direction of the length of Firefly's step, with both signs, as for a split
 * (our choice; the paper asks for 'a small amount of noise').
 */
import { type Description, groupNamed, widths } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import { growNetwork } from '../../networks/growing.ts';
import type { SplitChannel } from '../../networks/growth-plan.ts';
import { openStream } from '../../random/stream.ts';
import type { GrowingImageMethod, ImageGrowthSettings } from './image-method.ts';

/** Adds channels one by one where there are fewest; the first of several layers gets it. */
export function widen(current: readonly number[], budget: number): number[] {
  const wider = [...current];
  for (let added = 0; added < budget; added += 1) {
    const least = wider.indexOf(Math.min(...wider));
    wider[least]! += 1;
  }
  return wider;
}

/** So many copies of channels of a group, drawn with replacement, each from its own stream. */
function drawCopies(
  description: Description,
  name: string,
  count: number,
  { seed, phase, stepSize }: ImageGrowthSettings,
): SplitChannel[] {
  const { thetaLength } = groupTensors(description, name);
  const { channels } = groupNamed(description, name);
  return Array.from({ length: count }, (_, index) => {
    const stream = openStream(seed, `phase ${phase} / ${name} copy ${index + 1}`);
    const parent = channels[stream.integer(channels.length)]!.id;
    return { kind: 'split', parent, offset: stream.unitVector(thetaLength).map((value) => stepSize * value) };
  });
}

export const net2net: GrowingImageMethod = {
  id: 'net2net',
  name: 'Net2Net',
  summary: 'Copies channels drawn at random, equally many in each layer, with a little noise (Net2WiderNet).',
  grows: true,
  async *grow(_ground, network, settings) {
    const { description } = network;
    const before = widths(description);
    const after = widen(before, settings.neuronBudget);
    const growing = description.groups.filter(({ growable, channels }) => growable && channels.length > 0);
    const growth = Object.fromEntries(
      growing.map(({ name }, k) => [name, drawCopies(description, name, after[k]! - before[k]!, settings)]),
    );
    yield { stage: 'select', part: 1 };
    return { network: growNetwork(network, growth, settings.phase) };
  },
};

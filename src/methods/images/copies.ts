/**
 * Copies of channels drawn at random, what reads them shared equally between the copies. The copies differ by noise, without
 * which they would stay equal for ever: a random direction of the length of Firefly's step, with both signs, as for a split
 * (our choice; Net2Net asks for 'a small amount of noise'). Without it the growth is a morphism, however often a channel is
 * drawn: shares go by the final number of copies (the official code's halve once, so a channel drawn twice counts for more).
 */
import { type ChannelGroup, type Description, groupNamed } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import type { Growth, SplitChannel } from '../../networks/growth-plan.ts';
import { openStream } from '../../random/stream.ts';
import type { ImageGrowthSettings } from './image-method.ts';

/** Groups that can grow and are not empty, in the order of `widths`. */
export function widthGroups({ groups }: Pick<Description, 'groups'>): readonly ChannelGroup[] {
  return groups.filter(({ growable, channels }) => growable && channels.length > 0);
}

function drawOf(
  description: Description,
  name: string,
  count: number,
  { seed, stepSize }: Pick<ImageGrowthSettings, 'seed' | 'stepSize'>,
  stream: string,
): SplitChannel[] {
  const { thetaLength } = groupTensors(description, name);
  const { channels } = groupNamed(description, name);
  return Array.from({ length: count }, (_, index) => {
    const drawn = openStream(seed, `${stream} / ${name} copy ${index + 1}`);
    const parent = channels[drawn.integer(channels.length)]!.id;
    return { kind: 'split', parent, offset: drawn.unitVector(thetaLength).map((value) => stepSize * value) };
  });
}

/**
 * Copies for every layer, drawn with replacement, each from its own stream.
 * @param added how many for each of `widthGroups`
 * @param stream how the names of the streams begin
 */
export function drawCopies(
  description: Description,
  added: readonly number[],
  settings: Pick<ImageGrowthSettings, 'seed' | 'stepSize'>,
  stream: string,
): Growth {
  const entries = widthGroups(description).map(({ name }, k) => {
    return [name, drawOf(description, name, added[k]!, settings, stream)] as const;
  });
  return Object.fromEntries(entries);
}

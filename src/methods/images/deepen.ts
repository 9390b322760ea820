/** Opening slots by chance: how methods that do not score make a network deeper. */
import { type Description, openSlots } from '../../networks/description.ts';
import { groupTensors } from '../../networks/groups.ts';
import type { FreshChannel, Growth } from '../../networks/growth-plan.ts';
import type { RandomStream } from '../../random/stream.ts';

export interface OpeningSettings {
  /** Euclidean norm of each new channel's outgoing weights. 0: h = 0, so x + h(x) is the identity, and the growth a morphism. */
  readonly outgoingNorm: number;
}

/**
 * What opens a slot with so many channels: filters as of a network from scratch, N(0, gain / fan-in), and outgoing weights in a
 * random direction. To be applied by `growNetwork`, perhaps together with other growth, and followed by `renewSlots`, which
 * puts the next slot behind it.
 * @param slot name of an empty slot, one of `openSlots`
 * @param channels >= 1
 * @throws RangeError if the network has no such slot
 */
export function openSlot(
  description: Description,
  slot: string,
  channels: number,
  { outgoingNorm }: OpeningSettings,
  stream: RandomStream,
): Growth {
  const layer = openSlots(description).find(({ name }) => name === slot);
  if (!layer) throw new RangeError(`The network has no empty slot "${slot}".`);
  const { producers, thetaLength, outgoingLength } = groupTensors(description, layer.group);
  const fresh = Array.from({ length: channels }, (): FreshChannel => {
    const incoming = new Float64Array(thetaLength);
    for (const { spec, offset, length } of producers) {
      if (spec.role !== 'filters') continue; // Biases start at 0.
      const deviation = Math.sqrt(spec.gain! / length);
      for (let k = 0; k < length; k += 1) incoming[offset + k] = deviation * stream.normal();
    }
    const outgoing = stream.unitVector(outgoingLength).map((value) => outgoingNorm * value);
    return { kind: 'fresh', incoming, outgoing };
  });
  return { [layer.group]: fresh };
}

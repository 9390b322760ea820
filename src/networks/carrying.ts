/** What an optimizer remembers about a described network, through growth. */
import { type Description, groupNamed } from './description.ts';
import { isTrained, type Numbers, sizeOf, type TensorSpec, type Tensors, tensorSpecs } from './tensors.ts';

/** Where each channel of a group was before, by its id; -1 for new ones. */
function placesBefore(before: Description, after: Description, name: string): number[] {
  const channels = before.groups.find((group) => group.name === name)?.channels ?? [];
  const places = new Map(channels.map(({ id }, place) => [id, place]));
  return groupNamed(after, name).channels.map(({ id }) => places.get(id) ?? -1);
}

function carry(from: TensorSpec, old: Numbers, rows: readonly number[], columns: readonly number[], to: Numbers): void {
  const oldColumns = from.reads === undefined ? 1 : from.shape[3]!;
  const taps = from.reads === undefined ? 1 : from.shape[1]! * from.shape[2]!;
  let at = 0;
  for (const row of rows) {
    for (let tap = 0; tap < taps; tap += 1) {
      for (const column of columns) {
        if (row >= 0 && column >= 0) to[at] = old[(row * taps + tap) * oldColumns + column]!;
        at += 1;
      }
    }
  }
}

/**
 * Momentum, or whatever an optimizer keeps for each number: as it was for channels that were there, 0 for new ones
 * (the official code forgets everything at each growth).
 * @param kept by the names of the trained tensors of `before`, shaped like them
 * @returns the same for `after`
 */
export function carryTensors(before: Description, after: Description, kept: Tensors): Tensors {
  const known = new Map(tensorSpecs(before).map((spec) => [spec.name, spec]));
  const carried: Record<string, Numbers> = {};
  for (const spec of tensorSpecs(after).filter(isTrained)) {
    const [from, old] = [known.get(spec.name), kept[spec.name]];
    const data = old instanceof Float64Array ? new Float64Array(sizeOf(spec)) : new Float32Array(sizeOf(spec));
    if (from && old) {
      const rows = placesBefore(before, after, spec.writes);
      carry(from, old, rows, spec.reads === undefined ? [0] : placesBefore(before, after, spec.reads), data);
    }
    carried[spec.name] = data;
  }
  return carried;
}

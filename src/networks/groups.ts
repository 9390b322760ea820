/**
 * Producers, companions and consumers of a channel group, and the two vectors that growth is about:
 *
 * - theta of a channel: all numbers that make it, one after the other for each producer in the order of `tensorSpecs`: its
 *   filter [row, column, in], then its bias. What a split moves and a fresh channel brings.
 * - the outgoing weights of a channel: all numbers that read it, for each consumer [out, row, column].
 */
import type { Description } from './description.ts';
import { type TensorSpec, tensorSpecs } from './tensors.ts';

/** A tensor's part of such a vector. */
export interface Part {
  readonly spec: TensorSpec;
  /** Where it begins, and how many numbers it has per channel. */
  readonly offset: number;
  readonly length: number;
}

export interface GroupTensors {
  /** What makes channels: filters and biases. Their parts of theta. */
  readonly producers: readonly Part[];
  /** What belongs to channels: batch norm. */
  readonly companions: readonly TensorSpec[];
  /** What reads channels: filters. Their parts of the outgoing weights. */
  readonly consumers: readonly Part[];
  /** Length of theta. */
  readonly thetaLength: number;
  /** Length of the outgoing weights. */
  readonly outgoingLength: number;
}

function layOut(specs: readonly TensorSpec[], lengthOf: (spec: TensorSpec) => number) {
  const parts: Part[] = [];
  let offset = 0;
  for (const spec of specs) {
    const length = lengthOf(spec);
    parts.push({ spec, offset, length });
    offset += length;
  }
  return { parts, length: offset };
}

const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);

// Descriptions never change, and each step of a growth asks for all groups.
const known = new WeakMap<Description, Map<string, GroupTensors>>();

/** What makes, accompanies and reads the channels of a group. */
export function groupTensors(description: Description, group: string): GroupTensors {
  let groups = known.get(description);
  if (!groups) {
    groups = new Map();
    known.set(description, groups);
  }
  let tensors = groups.get(group);
  if (!tensors) {
    tensors = listTensors(description, group);
    groups.set(group, tensors);
  }
  return tensors;
}

function listTensors(description: Description, group: string): GroupTensors {
  const specs = tensorSpecs(description);
  const makes = (spec: TensorSpec) => spec.writes === group && (spec.role === 'filters' || spec.role === 'bias');
  const producers = layOut(specs.filter(makes), ({ shape }) => product(shape.slice(1)));
  const consumers = layOut(
    specs.filter(({ reads }) => reads === group),
    ({ shape }) => product(shape.slice(0, -1)),
  );
  return {
    producers: producers.parts,
    companions: specs.filter((spec) => spec.writes === group && !makes(spec)),
    consumers: consumers.parts,
    thetaLength: producers.length,
    outgoingLength: consumers.length,
  };
}

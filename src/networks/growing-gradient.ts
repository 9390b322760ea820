/**
 * The chain rule through `growNetwork`: from the gradient of the grown network's tensors to that of the vectors that were
 * added. Growing is affine in these vectors, so this is its adjoint, whatever their values.
 */
import type { Description } from './description.ts';
import { type Growth, type NewChannel, planGrowth, type Source } from './growth-plan.ts';
import { type TensorSpec, tensorSpecs } from './tensors.ts';
import { dot, zeroVectors } from './vectors.ts';

/** dL/d offset of a split, or dL/d incoming and dL/d outgoing of a fresh channel. */
export type NewChannelGradient =
  | { readonly kind: 'split'; readonly offset: Float64Array }
  | { readonly kind: 'fresh'; readonly incoming: Float64Array; readonly outgoing: Float64Array };

/** By group, in the order of the growth. */
export type GrowthGradient = Readonly<Record<string, readonly NewChannelGradient[]>>;

/** A gradient of zeros, to be added to. */
export function zeroGradient(growth: Growth): Record<string, NewChannelGradient[]> {
  const lengths = Object.values(growth).flatMap((added) =>
    added.flatMap((channel) =>
      channel.kind === 'split' ? [channel.offset.length] : [channel.incoming.length, channel.outgoing.length],
    ),
  );
  const vectors = zeroVectors(lengths);
  let next = 0;
  const take = () => {
    next += 1;
    return vectors[next - 1]!;
  };
  const zeros = ({ kind }: NewChannel): NewChannelGradient =>
    kind === 'split' ? { kind, offset: take() } : { kind, incoming: take(), outgoing: take() };
  return Object.fromEntries(Object.entries(growth).map(([name, added]) => [name, added.map(zeros)]));
}

/**
 * @param description of the network before it grew
 * @param gradients of the grown network's tensors, by name; a missing one counts as 0
 */
export function growthGradient(
  description: Description,
  growth: Growth,
  gradients: Readonly<Record<string, ArrayLike<number>>>,
): GrowthGradient {
  const plan = planGrowth(description, growth);
  const found = zeroGradient(growth);

  /** The vectors that what makes a channel depends on, with their signs. */
  const makersOf = (group: string, { fresh, moves }: Source) => {
    const own = fresh && found[group]![fresh.index]!;
    if (own?.kind === 'fresh') return [{ vector: own.incoming, sign: 1 }];
    return moves.flatMap(({ index, sign }) => {
      const split = found[group]![index]!;
      return split.kind === 'split' ? [{ vector: split.offset, sign }] : [];
    });
  };
  const outgoingOf = (group: string, { fresh }: Source) => {
    const own = fresh && found[group]![fresh.index]!;
    return own?.kind === 'fresh' ? own.outgoing : undefined;
  };

  const addFilters = (spec: TensorSpec, gradient: ArrayLike<number>) => {
    const reads = plan.sources.get(spec.reads!)!.map((source) => {
      return { ...source, outgoing: outgoingOf(spec.reads!, source) };
    });
    const [, height, width, inputs] = spec.shape;
    const taps = height! * width!;
    const [theta, outgoing] = [plan.thetaOffset.get(spec.name)!, plan.outgoingOffset.get(spec.name)!];
    let at = 0;
    for (const make of plan.sources.get(spec.writes)!) {
      const makers = makersOf(spec.writes, make);
      for (let tap = 0; tap < taps; tap += 1) {
        for (const read of reads) {
          const slope = gradient[at]!;
          at += 1;
          if (read.outgoing) {
            if (!make.fresh) read.outgoing[outgoing + make.from * taps + tap]! += slope;
          } else {
            for (const { vector, sign } of makers)
              vector[theta + tap * inputs! + read.from]! += sign * read.share * slope;
          }
        }
      }
    }
  };

  for (const spec of tensorSpecs(description)) {
    const gradient = gradients[spec.name];
    if (!gradient) continue;
    if (spec.role === 'filters') addFilters(spec, gradient);
    if (spec.role !== 'bias') continue;
    const theta = plan.thetaOffset.get(spec.name)!;
    for (const [at, source] of plan.sources.get(spec.writes)!.entries()) {
      for (const { vector, sign } of makersOf(spec.writes, source)) vector[theta]! += sign * gradient[at]!;
    }
  }
  return found;
}

/** Derivatives when an offset, or the outgoing weights of a fresh channel, are multiplied by a factor, where that is 1. */
export function scaleSlopes(growth: Growth, gradient: GrowthGradient): Record<string, number[]> {
  const entries = Object.entries(growth).map(([group, added]) => [
    group,
    added.map((channel, k) => {
      const own = gradient[group]![k]!;
      if (channel.kind === 'split') return own.kind === 'split' ? dot(channel.offset, own.offset) : 0;
      return own.kind === 'fresh' ? dot(channel.outgoing, own.outgoing) : 0;
    }),
  ]);
  return Object.fromEntries(entries);
}

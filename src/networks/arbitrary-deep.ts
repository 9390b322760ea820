/** Random described networks and growths of them for property tests (fast-check). Imported by tests only. */
import fc from 'fast-check';
import { openStream } from '../random/stream.ts';
import { mlp, residualNet, vgg } from './architectures.ts';
import type { Activation, Description } from './description.ts';
import { groupNamed } from './description.ts';
import { type GroupTensors, groupTensors } from './groups.ts';
import type { Growth, NewChannel } from './growth-plan.ts';
import { type DeepNetwork, sizeOf, tensorSpecs } from './tensors.ts';

const width = fc.integer({ min: 1, max: 3 });
const norm = fc.boolean();
const slots = fc.boolean();
const activation = fc.constantFrom<Activation>('relu', 'tanh', 'softplus', 'rbf');

const arbitraryMlp = fc
  .record({
    inputs: width,
    hidden: fc.array(width, { minLength: 1, maxLength: 3 }),
    outputs: width,
    activation,
    norm,
    slots,
  })
  .map(mlp);
const arbitraryConvNet = fc
  .record({ stages: fc.array(width, { minLength: 1, maxLength: 2 }), blocks: fc.nat(1), norm, slots })
  .map((options) => residualNet({ ...options, classes: 2, side: 4, channels: 2 }));

/** MLPs and small conv nets, with and without batch norm, residual layers and slots. */
export const arbitraryDescription: fc.Arbitrary<Description> = fc.oneof(arbitraryMlp, arbitraryConvNet);

/** Random numbers for all tensors, batch norm's included, rounded to 32 bits. */
export function randomTensors(description: Description, seed: number): DeepNetwork {
  const stream = openStream(seed, 'tensors');
  const draw = (role: string) => Math.fround(role === 'variance' ? stream.between(0.5, 2) : stream.between(-1, 1));
  const specs = tensorSpecs(description);
  const tensors = specs.map((spec) => [spec.name, Float32Array.from({ length: sizeOf(spec) }, () => draw(spec.role))]);
  return { description, tensors: Object.fromEntries(tensors) };
}

export const arbitraryDeepNetwork: fc.Arbitrary<DeepNetwork> = fc
  .tuple(arbitraryDescription, fc.nat(1e6))
  .map(([description, seed]) => randomTensors(description, seed));

/** A network with 64-bit tensors: finite differences need them. */
export function inDoubles({ description, tensors }: DeepNetwork): DeepNetwork {
  const entries = Object.entries(tensors).map(([name, data]) => [name, Float64Array.from(data)]);
  return { description, tensors: Object.fromEntries(entries) };
}

/** Inputs for a network, [count, height, width, channels]. */
export function randomInputs({ height, width, groups }: Description, count: number, seed: number): Float64Array {
  const stream = openStream(seed, 'inputs');
  const length = count * height * width * groupNamed({ groups }, 'input').channels.length;
  return Float64Array.from({ length }, () => Math.fround(stream.between(-2, 2)));
}

/** Splits and fresh channels in random groups, a random channel of a group perhaps several times. */
export function randomGrowth(
  description: Description,
  seed: number,
  scale: { offset: number; outgoing: number },
): Growth {
  const stream = openStream(seed, 'growth');
  const vector = (length: number, bound: number) =>
    Float64Array.from({ length }, () => Math.fround(bound * stream.between(-1, 1)));
  const entries = description.groups
    .filter(({ growable }) => growable)
    .map(({ name, channels }) => {
      const { thetaLength, outgoingLength } = groupTensors(description, name);
      const added = Array.from({ length: stream.integer(4) }, (): NewChannel => {
        if (channels.length > 0 && stream.integer(2) === 0) {
          const parent = channels[stream.integer(channels.length)]!.id;
          return { kind: 'split', parent, offset: vector(thetaLength, scale.offset) };
        }
        const [incoming, outgoing] = [vector(thetaLength, 1), vector(outgoingLength, scale.outgoing)];
        return { kind: 'fresh', incoming, outgoing };
      });
      return [name, added] as const;
    });
  return Object.fromEntries(entries);
}

/** A small VGG-11 whose widths differ, for 32 x 32 images of three channels. */
export const SMALL_VGG: Description = vgg({ depth: 11, width: [2, 3, 2, 3, 2, 3, 2, 3], classes: 4, slots: true });

/** theta of the channel at a position of its group. */
export function readTheta(
  tensors: Readonly<Record<string, ArrayLike<number>>>,
  { producers, thetaLength }: GroupTensors,
  position: number,
): Float64Array {
  const theta = new Float64Array(thetaLength);
  for (const { spec, offset, length } of producers) {
    const data = tensors[spec.name]!;
    for (let k = 0; k < length; k += 1) theta[offset + k] = data[position * length + k]!;
  }
  return theta;
}

/** Outgoing weights of the channel at a position of its group. */
export function readOutgoing(
  tensors: Readonly<Record<string, ArrayLike<number>>>,
  { consumers, outgoingLength }: GroupTensors,
  position: number,
): Float64Array {
  const outgoing = new Float64Array(outgoingLength);
  for (const { spec, offset, length } of consumers) {
    const data = tensors[spec.name]!;
    const width = length === 0 ? 0 : sizeOf(spec) / length;
    for (let k = 0; k < length; k += 1) outgoing[offset + k] = data[k * width + position]!;
  }
  return outgoing;
}

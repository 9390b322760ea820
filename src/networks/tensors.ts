/**
 * The numbers of a described network: named tensors. Filters are [out, row, column, in], everything else [channels].
 * Names and shapes are those of engines (compute/tfjs/trainer.ts).
 */
import { openStream } from '../random/stream.ts';
import { type Description, walkLayers, widthOf } from './description.ts';

/**
 * filters and bias make channels (producers); gamma, beta, mean and variance belong to channels (companions); filters also
 * read channels (consumers). mean and variance are batch norm's running statistics and are not trained.
 */
export type TensorRole = 'filters' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';

export interface TensorSpec {
  /** For example `conv1.filters`. */
  readonly name: string;
  readonly role: TensorRole;
  /** The layer's name. */
  readonly layer: string;
  readonly shape: readonly number[];
  /** The group along the first axis. */
  readonly writes: string;
  /** The group along the last axis of filters. */
  readonly reads?: string;
  /** See ConvolutionLayer. */
  readonly gain?: number;
}

export type Numbers = Float32Array | Float64Array;
/** By name; row-major. */
export type Tensors = Readonly<Record<string, Numbers>>;

export interface DeepNetwork {
  readonly description: Description;
  readonly tensors: Tensors;
}

// Descriptions never change, and growth asks for the tensors of each group again and again.
const known = new WeakMap<Description, readonly TensorSpec[]>();

/** A network's tensors in the order of its layers. */
export function tensorSpecs(description: Description): readonly TensorSpec[] {
  let specs = known.get(description);
  if (!specs) {
    specs = listSpecs(description);
    known.set(description, specs);
  }
  return specs;
}

function listSpecs(description: Description): TensorSpec[] {
  return [...walkLayers(description.layers)].flatMap((layer): TensorSpec[] => {
    if (layer.kind === 'convolution') {
      const { name, reads, writes, size, gain } = layer;
      const shape = [widthOf(description, writes), size, size, widthOf(description, reads)];
      const filters: TensorSpec = { name: `${name}.filters`, role: 'filters', layer: name, shape, writes, reads, gain };
      if (!layer.bias) return [filters];
      return [filters, { name: `${name}.bias`, role: 'bias', layer: name, shape: [shape[0]!], writes }];
    }
    if (layer.kind === 'norm') {
      const shape = [widthOf(description, layer.group)];
      return (['gamma', 'beta', 'mean', 'variance'] as const).map((role) => ({
        name: `${layer.name}.${role}`,
        role,
        layer: layer.name,
        shape,
        writes: layer.group,
      }));
    }
    return [];
  });
}

/** Whether training changes a tensor; the running statistics of batch norm follow by themselves. */
export function isTrained({ role }: Pick<TensorSpec, 'role'>): boolean {
  return role !== 'mean' && role !== 'variance';
}

/** How many numbers a tensor has. */
export function sizeOf({ shape }: Pick<TensorSpec, 'shape'>): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** What a channel's companions are at first: batch norm as the identity, up to its epsilon (the official code's). */
export const COMPANION_START = { gamma: 1, beta: 0, mean: 0, variance: 1, bias: 0 } as const;

/**
 * A network with random filters: N(0, gain / fan-in), each tensor from its own stream of the seed (our choice; He et al. 2015
 * for gain 2). Biases 0, batch norm the identity.
 */
export function initialise(description: Description, seed: number): DeepNetwork {
  const tensors: Record<string, Float32Array> = {};
  for (const spec of tensorSpecs(description)) {
    const data = new Float32Array(sizeOf(spec));
    if (spec.role === 'filters') {
      const [, height, width, reads] = spec.shape;
      const deviation = Math.sqrt(spec.gain! / (height! * width! * reads!));
      const stream = openStream(seed, `filters ${spec.layer}`);
      if (spec.gain! > 0) for (let k = 0; k < data.length; k += 1) data[k] = deviation * stream.normal();
    } else {
      data.fill(COMPANION_START[spec.role]);
    }
    tensors[spec.name] = data;
  }
  return { description, tensors };
}

/**
 * Checks that a network's tensors are those of its description.
 * @throws RangeError that names the first one that is not
 */
export function checkTensors({ description, tensors }: DeepNetwork): void {
  const specs = tensorSpecs(description);
  for (const spec of specs) {
    const { length } = tensors[spec.name] ?? { length: undefined };
    if (length !== sizeOf(spec)) {
      const found = length === undefined ? 'missing' : `of ${length} numbers`;
      throw new RangeError(`The tensor ${spec.name} is ${found}; it must be [${spec.shape.join(', ')}].`);
    }
  }
  const extra = Object.keys(tensors).find((name) => !specs.some((spec) => spec.name === name));
  if (extra !== undefined) throw new RangeError(`The network has no place for a tensor ${extra}.`);
}

/** The networks that grow: MLP, VGG and a plain residual net. */
import {
  type Activation,
  type ChannelGroup,
  type Description,
  INPUT,
  initialGroup,
  type Layer,
  OUTPUT,
  type ResidualLayer,
} from './description.ts';

/** Collects groups and layers from the input on. */
class Builder {
  readonly groups: ChannelGroup[];
  readonly layers: Layer[] = [];
  /** The group that the last layer leaves. */
  last = INPUT;

  constructor(channels: number) {
    this.groups = [initialGroup(INPUT, channels, false)];
  }

  /** Convolution to a new group, batch norm if asked for, activation. */
  hidden(name: string, width: number, size: number, norm: boolean, activation: Activation): void {
    this.groups.push(initialGroup(name, width));
    this.layers.push(...hiddenLayers(name, this.last, name, size, norm, activation));
    this.last = name;
  }

  /** A residual layer; without channels it is a slot. */
  residual(name: string, width: number, form: BranchForm): void {
    this.groups.push(initialGroup(name, width));
    this.layers.push({ ...residualLayer(name, this.last, form), slot: width === 0 });
  }

  /** The linear layer to the output. */
  head(classes: number): void {
    this.groups.push(initialGroup(OUTPUT, classes, false));
    const layer = { kind: 'convolution', name: 'head', reads: this.last, writes: OUTPUT } as const;
    this.layers.push({ ...layer, size: 1, bias: true, gain: 1 });
  }

  describe(height: number, width: number): Description {
    return { height, width, groups: this.groups, layers: this.layers };
  }
}

function hiddenLayers(
  name: string,
  reads: string,
  writes: string,
  size: number,
  norm: boolean,
  activation: Activation,
): Layer[] {
  // Batch norm subtracts the mean, so a bias before it would do nothing.
  const gain = activation === 'relu' ? 2 : 1;
  const convolution: Layer = { kind: 'convolution', name, reads, writes, size, bias: !norm, gain };
  const middle: Layer[] = norm ? [{ kind: 'norm', name, group: writes }] : [];
  return [convolution, ...middle, { kind: 'activation', activation }];
}

/** What h is made of, apart from its width. */
interface BranchForm {
  /** Of both convolutions. */
  readonly size: number;
  readonly norm: boolean;
  readonly activation: Activation;
}

/**
 * x + h(x), h(x) = sum_i omega_i sigma(norm(alpha_i * x)): its neurons are the inner group, named like the layer. h ends in
 * plain weights omega and starts at 0 (our choice), so that the layer is the identity at first, in training as well; a
 * layer with an empty inner group is a slot.
 */
function residualLayer(
  name: string,
  group: string,
  { size, norm, activation }: BranchForm,
): Omit<ResidualLayer, 'slot'> {
  const out: Layer = {
    kind: 'convolution',
    name: `${name}.out`,
    reads: name,
    writes: group,
    size,
    bias: false,
    gain: 0,
  };
  const branch = [...hiddenLayers(`${name}.in`, group, name, size, norm, activation), out];
  return { kind: 'residual', name, group: name, branch };
}

export interface MlpOptions {
  readonly inputs: number;
  /** Width of each hidden layer. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** 'relu' */
  readonly activation?: Activation;
  /** Batch norm before each activation; false. */
  readonly norm?: boolean;
  /** A slot after each hidden layer; false. */
  readonly slots?: boolean;
}

/** A multilayer perceptron: hidden layers `layer1`, `layer2`, ... and a linear `head`, on images of one pixel. */
export function mlp(options: MlpOptions): Description {
  const { inputs, hidden, outputs, activation = 'relu', norm = false, slots = false } = options;
  const builder = new Builder(inputs);
  for (const [index, width] of hidden.entries()) {
    builder.hidden(`layer${index + 1}`, width, 1, norm, activation);
    if (slots) builder.residual(`slot${index + 1}`, 0, { size: 1, norm, activation });
  }
  builder.head(outputs);
  return builder.describe(1, 1);
}

export interface ImageOptions {
  readonly classes: number;
  /** 32 */
  readonly side?: number;
  /** 3 */
  readonly channels?: number;
  /** Batch norm; true. */
  readonly norm?: boolean;
  /** Whether residual layers can be inserted; false. */
  readonly slots?: boolean;
}

/** Channels of VGG's layers, M for pooling (Simonyan and Zisserman 2015, configurations A, D and E). */
const VGG = {
  11: '64 M 128 M 256 256 M 512 512 M 512 512 M',
  16: '64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M',
  19: '64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M',
} as const;
export type VggDepth = keyof typeof VGG;
export const VGG_DEPTHS: readonly VggDepth[] = [11, 16, 19];

export interface VggOptions extends ImageOptions {
  readonly depth: VggDepth;
  /**
   * How wide: the same width everywhere, one per layer, or a part of the full width, for example `{ times: 0.125 }`
   * (rounded, at least 1). The full width without it.
   */
  readonly width?: number | readonly number[] | { readonly times: number };
}

/** Width of each convolution of a VGG. */
function vggWidths(full: readonly number[], width: VggOptions['width'] = { times: 1 }): readonly number[] {
  if (typeof width === 'number') return full.map(() => width);
  if ('times' in width) return full.map((channels) => Math.max(1, Math.round(channels * width.times)));
  if (width.length !== full.length) throw new RangeError(`This VGG has ${full.length} widths, not ${width.length}.`);
  return width;
}

/**
 * VGG as used on CIFAR: 3x3 convolutions `conv1`, `conv2`, ... with batch norm and ReLU, five max pools, the mean of the
 * pixels that are left (one, for 32 x 32) and a linear `head` with a bias, which does not grow. Slots lie after
 * each ReLU, or after the pooling that follows it, where they cost less (our choice).
 */
export function vgg(options: VggOptions): Description {
  const { depth, classes, side = 32, channels = 3, norm = true, slots = false } = options;
  const plan = VGG[depth].split(' ');
  const widths = vggWidths(plan.filter((entry) => entry !== 'M').map(Number), options.width);
  const builder = new Builder(channels);
  let count = 0;
  for (const [at, entry] of plan.entries()) {
    if (entry === 'M') {
      builder.layers.push({ kind: 'pool', pool: 'max' });
    } else {
      count += 1;
      builder.hidden(`conv${count}`, widths[count - 1]!, 3, norm, 'relu');
    }
    if (slots && plan[at + 1] !== 'M') builder.residual(`slot${count}`, 0, { size: 3, norm, activation: 'relu' });
  }
  builder.layers.push({ kind: 'pool', pool: 'mean' });
  builder.head(classes);
  return builder.describe(side, side);
}

export interface ResidualOptions extends ImageOptions {
  /** Width of each stage; between stages a max pool halves the image. */
  readonly stages: readonly number[];
  /** Residual layers per stage, as wide inside as the stage. */
  readonly blocks: number;
}

/**
 * A plain residual net: each stage is a 3x3 convolution `conv1`, ... with batch norm and ReLU, then residual layers
 * `block1.1`, ... of two 3x3 convolutions (He et al. 2016 in shape; without strides, and with a plain sum after which no ReLU
 * follows: our choice, because that is the paper's I + h). Slots, if any, follow each of these, or the pooling behind it, where
 * they cost less.
 */
export function residualNet(options: ResidualOptions): Description {
  const { stages, blocks, classes, side = 32, channels = 3, norm = true, slots = false } = options;
  const form = { size: 3, norm, activation: 'relu' } as const;
  const builder = new Builder(channels);
  for (const [index, width] of stages.entries()) {
    const stage = index + 1;
    for (let block = 0; block <= blocks; block += 1) {
      if (block === 0) builder.hidden(`conv${stage}`, width, 3, norm, 'relu');
      else builder.residual(`block${stage}.${block}`, width, form);
      if (block === blocks && stage < stages.length) builder.layers.push({ kind: 'pool', pool: 'max' });
      if (slots) builder.residual(`slot${stage}.${block}`, 0, form);
    }
  }
  builder.layers.push({ kind: 'pool', pool: 'mean' });
  builder.head(classes);
  return builder.describe(side, side);
}

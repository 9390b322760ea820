/** Batch norm with ReLU, gates, and sums per channel, in WGSL. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BatchNormAttributes, NormAttributes, NormGradientAttributes } from '../kernel-names.ts';
import { NORM_EPSILON } from '../ops.ts';
import type { Program, Recorder } from './recorder.ts';
import { ADD_UP, PARTIAL, type SumProgram, sumChunks } from './sums.ts';
import { blocksOf, declare, everyThread, lanesOf, loader, read, storer, THREADS, words, write } from './wgsl.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Lanes = 1 | 4;

const channelsOf = ({ shape }: TensorInfo) => shape.at(-1)!;
const pixelsOf = ({ shape }: TensorInfo) => shape.slice(0, -1).reduce((product, size) => product * size, 1);
/** WGSL has no infinity: every float is above this. */
const LOWEST = -3.4e38;
const floorOf = ({ relu }: NormAttributes) => (relu ? 0 : LOWEST);

/** Pixels per thread of elementwise programs: what depends on the channel only is computed once for all of them. */
const PIXELS = 4;

/** One thread per four channels of four pixels: `before` knows `block`, `body` also knows `pixel`. */
function elementwise(
  key: string,
  lanes: Lanes,
  names: readonly string[],
  result: string,
  before: string,
  body: string,
): Program {
  return {
    key: `${key} ${lanes}`,
    source() {
      const buffers = [...names.map((name) => read(name, lanes)), write(result, lanes)];
      return `${declare(buffers, ['pixels', 'channels', "floor'"])}
${buffers
  .slice(0, -1)
  .map((each) => loader(each, 'u.channels'))
  .join('\n')}
${storer(buffers.at(-1)!, 'u.channels')}
${everyThread(`
  let blocks = (u.channels + 3u) / 4u;
  let block = index % blocks;
  let step = (u.pixels + ${PIXELS - 1}u) / ${PIXELS}u;
  let start = index / blocks;
  if (start >= step) { return; }
  ${before}
  for (var pixel = start; pixel < u.pixels; pixel += step) { ${body} }`)}`;
    },
  };
}

/** scale and offset of batch norm, as vectors of the block's channels. */
const AFFINE = `
  let scale = load_gamma(0u, block) / sqrt(load_variance(0u, block) + vec4f(${NORM_EPSILON}));
  let offset = load_beta(0u, block) - load_mean(0u, block) * scale;`;

const MASKED =
  'let g = select(vec4f(), load_dy(pixel, block), load_x(pixel, block) * scale + offset > vec4f(u.floor));';

function perPixel(recorder: Recorder, program: Program, tensors: readonly TensorInfo[], x: TensorInfo, floor: number) {
  const [pixels, channels] = [pixelsOf(x), channelsOf(x)];
  const result = recorder.make(x.shape);
  recorder.record({
    program,
    reads: tensors,
    writes: [result],
    uniforms: words([pixels, channels], [floor]),
    workgroups: Math.ceil((Math.ceil(pixels / PIXELS) * blocksOf(channels)) / THREADS),
  });
  return result;
}

function normalise(recorder: Recorder, inputs: Inputs, attributes: NormAttributes): TensorInfo {
  const names = ['x', 'gamma', 'beta', 'mean', 'variance'];
  const lanes = lanesOf(channelsOf(inputs.x!));
  const body = 'store_y(pixel, block, max(load_x(pixel, block) * scale + offset, vec4f(u.floor)));';
  const program = elementwise('normalise', lanes, names, 'y', AFFINE, body);
  const tensors = names.map((name) => inputs[name]!);
  return perPixel(recorder, program, tensors, inputs.x!, floorOf(attributes));
}

export function fixedNorm(recorder: Recorder, inputs: Inputs, attributes: object): TensorInfo {
  return normalise(recorder, inputs, attributes as NormAttributes);
}

/** Sums of differences from the first pixel and of their squares, so that a large mean costs no digits. */
const moments = (lanes: Lanes): SumProgram => ({
  key: `moments ${lanes}`,
  buffers: [read('x', lanes)],
  floats: [],
  before: 'let shift = load_x(0u, block);',
  add: 'let d = load_x(pixel, block) - shift; first += d; second += d * d;',
});

const FINISH_MOMENTS: Program = {
  key: 'finish moments',
  source: () => `${declare(
    [PARTIAL, read('x'), write('mean'), write('variance'), write('runningMean'), write('runningVariance')],
    ['channels', 'chunks', 'pixels', "momentum'"],
  )}
${everyThread(`${ADD_UP}
  let count = f32(u.pixels);
  let offset = first / count;
  let found = x[channel] + offset;
  let biased = max(second / count - offset * offset, 0.0);
  mean[channel] = found;
  variance[channel] = biased;
  let unbiased = biased * (count / max(1.0, count - 1.0));
  runningMean[channel] += u.momentum * (found - runningMean[channel]);
  runningVariance[channel] += u.momentum * (unbiased - runningVariance[channel]);`)}`,
};

/** -> [y, mean, variance]; moves the running statistics. */
export function batchNorm(recorder: Recorder, inputs: Inputs, attributes: object): TensorInfo[] {
  const running = attributes as BatchNormAttributes;
  const x = inputs.x!;
  const [pixels, channels] = [pixelsOf(x), channelsOf(x)];
  const { partial, chunks } = sumChunks(recorder, moments(lanesOf(channels)), [x], pixels, channels);
  const [mean, variance] = [recorder.make([channels]), recorder.make([channels])];
  recorder.record({
    program: FINISH_MOMENTS,
    reads: [partial, x],
    writes: [mean, variance, running.mean, running.variance],
    uniforms: words([channels, chunks, pixels], [running.momentum]),
    workgroups: Math.ceil(channels / THREADS),
  });
  recorder.free(partial);
  return [normalise(recorder, { ...inputs, mean, variance }, running), mean, variance];
}

/** Sums of g and of g (x - mean), where g is dy where ReLU lets it through. */
const gradientSums = (lanes: Lanes): SumProgram => ({
  key: `gradient sums ${lanes}`,
  buffers: ['x', 'dy', 'gamma', 'beta', 'mean', 'variance'].map((name) => read(name, lanes)),
  floats: ['floor'],
  before: `${AFFINE} let centre = load_mean(0u, block);`,
  add: `${MASKED} first += g; second += g * (load_x(pixel, block) - centre);`,
});

/** [4, channels] of dx = scale g + slope x + constant where scale x + offset > floor decides g. */
const FINISH_GRADIENT: Program = {
  key: 'finish gradient',
  source: () => `${declare(
    [PARTIAL, read('gamma'), read('mean'), read('variance'), write('dgamma'), write('dbeta'), write('inputPart')],
    ['channels', 'chunks', 'pixels', "fixed'"],
  )}
${everyThread(`${ADD_UP}
  let root = 1.0 / sqrt(variance[channel] + ${NORM_EPSILON});
  dgamma[channel] = second * root;
  dbeta[channel] = first;
  let share = u.fixed * gamma[channel] * root / f32(u.pixels);
  let slope = -share * root * root * second;
  inputPart[channel] = slope;
  inputPart[u.channels + channel] = -share * first - slope * mean[channel];`)}`,
};

/** -> [dx, dgamma, dbeta] */
export function normGradient(recorder: Recorder, inputs: Inputs, attributes: object): TensorInfo[] {
  const options = attributes as NormGradientAttributes;
  const floor = floorOf(options);
  const x = inputs.x!;
  const [pixels, channels] = [pixelsOf(x), channelsOf(x)];
  const lanes = lanesOf(channels);
  const names = ['x', 'dy', 'gamma', 'beta', 'mean', 'variance'];
  const tensors = names.map((name) => inputs[name]!);
  const { partial, chunks } = sumChunks(recorder, gradientSums(lanes), tensors, pixels, channels, [floor]);
  const [dgamma, dbeta] = [recorder.make([channels]), recorder.make([channels])];
  const inputPart = recorder.make([2, channels]);
  recorder.record({
    program: FINISH_GRADIENT,
    reads: [partial, inputs.gamma!, inputs.mean!, inputs.variance!],
    writes: [dgamma, dbeta, inputPart],
    uniforms: words([channels, chunks, pixels], [options.fixed ? 0 : 1]),
    workgroups: Math.ceil(channels / THREADS),
  });
  const program = elementwise(
    'input gradient of norm',
    lanes,
    [...names, 'inputPart'],
    'dx',
    `${AFFINE} let slope = load_inputPart(0u, block); let constant = load_inputPart(1u, block);`,
    `${MASKED} store_dx(pixel, block, scale * g + slope * load_x(pixel, block) + constant);`,
  );
  const dx = perPixel(recorder, program, [...tensors, inputPart], x, floor);
  recorder.free(partial);
  recorder.free(inputPart);
  return [dx, dgamma, dbeta];
}

export function gate(recorder: Recorder, { x, zeta }: Inputs): TensorInfo {
  const lanes = lanesOf(channelsOf(x!));
  const body = 'store_y(pixel, block, max(load_x(pixel, block) * factor, vec4f(u.floor)));';
  const program = elementwise('gate', lanes, ['x', 'zeta'], 'y', 'let factor = load_zeta(0u, block);', body);
  return perPixel(recorder, program, [x!, zeta!], x!, LOWEST);
}

const products = (lanes: Lanes): SumProgram => ({
  key: `products ${lanes}`,
  buffers: [read('x', lanes), read('dy', lanes)],
  floats: [],
  before: '',
  add: 'first += load_x(pixel, block) * load_dy(pixel, block);',
});

const values = (lanes: Lanes): SumProgram => ({
  key: `values ${lanes}`,
  buffers: [read('x', lanes)],
  floats: [],
  before: '',
  add: 'first += load_x(pixel, block);',
});

const FINISH_SUM: Program = {
  key: 'finish sum',
  source: () => `${declare([PARTIAL, write('total')], ['channels', 'chunks'])}
${everyThread(`${ADD_UP} total[channel] = first;`)}`,
};

function total(recorder: Recorder, program: SumProgram, tensors: readonly TensorInfo[]): TensorInfo {
  const [pixels, channels] = [pixelsOf(tensors[0]!), channelsOf(tensors[0]!)];
  const { partial, chunks } = sumChunks(recorder, program, tensors, pixels, channels);
  const result = recorder.make([channels]);
  recorder.record({
    program: FINISH_SUM,
    reads: [partial],
    writes: [result],
    uniforms: words([channels, chunks]),
    workgroups: Math.ceil(channels / THREADS),
  });
  recorder.free(partial);
  return result;
}

export const gateGradient = (recorder: Recorder, { x, dy }: Inputs): TensorInfo =>
  total(recorder, products(lanesOf(channelsOf(x!))), [x!, dy!]);

export const channelSums = (recorder: Recorder, { x }: Inputs): TensorInfo =>
  total(recorder, values(lanesOf(channelsOf(x!))), [x!]);

export function relu(recorder: Recorder, { x }: Inputs): TensorInfo {
  const body = 'store_y(pixel, block, max(load_x(pixel, block), vec4f(u.floor)));';
  return perPixel(recorder, elementwise('relu', lanesOf(channelsOf(x!)), ['x'], 'y', '', body), [x!], x!, 0);
}

export function reluGradient(recorder: Recorder, { x, dy }: Inputs): TensorInfo {
  const body = 'store_dx(pixel, block, select(vec4f(), load_dy(pixel, block), load_x(pixel, block) > vec4f(u.floor)));';
  const program = elementwise('relu gradient', lanesOf(channelsOf(x!)), ['x', 'dy'], 'dx', '', body);
  return perPixel(recorder, program, [x!, dy!], x!, 0);
}

/** Convolution and its gradients in WGSL. A thread makes four pixels by four channels, or four by four filter weights. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Program, Recorder } from './recorder.ts';
import { blocksOf, declare, everyThread, lanesOf, loader, read, storer, THREADS, words, write } from './wgsl.ts';

type Lanes = 1 | 4;
type Shape4D = [number, number, number, number];

/** Pixels per thread: each filter weight that is loaded serves all of them. */
const PIXELS = 4;
const each = (count: number, line: (k: number) => string) =>
  Array.from({ length: count }, (_, k) => line(k)).join('\n');

const IMAGE_UNIFORMS = ['pixels', 'height', 'width', 'inputs', 'outputs', 'size'];

/** Rows and columns of the thread's pixels, and the loop over taps around `body`, in which `valid<k>` and `from<k>` hold. */
const overTaps = (body: string) => `
  let blocks = (MADE + 3u) / 4u;
  let tiles = (u.pixels + ${PIXELS - 1}u) / ${PIXELS}u;
  let tile = index % tiles;
  let block = index / tiles;
  if (block >= blocks) { return; }
  let radius = i32(u.size / 2u);
  ${each(
    PIXELS,
    (k) => `let pixel${k} = tile * ${PIXELS}u + ${k}u;
  let column${k} = i32(pixel${k} % u.width);
  let row${k} = i32((pixel${k} / u.width) % u.height);`,
  )}
  for (var down = -radius; down <= radius; down += 1) {
    for (var right = -radius; right <= radius; right += 1) {
      ${each(
        PIXELS,
        (k) => `let valid${k} = pixel${k} < u.pixels && row${k} + down >= 0 && row${k} + down < i32(u.height)
        && column${k} + right >= 0 && column${k} + right < i32(u.width);
      let from${k} = u32(i32(pixel${k}) + down * i32(u.width) + right);`,
      )}
      ${body}
    }
  }`;

/** y: sums over blocks of four inputs, as vectors that are added up at the end. */
function forwardProgram(x: Lanes, y: Lanes, bias: boolean): Program {
  return {
    key: `convolve ${x} ${y} ${bias}`,
    source() {
      const buffers = [read('x', x), read('filters', x), ...(bias ? [read('bias')] : []), write('y', y)];
      const result = buffers.at(-1)!;
      const body = overTaps(`
      let tap = u32(down + radius) * u.size + u32(right + radius);
      for (var i = 0u; i < (u.inputs + 3u) / 4u; i += 1u) {
        ${each(4, (o) => `let f${o} = load_filters(min(4u * block + ${o}u, u.outputs - 1u) * u.size * u.size + tap, i);`)}
        ${each(
          PIXELS,
          (k) => `if (valid${k}) {
          let v = load_x(from${k}, i);
          ${each(4, (o) => `sum${k}${o} += v * f${o};`)}
        }`,
        )}
      }`).replace('MADE', 'u.outputs');
      const sums = each(PIXELS, (k) => each(4, (o) => `var sum${k}${o} = vec4f();`));
      const start = bias
        ? `let first = vec4f(${[0, 1, 2, 3].map((o) => `bias[min(4u * block + ${o}u, u.outputs - 1u)]`).join(', ')});`
        : 'let first = vec4f();';
      const parts = (k: number) => [0, 1, 2, 3].map((o) => `dot(sum${k}${o}, vec4f(1))`).join(', ');
      const stores = each(
        PIXELS,
        (k) => `if (pixel${k} < u.pixels) { store_y(pixel${k}, block, first + vec4f(${parts(k)})); }`,
      );
      return `${declare(buffers, IMAGE_UNIFORMS)}
${loader(buffers[0]!, 'u.inputs')}
${loader(buffers[1]!, 'u.inputs')}
${storer(result, 'u.outputs')}
${everyThread(`${sums}${body}\n${start}\n${stores}`)}`;
    },
  };
}

/** dx: for each output channel, its gradient at a pixel times four neighbouring inputs' weights of the mirrored tap. */
function inputGradientProgram(x: Lanes, y: Lanes): Program {
  return {
    key: `input gradient ${x} ${y}`,
    source() {
      const buffers = [read('dy', y), read('filters', x), write('dx', x)];
      const body = overTaps(`
      let tap = u32(radius - down) * u.size + u32(radius - right);
      for (var o = 0u; o < (u.outputs + 3u) / 4u; o += 1u) {
        ${each(4, (l) => `let f${l} = load_filters(min(4u * o + ${l}u, u.outputs - 1u) * u.size * u.size + tap, block);`)}
        ${each(
          PIXELS,
          (k) => `if (valid${k}) {
          let g = load_dy(from${k}, o);
          sum${k} += g.x * f0 + g.y * f1 + g.z * f2 + g.w * f3;
        }`,
        )}
      }`).replace('MADE', 'u.inputs');
      return `${declare(buffers, IMAGE_UNIFORMS)}
${loader(buffers[0]!, 'u.outputs')}
${loader(buffers[1]!, 'u.inputs')}
${storer(buffers[2]!, 'u.inputs')}
${everyThread(`${each(PIXELS, (k) => `var sum${k} = vec4f();`)}${body}
  ${each(PIXELS, (k) => `if (pixel${k} < u.pixels) { store_dx(pixel${k}, block, sum${k}); }`)}`)}`;
    },
  };
}

/** Threads that the filter gradient is split into, at least, by giving each only some of the rows. */
const GRADIENT_THREADS = 16384;

/** Sums over some rows of the images: partial [chunk, out, tap, in], of four outputs by four inputs per thread. */
function filterGradientProgram(x: Lanes, y: Lanes): Program {
  return {
    key: `filter gradient ${x} ${y}`,
    source() {
      const buffers = [read('x', x), read('dy', y), write('partial', x)];
      const uniforms = ['rows', 'height', 'width', 'inputs', 'outputs', 'size', 'chunks', 'chunkRows'];
      return `${declare(buffers, uniforms)}
${loader(buffers[0]!, 'u.inputs')}
${loader(buffers[1]!, 'u.outputs')}
${storer(buffers[2]!, 'u.inputs')}
${everyThread(`
  let inBlocks = (u.inputs + 3u) / 4u;
  let outBlocks = (u.outputs + 3u) / 4u;
  let taps = u.size * u.size;
  let i = index % inBlocks;
  let o = (index / inBlocks) % outBlocks;
  let tap = (index / (inBlocks * outBlocks)) % taps;
  let chunk = index / (inBlocks * outBlocks * taps);
  if (chunk >= u.chunks) { return; }
  let down = i32(tap / u.size) - i32(u.size / 2u);
  let right = i32(tap % u.size) - i32(u.size / 2u);
  let firstColumn = u32(max(0, -right));
  let endColumn = u32(min(i32(u.width), i32(u.width) - right));
  var sum0 = vec4f(); var sum1 = vec4f(); var sum2 = vec4f(); var sum3 = vec4f();
  for (var row = chunk * u.chunkRows; row < min((chunk + 1u) * u.chunkRows, u.rows); row += 1u) {
    let there = i32(row % u.height) + down;
    if (there < 0 || there >= i32(u.height)) { continue; }
    let dyRow = row * u.width;
    let xRow = i32(row) * i32(u.width) + down * i32(u.width) + right;
    for (var column = firstColumn; column < endColumn; column += 1u) {
      let v = load_x(u32(xRow + i32(column)), i);
      let g = load_dy(dyRow + column, o);
      sum0 += g.x * v; sum1 += g.y * v; sum2 += g.z * v; sum3 += g.w * v;
    }
  }
  let target_ = (chunk * u.outputs + 4u * o) * taps + tap;
  let left = u.outputs - 4u * o;
  store_partial(target_, i, sum0);
  if (left > 1u) { store_partial(target_ + taps, i, sum1); }
  if (left > 2u) { store_partial(target_ + 2u * taps, i, sum2); }
  if (left > 3u) { store_partial(target_ + 3u * taps, i, sum3); }`)}`;
    },
  };
}

const ADD_CHUNKS: Program = {
  key: 'add chunks',
  source: () => `${declare([read('partial'), write('total')], ['count', 'chunks'])}
${everyThread(`
  if (index >= u.count) { return; }
  var sum = 0.0;
  for (var chunk = 0u; chunk < u.chunks; chunk += 1u) { sum += partial[chunk * u.count + index]; }
  total[index] = sum;`)}`,
};

const threads = (count: number) => Math.ceil(count / THREADS);

export function convolve(recorder: Recorder, x: TensorInfo, filters: TensorInfo, bias?: TensorInfo): TensorInfo {
  const [batch, height, width, inputs] = x.shape as Shape4D;
  const [outputs, size] = filters.shape as Shape4D;
  const pixels = batch * height * width;
  const y = recorder.make([batch, height, width, outputs]);
  recorder.record({
    program: forwardProgram(lanesOf(inputs), lanesOf(outputs), bias !== undefined),
    reads: bias ? [x, filters, bias] : [x, filters],
    writes: [y],
    uniforms: words([pixels, height, width, inputs, outputs, size]),
    workgroups: threads(Math.ceil(pixels / PIXELS) * blocksOf(outputs)),
  });
  return y;
}

export function inputGradient(recorder: Recorder, dy: TensorInfo, filters: TensorInfo): TensorInfo {
  const [batch, height, width, outputs] = dy.shape as Shape4D;
  const [, size, , inputs] = filters.shape as Shape4D;
  const pixels = batch * height * width;
  const dx = recorder.make([batch, height, width, inputs]);
  recorder.record({
    program: inputGradientProgram(lanesOf(inputs), lanesOf(outputs)),
    reads: [dy, filters],
    writes: [dx],
    uniforms: words([pixels, height, width, inputs, outputs, size]),
    workgroups: threads(Math.ceil(pixels / PIXELS) * blocksOf(inputs)),
  });
  return dx;
}

export function filterGradient(recorder: Recorder, x: TensorInfo, dy: TensorInfo, size: number): TensorInfo {
  const [batch, height, width, inputs] = x.shape as Shape4D;
  const outputs = dy.shape[3]!;
  const rows = batch * height;
  const parts = size * size * blocksOf(inputs) * blocksOf(outputs);
  const wanted = Math.min(rows, Math.ceil(GRADIENT_THREADS / parts));
  const chunkRows = Math.ceil(rows / wanted);
  const chunks = Math.ceil(rows / chunkRows);
  const shape = [outputs, size, size, inputs];
  const partial = recorder.make([chunks, ...shape]);
  recorder.record({
    program: filterGradientProgram(lanesOf(inputs), lanesOf(outputs)),
    reads: [x, dy],
    writes: [partial],
    uniforms: words([rows, height, width, inputs, outputs, size, chunks, chunkRows]),
    workgroups: threads(parts * chunks),
  });
  const count = outputs * size * size * inputs;
  const total = recorder.make(shape);
  recorder.record({
    program: ADD_CHUNKS,
    reads: [partial],
    writes: [total],
    uniforms: words([count, chunks]),
    workgroups: threads(count),
  });
  recorder.free(partial);
  return total;
}

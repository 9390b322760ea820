/** Max pooling of 2 by 2 pixels and the mean over all pixels, in WGSL. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Program, Recorder } from './recorder.ts';
import { blocksOf, declare, everyThread, lanesOf, loader, read, storer, THREADS, words, write } from './wgsl.ts';

type Lanes = 1 | 4;
type Shape4D = [number, number, number, number];

const UNIFORMS = ['windows', 'height', 'width', 'channels', 'rows', 'columns'];

/** A window of 2 by 2 pixels: its number among `rows` by `columns` of an image, and its first pixel. */
const WINDOW = `
  let blocks = (u.channels + 3u) / 4u;
  let block = index % blocks;
  let window = index / blocks;
  if (window >= u.windows) { return; }
  let column = 2u * (window % u.columns);
  let row = 2u * ((window / u.columns) % u.rows);
  let image = window / (u.columns * u.rows);
  let corner = (image * u.height + row) * u.width + column;`;

const forward = (lanes: Lanes): Program => ({
  key: `max pool ${lanes}`,
  source() {
    const [x, y] = [read('x', lanes), write('y', lanes)];
    return `${declare([x, y], UNIFORMS)}
${loader(x, 'u.channels')}
${storer(y, 'u.channels')}
${everyThread(`${WINDOW}
  let above = max(load_x(corner, block), load_x(corner + 1u, block));
  let below = max(load_x(corner + u.width, block), load_x(corner + u.width + 1u, block));
  store_y(window, block, max(above, below));`)}`;
  },
});

/** Windows at the edge that are not whole have no gradient: they were left out. */
const backward = (lanes: Lanes): Program => ({
  key: `max pool gradient ${lanes}`,
  source() {
    const buffers = [read('x', lanes), read('dy', lanes), write('dx', lanes)];
    return `${declare(buffers, UNIFORMS)}
${buffers
  .slice(0, 2)
  .map((each) => loader(each, 'u.channels'))
  .join('\n')}
${storer(buffers[2]!, 'u.channels')}
${everyThread(`${WINDOW}
  let zero = vec4f();
  let right = column + 1u < u.width;
  let below = row + 1u < u.height;
  if (!right || !below) {
    store_dx(corner, block, zero);
    if (right) { store_dx(corner + 1u, block, zero); }
    if (below) { store_dx(corner + u.width, block, zero); }
    return;
  }
  let a = load_x(corner, block);
  let b = load_x(corner + 1u, block);
  let c = load_x(corner + u.width, block);
  let d = load_x(corner + u.width + 1u, block);
  let most = max(max(a, b), max(c, d));
  let whole = (image * (u.height / 2u) + row / 2u) * (u.width / 2u) + column / 2u;
  let g = load_dy(whole, block);
  let first = a == most;
  let second = !first & (b == most);
  let third = !first & !second & (c == most);
  let fourth = !first & !second & !third;
  store_dx(corner, block, select(zero, g, first));
  store_dx(corner + 1u, block, select(zero, g, second));
  store_dx(corner + u.width, block, select(zero, g, third));
  store_dx(corner + u.width + 1u, block, select(zero, g, fourth));`)}`;
  },
});

const MEAN_UNIFORMS = ['batch', 'pixels', 'channels'];
const MEAN_INDEX = `
  let blocks = (u.channels + 3u) / 4u;
  let block = index % blocks;`;

const mean = (lanes: Lanes): Program => ({
  key: `mean pool ${lanes}`,
  source() {
    const [x, y] = [read('x', lanes), write('y', lanes)];
    return `${declare([x, y], MEAN_UNIFORMS)}
${loader(x, 'u.channels')}
${storer(y, 'u.channels')}
${everyThread(`${MEAN_INDEX}
  let image = index / blocks;
  if (image >= u.batch) { return; }
  var sum = vec4f();
  for (var pixel = 0u; pixel < u.pixels; pixel += 1u) { sum += load_x(image * u.pixels + pixel, block); }
  store_y(image, block, sum / f32(u.pixels));`)}`;
  },
});

const meanGradient = (lanes: Lanes): Program => ({
  key: `mean pool gradient ${lanes}`,
  source() {
    const [dy, dx] = [read('dy', lanes), write('dx', lanes)];
    return `${declare([dy, dx], MEAN_UNIFORMS)}
${loader(dy, 'u.channels')}
${storer(dx, 'u.channels')}
${everyThread(`${MEAN_INDEX}
  let pixel = index / blocks;
  if (pixel >= u.batch * u.pixels) { return; }
  store_dx(pixel, block, load_dy(pixel / u.pixels, block) / f32(u.pixels));`)}`;
  },
});

const threads = (count: number) => Math.ceil(count / THREADS);

export function maxPool(recorder: Recorder, x: TensorInfo): TensorInfo {
  const [batch, height, width, channels] = x.shape as Shape4D;
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const y = recorder.make([batch, rows, columns, channels]);
  const windows = batch * rows * columns;
  recorder.record({
    program: forward(lanesOf(channels)),
    reads: [x],
    writes: [y],
    uniforms: words([windows, height, width, channels, rows, columns]),
    workgroups: threads(windows * blocksOf(channels)),
  });
  return y;
}

export function maxPoolGradient(recorder: Recorder, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const [batch, height, width, channels] = x.shape as Shape4D;
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const dx = recorder.make(x.shape);
  const windows = batch * rows * columns;
  recorder.record({
    program: backward(lanesOf(channels)),
    reads: [x, dy],
    writes: [dx],
    uniforms: words([windows, height, width, channels, rows, columns]),
    workgroups: threads(windows * blocksOf(channels)),
  });
  return dx;
}

export function meanPool(recorder: Recorder, x: TensorInfo): TensorInfo {
  const [batch, height, width, channels] = x.shape as Shape4D;
  const y = recorder.make([batch, channels]);
  recorder.record({
    program: mean(lanesOf(channels)),
    reads: [x],
    writes: [y],
    uniforms: words([batch, height * width, channels]),
    workgroups: threads(batch * blocksOf(channels)),
  });
  return y;
}

export function meanPoolGradient(recorder: Recorder, dy: TensorInfo, height: number, width: number): TensorInfo {
  const [batch, channels] = dy.shape as [number, number];
  const dx = recorder.make([batch, height, width, channels]);
  recorder.record({
    program: meanGradient(lanesOf(channels)),
    reads: [dy],
    writes: [dx],
    uniforms: words([batch, height * width, channels]),
    workgroups: threads(batch * height * width * blocksOf(channels)),
  });
  return dx;
}

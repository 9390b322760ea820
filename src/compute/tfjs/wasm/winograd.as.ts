/**
 * 3x3 convolutions with 2.25 times fewer multiplications: Winograd's F(2x2, 3x3) (Lavin and Gray 2016). A tile of 2x2
 * pixels of y = A' [(G g G') . (B' d B)] A reads a tile d of 4x4 pixels of x; of the 16 positions in a transformed tile, each
 * is a matrix product over channels. The filters' gradient is the adjoint: G' [(A dy A') . (B' d B)] G, summed over tiles.
 *
 * Tiles are handled in groups; transformed, a group is [position, tile, channels rounded up to 4].
 */
import { stretchAt, sumTap, tapBytes } from './tap-sums.as';
import { blockWidth, roundUp4 } from './vectors.as';
import { product4, product8, product16 } from './winograd-products.as';
import {
  copyPatch,
  patchBytes,
  transformedSize,
  transformFilters,
  transformGradient,
  transformInput,
  transformOutput,
} from './winograd-transforms.as';

/** Tiles per group in `winogradConvolve`: with 16 channels, group and filters fit a first-level cache. */
const TILES: i32 = 8;
/** Tiles per group in `winogradFilterGradient`: more, because sums are added up once per group. */
const GRADIENT_TILES: i32 = 32;

/** Bytes between positions, so that the sixteen of a tile do not fall on the same lines of a cache. */
const GAP: usize = 64;

/** Whether this way is faster than the direct one: measured, from 8 channels to 12 on, and not for images of a single tile. */
export function winogradPays(height: i32, width: i32, inputs: i32, outputs: i32, radius: i32): bool {
  if (radius !== 1 || height < 4 || width < 4) return false;
  return inputs >= 8 && outputs >= 8 && roundUp4(inputs) + roundUp4(outputs) >= 20;
}

export function winogradConvolveScratch(inputs: i32, outputs: i32): usize {
  const widest = max(inputs, outputs);
  const group = 16 * TILES * (roundUp4(inputs) + roundUp4(outputs));
  return (
    32 * GAP + ((<usize>group) << 2) + (transformedSize(widest, widest) << 2) + patchBytes(widest) + pixelBytes(widest)
  );
}

//@inline
function pixelBytes(channels: i32): usize {
  return ((<usize>roundUp4(channels)) << 2) + 16;
}

/**
 * y = filters * x (+ bias), or with `mirrored` the gradient of the input, given that of the output as x.
 * @param outputs and @param inputs of the filters, @param scratch `winogradConvolveScratch` bytes
 */
export function winogradConvolve(
  x: usize,
  filters: usize,
  bias: usize,
  y: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  mirrored: bool,
): void {
  const read = mirrored ? outputs : inputs;
  const made = mirrored ? inputs : outputs;
  const packed = scratch;
  const v = packed + (transformedSize(read, made) << 2);
  const strideV: usize = (<usize>roundUp4(read)) << 2;
  const strideM: usize = (<usize>roundUp4(made)) << 2;
  const positionV = strideV * TILES + GAP;
  const positionM = strideM * TILES + GAP;
  const m = v + 16 * positionV;
  const patch = m + 16 * positionM;
  const paddedBias = patch + patchBytes(read);
  transformFilters(filters, packed, outputs, inputs, mirrored);
  if (bias) memory.copy(paddedBias, bias, (<usize>made) << 2);
  const biasHere = bias ? paddedBias : 0;
  const pixelX: usize = (<usize>read) << 2;
  const pixelY: usize = (<usize>made) << 2;
  const across = (width + 1) >> 1;
  const perImage = ((height + 1) >> 1) * across;
  const total = batch * perImage;
  for (let first = 0; first < total; first += TILES) {
    const tiles = min(TILES, total - first);
    for (let tile = 0; tile < tiles; tile += 1) {
      const image = (first + tile) / perImage;
      const rest = first + tile - image * perImage;
      const row = 2 * (rest / across) - 1;
      const column = 2 * (rest % across) - 1;
      const start = x + image * height * width * pixelX;
      const target = v + tile * strideV;
      if (row >= 0 && column >= 0 && row + 4 <= height && column + 4 <= width) {
        transformInput(start + (row * width + column) * pixelX, width * pixelX, pixelX, target, positionV);
      } else {
        copyPatch(start, patch, row, column, height, width, read);
        transformInput(patch, 4 * pixelX, pixelX, target, positionV);
      }
    }
    let u = packed;
    let block = 0;
    while (block < made) {
      const channels = blockWidth(roundUp4(made - block));
      const step: usize = (<usize>(read * channels)) << 2;
      const to = m + ((<usize>block) << 2);
      for (let k = 0; k < 16; k += 1) {
        if (channels === 16) product16(v + k * positionV, u, to + k * positionM, tiles, pixelX, strideV, strideM);
        else if (channels === 8) product8(v + k * positionV, u, to + k * positionM, tiles, pixelX, strideV, strideM);
        else product4(v + k * positionV, u, to + k * positionM, tiles, pixelX, strideV, strideM);
        u += step;
      }
      block += channels;
    }
    for (let tile = 0; tile < tiles; tile += 1) {
      const image = (first + tile) / perImage;
      const rest = first + tile - image * perImage;
      const row = 2 * (rest / across);
      const column = 2 * (rest % across);
      const to = y + ((image * height + row) * width + column) * pixelY;
      const right = column + 1 < width;
      const below = row + 1 < height;
      transformOutput(m + tile * strideM, positionM, biasHere, to, width * pixelY, made, right, below);
    }
  }
}

export function winogradFilterGradientScratch(inputs: i32, outputs: i32): usize {
  const group = 16 * GRADIENT_TILES * (roundUp4(inputs) + roundUp4(outputs));
  return 32 * GAP + ((<usize>group) << 2) + 16 * tapBytes(inputs, outputs) + patchBytes(inputs) + 96;
}

/** The gradient of the filters, dw [outputs, 3, 3, inputs]. @param scratch `winogradFilterGradientScratch` bytes */
export function winogradFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
): void {
  const stretch = stretchAt(scratch);
  const totals = scratch + 32;
  const bytes = tapBytes(inputs, outputs);
  const strideX: usize = (<usize>roundUp4(inputs)) << 2;
  const strideY: usize = (<usize>roundUp4(outputs)) << 2;
  const positionX = strideX * GRADIENT_TILES + GAP;
  const positionY = strideY * GRADIENT_TILES + GAP;
  const v = totals + 16 * bytes;
  const g = v + 16 * positionX;
  // Loads of gradients may reach 28 bytes too far.
  const patch = g + 16 * positionY + 32;
  memory.fill(totals, 0, 16 * bytes);
  const pixelX: usize = (<usize>inputs) << 2;
  const pixelY: usize = (<usize>outputs) << 2;
  const across = (width + 1) >> 1;
  const perImage = ((height + 1) >> 1) * across;
  const total = batch * perImage;
  stretch.outer = 1;
  stretch.innerX = strideX;
  stretch.innerY = strideY;
  stretch.outerX = 0;
  stretch.outerY = 0;
  for (let first = 0; first < total; first += GRADIENT_TILES) {
    const tiles = min(GRADIENT_TILES, total - first);
    for (let tile = 0; tile < tiles; tile += 1) {
      const image = (first + tile) / perImage;
      const rest = first + tile - image * perImage;
      const row = 2 * (rest / across);
      const column = 2 * (rest % across);
      const start = x + image * height * width * pixelX;
      const target = v + tile * strideX;
      if (row >= 1 && column >= 1 && row + 3 <= height && column + 3 <= width) {
        transformInput(start + ((row - 1) * width + column - 1) * pixelX, width * pixelX, pixelX, target, positionX);
      } else {
        copyPatch(start, patch, row - 1, column - 1, height, width, inputs);
        transformInput(patch, 4 * pixelX, pixelX, target, positionX);
      }
      const from = dy + ((image * height + row) * width + column) * pixelY;
      const right = column + 1 < width;
      const below = row + 1 < height;
      transformGradient(from, width * pixelY, pixelY, right, below, g + tile * strideY, positionY);
    }
    stretch.inner = tiles;
    for (let k = 0; k < 16; k += 1) {
      sumTap(v + k * positionX, g + k * positionY, totals + k * bytes, inputs, outputs, stretch);
    }
  }
  // G' s G, from totals in blocks of `width` inputs by 32 / width outputs.
  let offset: usize = 0;
  let block = 0;
  while (block < inputs) {
    const lanes = blockWidth(roundUp4(inputs - block));
    const group = 32 / lanes;
    for (let o = 0; o < outputs; o += group) {
      for (let k = 0; k < group; k += 1) {
        for (let lane = 0; lane < lanes; lane += 1) {
          if (o + k >= outputs || block + lane >= inputs) continue;
          const s = totals + offset + ((<usize>(k * lanes + lane)) << 2);
          const to = dw + ((<usize>((o + k) * 9 * inputs + block + lane)) << 2);
          for (let column: usize = 0; column < 3; column += 1) {
            const t0 = gradientRow(s, bytes, column);
            const t1 = gradientRow(s + 4 * bytes, bytes, column);
            const t2 = gradientRow(s + 8 * bytes, bytes, column);
            const t3 = gradientRow(s + 12 * bytes, bytes, column);
            store<f32>(to + column * pixelX, t0 + 0.5 * (t1 + t2));
            store<f32>(to + (3 + column) * pixelX, 0.5 * (t1 - t2));
            store<f32>(to + (6 + column) * pixelX, 0.5 * (t1 + t2) + t3);
          }
        }
      }
      offset += 128;
    }
    block += lanes;
  }
}

/** One number of s G: s0 + (s1 + s2) / 2, (s1 - s2) / 2, (s1 + s2) / 2 + s3. */
//@inline
function gradientRow(s: usize, step: usize, column: usize): f32 {
  const s1 = load<f32>(s + step);
  const s2 = load<f32>(s + 2 * step);
  if (column === 0) return load<f32>(s) + 0.5 * (s1 + s2);
  if (column === 1) return 0.5 * (s1 - s2);
  return 0.5 * (s1 + s2) + load<f32>(s + 3 * step);
}

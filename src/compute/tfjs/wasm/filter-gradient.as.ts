/**
 * The gradient of a convolution's filters: dw[o, tap, i] = sum over pixels of dy[pixel, o] x[pixel + tap, i]. Eight vectors
 * of sums are held in registers (16 channels of one of x and dy by 2 of the other, 8 by 4, or 4 by 8) while pixels go by:
 * rows of an image, or where images are small, the same pixel of all images. Each stretch of pixels is summed on its own
 * before it is added to the total, so rounding errors stay small.
 *
 * Below, x stands for the one that is read in vectors. That is x itself, unless it has few channels and dy has not: an image's
 * three colours would leave most of the lanes empty.
 */

import { stretchAt, sumTap, tapBytes } from './tap-sums.as';
import { blockWidth } from './vectors.as';

/** Whether dy is read in vectors. */
//@inline
function changesPlaces(inputs: i32, outputs: i32): bool {
  return inputs < 8 && outputs >= 8;
}

/** Bytes of scratch memory that `filterGradient` needs. */
export function filterGradientScratch(inputs: i32, outputs: i32, radius: i32): usize {
  const size = 2 * radius + 1;
  const bytes = changesPlaces(inputs, outputs) ? tapBytes(outputs, inputs) : tapBytes(inputs, outputs);
  return <usize>(size * size) * bytes + 32;
}

/** Bytes of an image's rows that are summed together: what fits well into a processor's first-level cache. */
const ROWS_BYTES: i32 = 16384;
/** Images up to this many columns are small: one pixel of all images at a time. */
const SMALL_WIDTH: i32 = 4;

/**
 * Sets the totals in `scratch` to 0, before `addFilterGradient`.
 * @param scratch `filterGradientScratch` bytes
 */
export function clearFilterGradient(scratch: usize, inputs: i32, outputs: i32, radius: i32): void {
  memory.fill(scratch, 0, filterGradientScratch(inputs, outputs, radius));
}

/**
 * Adds what so many images say to the totals in `scratch`. Images of more than four columns may come one after the other in
 * several calls, with the same bits as in one.
 * @param dy [batch, height, width, outputs]
 */
export function addFilterGradient(
  x: usize,
  dy: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  radius: i32,
): void {
  const size = 2 * radius + 1;
  const taps = size * size;
  const swapped = changesPlaces(inputs, outputs);
  const vectors = swapped ? outputs : inputs;
  const others = swapped ? inputs : outputs;
  const bytes = tapBytes(vectors, others);
  const stretch = stretchAt(scratch);
  const totals = scratch + 32;
  const pixelX: usize = (<usize>inputs) << 2;
  const pixelY: usize = (<usize>outputs) << 2;
  const rowX = pixelX * width;
  const rowY = pixelY * width;
  const imageX = rowX * height;
  const imageY = rowY * height;
  const small = width <= SMALL_WIDTH;
  const together = max(1, ROWS_BYTES / <i32>(rowX + rowY));
  const portions = small ? 1 : batch;
  const rowStep = small ? 1 : together;
  const columnStep = small ? 1 : width;
  for (let image = 0; image < portions; image += 1) {
    for (let row = 0; row < height; row += rowStep) {
      for (let column = 0; column < width; column += columnStep) {
        for (let tap = 0; tap < taps; tap += 1) {
          const down = tap / size - radius;
          const right = (tap % size) - radius;
          const firstRow = max(row, -down);
          const endRow = min(min(row + rowStep, height), height - down);
          const firstColumn = max(column, -right);
          const endColumn = min(column + columnStep, width - right);
          if (firstRow >= endRow || firstColumn >= endColumn) continue;
          stretch.outer = small ? 1 : endRow - firstRow;
          stretch.inner = small ? batch : endColumn - firstColumn;
          const stepX = small ? imageX : pixelX;
          const stepY = small ? imageY : pixelY;
          stretch.outerX = swapped ? rowY : rowX;
          stretch.outerY = swapped ? rowX : rowY;
          stretch.innerX = swapped ? stepY : stepX;
          stretch.innerY = swapped ? stepX : stepY;
          const atX = x + image * imageX + (firstRow + down) * rowX + (firstColumn + right) * pixelX;
          const atY = dy + image * imageY + firstRow * rowY + firstColumn * pixelY;
          sumTap(swapped ? atY : atX, swapped ? atX : atY, totals + tap * bytes, vectors, others, stretch);
        }
      }
    }
  }
}

/** Writes the totals in `scratch` as the gradient. @param dw [outputs, size, size, inputs], written */
export function writeFilterGradient(dw: usize, scratch: usize, inputs: i32, outputs: i32, radius: i32): void {
  const size = 2 * radius + 1;
  const taps = size * size;
  const swapped = changesPlaces(inputs, outputs);
  const vectors = swapped ? outputs : inputs;
  const others = swapped ? inputs : outputs;
  const bytes = tapBytes(vectors, others);
  const totals = scratch + 32;
  for (let tap = 0; tap < taps; tap += 1) {
    let from = totals + tap * bytes;
    let block = 0;
    while (block < vectors) {
      const lanes = blockWidth((vectors - block + 3) & ~3);
      const group = 32 / lanes;
      for (let first = 0; first < others; first += group) {
        for (let k = 0; k < min(group, others - first); k += 1) {
          for (let lane = 0; lane < min(lanes, vectors - block); lane += 1) {
            const o = swapped ? block + lane : first + k;
            const i = swapped ? first + k : block + lane;
            const value = load<f32>(from + ((<usize>(k * lanes + lane)) << 2));
            store<f32>(dw + ((<usize>((o * taps + tap) * inputs + i)) << 2), value);
          }
        }
        from += 128;
      }
      block += lanes;
    }
  }
}

/**
 * @param dy [batch, height, width, outputs], @param dw [outputs, size, size, inputs], written
 * @param scratch `filterGradientScratch` bytes
 */
export function filterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  radius: i32,
): void {
  clearFilterGradient(scratch, inputs, outputs, radius);
  addFilterGradient(x, dy, scratch, batch, height, width, inputs, outputs, radius);
  writeFilterGradient(dw, scratch, inputs, outputs, radius);
}

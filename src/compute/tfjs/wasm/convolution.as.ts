/**
 * Convolution with 'same' padding and stride 1, and its gradients, on 32-bit floats in the layout [image, row, column,
 * channel]. Filters are [out, row, column, in], of odd size 2 radius + 1.
 *
 * Nothing is padded or copied: the pixels that are computed together lie at the same place of different images, so they
 * have the same neighbours, and taps outside of the image are left out. Eight sums are held in registers: two images by
 * 16 channels, four by 8, or eight by 4.
 */

import { pixel4, pixel8, pixel16 } from './convolution-pixels.as';
import { blockWidth, roundUp4 } from './vectors.as';

/**
 * Filters for `convolve`: blocks of 16, 8 or 4 channels of the result, and in a block [row, column, channel read, channel
 * of the result]; zeros for channels that are not there.
 * @param transposed whether the result is the gradient of the convolution's input: channels change places and the taps
 *   are mirrored
 */
export function packFilters(
  filters: usize,
  packed: usize,
  outputs: i32,
  inputs: i32,
  radius: i32,
  transposed: bool,
): void {
  const size = 2 * radius + 1;
  const taps = size * size;
  const read = transposed ? outputs : inputs;
  const made = transposed ? inputs : outputs;
  let target = packed;
  let block = 0;
  while (block < made) {
    const width = blockWidth(roundUp4(made - block));
    for (let tap = 0; tap < taps; tap += 1) {
      const from = transposed ? taps - 1 - tap : tap;
      for (let i = 0; i < read; i += 1) {
        for (let lane = 0; lane < width; lane += 1) {
          const o = block + lane;
          let value: f32 = 0;
          if (o < made) {
            const index = transposed ? (i * taps + from) * inputs + o : (o * taps + from) * inputs + i;
            value = load<f32>(filters + ((<usize>index) << 2));
          }
          store<f32>(target, value);
          target += 4;
        }
      }
    }
    block += width;
  }
}

/**
 * y = filters * x (+ bias).
 * @param packed from `packFilters`, @param bias address of [outputs] floats, or 0
 * @param inputs channels of x, @param outputs channels of y
 */
export function convolve(
  x: usize,
  packed: usize,
  bias: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  radius: i32,
): void {
  const size = 2 * radius + 1;
  const pixelX: usize = (<usize>inputs) << 2;
  const pixelY: usize = (<usize>outputs) << 2;
  const strideX = pixelX * width;
  const imageX = strideX * height;
  const imageY = pixelY * width * height;
  for (let image = 0; image < batch; image += 8) {
    const images = min(8, batch - image);
    const firstX = x + image * imageX;
    const firstY = y + image * imageY;
    for (let row = 0; row < height; row += 1) {
      const firstRow = max(0, radius - row);
      const rows = min(size, height + radius - row) - firstRow;
      for (let column = 0; column < width; column += 1) {
        const firstColumn = max(0, radius - column);
        const run: usize = (min(size, width + radius - column) - firstColumn) * pixelX;
        const from = firstX + (row - radius + firstRow) * strideX + (column - radius + firstColumn) * pixelX;
        const to = firstY + (row * width + column) * pixelY;
        let weights = packed;
        let block = 0;
        while (block < outputs) {
          const channels = blockWidth(roundUp4(outputs - block));
          const tap: usize = (<usize>(inputs * channels)) << 2;
          const strideW = size * tap;
          const w = weights + firstRow * strideW + firstColumn * tap;
          const b = bias ? bias + ((<usize>block) << 2) : 0;
          const target = to + ((<usize>block) << 2);
          const lanes = min(channels, outputs - block);
          if (channels === 16) {
            for (let k = 0; k < images; k += 2) {
              const other: usize = k + 1 < images ? 1 : 0;
              pixel16(
                from + k * imageX,
                other * imageX,
                w,
                b,
                target + k * imageY,
                other * imageY,
                rows,
                run,
                strideX,
                strideW,
                lanes,
              );
            }
          } else if (channels === 8) {
            for (let k = 0; k < images; k += 4) {
              const last: usize = images - 1 - k;
              pixel8(
                from + k * imageX,
                imageX,
                w,
                b,
                target + k * imageY,
                imageY,
                last,
                rows,
                run,
                strideX,
                strideW,
                lanes,
              );
            }
          } else {
            pixel4(from, imageX, w, b, target, imageY, images - 1, rows, run, strideX, strideW, lanes);
          }
          weights += size * strideW;
          block += channels;
        }
      }
    }
  }
}

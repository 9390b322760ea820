import { describe, expect, it } from 'vitest';
import { imageAddress } from './image-address.ts';

describe('address of a picture', () => {
  it('holds the pixels, rows from the bottom, blue first', () => {
    const side = 4;
    const pixels = Uint8Array.from({ length: 3 * side * side }, (_, k) => k * 5);
    const address = imageAddress(pixels, side);
    expect(address).toMatch(/^data:image\/bmp;base64,/);
    const bytes = Uint8Array.from(atob(address.split(',')[1]!), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    expect([view.getUint32(2, true), view.getInt32(18, true), view.getUint16(28, true)]).toEqual([54 + 48, side, 24]);
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const at = 54 + 3 * ((side - 1 - row) * side + column);
        const [red, green, blue] = [0, 1, 2].map((plane) => pixels[plane * side * side + row * side + column]);
        expect([...bytes.subarray(at, at + 3)]).toEqual([blue, green, red]);
      }
    }
  });

  it('is made once for each image of a set', () => {
    const set = Uint8Array.from({ length: 2 * 3072 }, (_, k) => k % 251);
    expect(imageAddress(set.subarray(0, 3072))).toBe(imageAddress(set.subarray(0, 3072)));
    expect(imageAddress(set.subarray(0, 3072))).not.toBe(imageAddress(set.subarray(3072)));
  });
});

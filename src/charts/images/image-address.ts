/** Pictures of images in memory, as addresses that an <img> or an SVG can show. */

/** The sides of what is shown; planes come one after the other, as in the files of CIFAR. */
const HEADER_BYTES = 54;
const known = new WeakMap<ArrayBufferLike, Map<number, string>>();

/**
 * A `data:` address of an image: an uncompressed bitmap, which needs no canvas and no waiting.
 * @param pixels [3, side, side]: red, green and blue planes, 0 to 255; a view of a larger array is kept by where it starts
 */
export function imageAddress(pixels: Uint8Array, side = 32): string {
  const before = known.get(pixels.buffer)?.get(pixels.byteOffset);
  if (before !== undefined) return before;
  const address = `data:image/bmp;base64,${btoa(String.fromCharCode(...bitmap(pixels, side)))}`;
  const addresses = known.get(pixels.buffer) ?? new Map<number, string>();
  addresses.set(pixels.byteOffset, address);
  known.set(pixels.buffer, addresses);
  return address;
}

/** A Windows bitmap of 24 bits: rows from the bottom, blue first. `side` is a multiple of 4, so that rows need no padding. */
function bitmap(pixels: Uint8Array, side: number): Uint8Array {
  const plane = side * side;
  const bytes = new Uint8Array(HEADER_BYTES + 3 * plane);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER_BYTES, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, side, true);
  view.setInt32(22, side, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  view.setUint32(34, 3 * plane, true);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const from = row * side + column;
      const to = HEADER_BYTES + 3 * ((side - 1 - row) * side + column);
      for (let colour = 0; colour < 3; colour += 1) bytes[to + colour] = pixels[(2 - colour) * plane + from]!;
    }
  }
  return bytes;
}

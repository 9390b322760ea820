/** Channels side by side, and apart again: what a residual layer of a growing network adds to (chain-growth.ts). */

/** y = channels of a, then channels of b, for so many pixels. */
export function joinChannels(a: usize, b: usize, y: usize, pixels: i32, channelsA: i32, channelsB: i32): void {
  const bytesA = (<usize>channelsA) << 2;
  const bytesB = (<usize>channelsB) << 2;
  for (let n = 0; n < pixels; n += 1) {
    memory.copy(y, a, bytesA);
    memory.copy(y + bytesA, b, bytesB);
    a += bytesA;
    b += bytesB;
    y += bytesA + bytesB;
  }
}

/** The first channels of x and what comes to them (0: nothing), and the other channels of x. */
export function partChannels(
  x: usize,
  more: usize,
  a: usize,
  b: usize,
  pixels: i32,
  channelsA: i32,
  channelsB: i32,
): void {
  const bytesA = (<usize>channelsA) << 2;
  const bytesB = (<usize>channelsB) << 2;
  for (let n = 0; n < pixels; n += 1) {
    memory.copy(a, x, bytesA);
    if (more) {
      for (let k: usize = 0; k < bytesA; k += 4) store<f32>(a + k, load<f32>(a + k) + load<f32>(more + k));
      more += bytesA;
    }
    memory.copy(b, x + bytesA, bytesB);
    x += bytesA + bytesB;
    a += bytesA;
    b += bytesB;
  }
}

/** What the convolution kernels share. */

/** Block of channels that starts when `left` channels (a multiple of 4) are left: 16, 8 or 4. */
//@inline
export function blockWidth(left: i32): i32 {
  return left >= 16 ? 16 : left >= 8 ? 8 : 4;
}

//@inline
export function roundUp4(count: i32): i32 {
  return (count + 3) & ~3;
}

/** The first `lanes` (1 to 4) floats; the others are 0. */
//@inline
export function loadLanes(address: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(address);
  let value = v128.load32_zero(address);
  if (lanes > 1) value = v128.load32_lane(address, value, 1, 4);
  if (lanes > 2) value = v128.load32_lane(address, value, 2, 8);
  return value;
}

/** Stores the first `lanes` (1 to 4) floats of a vector. */
//@inline
export function storeLanes(address: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(address, value);
  else {
    v128.store32_lane(address, value, 0);
    if (lanes > 1) v128.store32_lane(address, value, 1, 4);
    if (lanes > 2) v128.store32_lane(address, value, 2, 8);
  }
}

//@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

//@inline
export function addTo(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}

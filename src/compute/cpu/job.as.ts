/**
 * What cpu-engine.ts asks of the kernel. With P points rounded up to POINT_STEP and N neurons rounded up to 4, arrays are by
 * coordinate, not by neuron: [input weight 1 | ... | input weight d | bias | output weight], each N floats long.
 */

/** What to compute and where it lies, written by cpu-engine.ts in this order as 32-bit words. */
@unmanaged
export class Job {
  activation: i32;
  inputSize: usize;
  /** Points, and points rounded up to POINT_STEP. */
  count: usize;
  paddedCount: usize;
  neurons: usize;
  /** Neurons rounded up to 4. */
  paddedNeurons: usize;
  /** f32[inputSize][paddedCount], zeros after the last point */
  inputs: usize;
  /** f32[paddedCount] */
  targets: usize;
  /** i32[paddedCount]: all bits set for a point, 0 for padding */
  mask: usize;
  /** f32[inputSize + 2][paddedNeurons] */
  parameters: usize;
  /** Adam's m, the same shape */
  first: usize;
  /** Adam's v, the same shape */
  second: usize;
  /** f64[paddedNeurons]: beta1^t of each neuron's own step count t */
  products1: usize;
  /** f64[paddedNeurons]: beta2^t */
  products2: usize;
  /** f64[inputSize + 2][paddedNeurons]: the gradient */
  gradient: usize;
  /** f32[neurons][2][BLOCK]: sigma, sigma' */
  scratch: usize;
  /** f32[BLOCK]: f, then f - y */
  residuals: usize;
  steps: usize;
  recordEvery: usize;
  /** f32[steps] */
  rates: usize;
  /** f32[steps] */
  losses: usize;
  /** f32[frames][inputSize + 2][paddedNeurons] */
  frames: usize;
}

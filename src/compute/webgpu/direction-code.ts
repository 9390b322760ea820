/** The part of the kernel that is only in programs for directions. */

/** eq. 4 in the kernel: the same formulas as `overgrownNetwork`, `candidateGradients` and `projectedStep`. */
export const directionCode = (threads: number) => `
// Writes the overgrown network. Thread c alone reads and writes candidate c's state, so only theta needs a barrier.
fn overgrow(t: u32, job: Job) {
  let stride = job.inputSize + 2u;
  let old = job.neurons - job.candidates;
  for (var i = t; i < old; i += ${threads}u) {
    if (given[job.splitsAt + i] == 0.0) {
      for (var k = 0u; k < stride; k++) { theta[i * stride + k] = state[job.parametersAt + i * stride + k]; }
    }
  }
  for (var c = t; c < job.candidates; c += ${threads}u) {
    let own = (old + c) * stride;
    let at = job.candidatesAt + c * stride;
    let amplitude = state[at];
    let parent = u32(given[job.parentsAt + c]);
    if (parent == 0u) {
      for (var k = 0u; k + 1u < stride; k++) { theta[own + k] = state[at + 1u + k]; }
      theta[own + stride - 1u] = amplitude;
    } else {
      let plus = (parent - 1u) * stride;
      let moves = u32(given[job.splitsAt + parent - 1u]) == c + 1u;
      for (var k = 0u; k + 1u < stride; k++) {
        let value = state[job.parametersAt + plus + k];
        let offset = amplitude * state[at + 1u + k];
        theta[own + k] = value - offset;
        if (moves) { theta[plus + k] = value + offset; }
      }
      let half = 0.5 * state[job.parametersAt + plus + stride - 1u];
      theta[own + stride - 1u] = half;
      if (moves) { theta[plus + stride - 1u] = half; }
    }
  }
}

fn moveCandidates(t: u32, job: Job, step: u32) {
  let stride = job.inputSize + 2u;
  let old = job.neurons - job.candidates;
  let length = given[job.ratesAt + step];
  let stepSize = given[job.stepSizeAt];
  for (var c = t; c < job.candidates; c += ${threads}u) {
    let own = job.gradientAt + (old + c) * stride;
    let at = job.candidatesAt + c * stride;
    let amplitude = state[at];
    let parent = u32(given[job.parentsAt + c]);
    // Direction gradients: of the fresh neuron, or g+ - g-; they replace the own copy's gradient.
    var slope = state[own + stride - 1u];
    var largest = 0.0;
    if (parent > 0u) { slope = 0.0; }
    for (var k = 0u; k + 1u < stride; k++) {
      var g = state[own + k];
      if (parent > 0u) {
        g = state[job.gradientAt + (parent - 1u) * stride + k] - g;
        slope += state[at + 1u + k] * g;
        g *= amplitude;
      }
      state[own + k] = g;
      largest = max(largest, abs(g));
    }
    if (largest > 0.0) {
      // Divided by the largest first: squares of small gradients would underflow.
      var squares = 0.0;
      for (var k = 0u; k + 1u < stride; k++) { squares += pow2(state[own + k] / largest); }
      let pace = length / sqrt(squares);
      var norm = 0.0;
      for (var k = 0u; k + 1u < stride; k++) {
        let value = state[at + 1u + k] - pace * (state[own + k] / largest);
        state[at + 1u + k] = value;
        norm += value * value;
      }
      norm = sqrt(norm);
      if (norm > 1.0) {
        // A hair inside the ball, so that rounding cannot push it out.
        for (var k = 0u; k + 1u < stride; k++) { state[at + 1u + k] = state[at + 1u + k] / norm * 0.9999998; }
      }
    }
    state[at] = clamp(amplitude - length * stepSize * sign(slope), -stepSize, stepSize);
    if (recorded(job, step)) {
      let frame = job.framesAt + (step / job.recordEvery * job.candidates + c) * stride;
      for (var k = 0u; k < stride; k++) { state[frame + k] = state[at + k]; }
    }
  }
}

fn pow2(x: f32) -> f32 { return x * x; }
`;

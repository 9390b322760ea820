/**
 * Algorithm 1, line 1: train the network as it is. Full-batch Adam with a cosine rate (our choice: the paper does not say).
 */
import { cos } from '../random/exact-math.ts';

/** Pictures of the network kept per phase. */
const FRAMES = 150;
/** Steps asked of the engine at once: enough to keep it busy, few enough to cancel between. */
const REQUEST_STEPS = 500;

/** Learning rates of steps `from` ... `from + count - 1` of a phase: rate/2 (1 + cos(pi step / total)). */
export function cosineRates(rate: number, total: number, from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => (rate / 2) * (1 + cos((Math.PI * (from + k)) / total)));
}

/** How the steps of a phase are cut into engine requests; the same for every engine, because events follow it. */
export function trainingPlan(stepsPerPhase: number): { recordEvery: number; requestSteps: number } {
  const recordEvery = Math.max(1, Math.round(stepsPerPhase / FRAMES));
  return { recordEvery, requestSteps: Math.max(1, Math.floor(REQUEST_STEPS / recordEvery)) * recordEvery };
}

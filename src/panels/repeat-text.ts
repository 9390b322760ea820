/** What a link promises about a run that an engine computes. */
import type { EngineReport, ThreadCount } from '../compute/report.ts';

/**
 * Whether the same link gives the same run, in a sentence.
 * @param threads all that the run was computed with, for runs whose batches threads can share; a link does not say them
 */
export function repeatText({ kind }: Pick<EngineReport, 'kind'>, threads?: readonly ThreadCount[]): string {
  if (kind === 'webgpu') {
    return 'The same link gives the same run on this adapter; other adapters may differ in the last digits.';
  }
  if (kind === 'plain') {
    return 'The same link gives the same run in this browser. Others compute faster and round differently, so they may differ in the last digits.';
  }
  if (threads?.includes(2)) {
    return threads.includes(1)
      ? 'One thread computed a part of this run and two another, and they round differently: whoever follows the link may see other last digits.'
      : 'Two threads round differently from one, and a link does not say how many: with two threads again it gives the same run, bit for bit; with one the last digits may differ.';
  }
  const alone = threads ? 'by one thread ' : '';
  return `The same link gives the same run, bit for bit, in every browser that computes it ${alone}on the processor with WebAssembly SIMD.`;
}

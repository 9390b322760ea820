/** How long an image run still takes, from what it took so far. */

export interface RunSoFar {
  /** Of the whole run. */
  readonly phases: number;
  /** Of each phase. */
  readonly epochs: number;
  /** Part of the channels that each growth adds. */
  readonly growth: number;
  /** Phases that are over. */
  readonly finished: readonly { readonly trainSeconds: number; readonly growSeconds: number }[];
  /** Of the phase that trains. */
  readonly epochsOver: number;
  readonly trainSeconds: number;
  /** Of the present epoch or growth, 0 to 1. */
  readonly part: number;
  readonly growing: boolean;
}

/** Epochs that a growth takes while none has been seen (our guess; it corrects itself). */
const GROWTH_EPOCHS = 3;

/**
 * Seconds left, in which a larger network takes longer in proportion to its channels; undefined before the first epoch.
 * Measured times of the last phase and growth stand for those to come.
 */
export function secondsLeft(run: RunSoFar): number | undefined {
  const { phases, epochs, growth, finished, epochsOver, trainSeconds, part, growing } = run;
  const last = finished.at(-1);
  const larger = 1 + growth;
  const earlier = last && (last.trainSeconds / epochs) * (growing ? 1 : larger);
  const perEpoch = epochsOver > 0 ? trainSeconds / epochsOver : earlier;
  if (perEpoch === undefined) return undefined;
  const grown = finished.length > 1 ? last!.growSeconds * larger : GROWTH_EPOCHS * perEpoch;
  // The phase that trains, or the growth that is under way and the phase it leads to.
  let left = growing ? (1 - part) * grown : (epochs - epochsOver - part) * perEpoch;
  let scale = 1;
  const now = growing ? finished.length : finished.length + 1;
  for (let phase = now + 1; phase <= phases; phase += 1) {
    if (!growing || phase > now + 1) left += scale * grown;
    scale *= larger;
    left += scale * epochs * perEpoch;
  }
  return Math.max(0, left);
}

/** The loss of a run as the eye sees it: a point per picture, and the growths between phases. */
import type { DescentEvent } from '../growth/events.ts';
import { growthKind } from '../growth/lineage.ts';
import type { MarkKind } from './Marks.tsx';

export interface LossPoint {
  /** Index of the event. */
  readonly event: number;
  /** Training steps since the run's start. */
  readonly step: number;
  readonly loss: number;
  readonly phase: number;
  readonly neurons: number;
}

export interface Growth {
  /** The phase that ended with it. */
  readonly phase: number;
  readonly step: number;
  /** Index into the points. */
  readonly at: number;
  readonly kinds: readonly MarkKind[];
  readonly neurons: number;
}

export interface LossHistory {
  readonly points: readonly LossPoint[];
  readonly growths: readonly Growth[];
  /** Steps of the whole run, or as many as there are. */
  readonly totalSteps: number;
}

/** Reads the losses out of a log. `expectedSteps` is the length of the axis while the run is young. */
export function lossHistory(events: readonly DescentEvent[], expectedSteps: number): LossHistory {
  let before = 0; // steps of the phases that are over
  let within = 0; // steps of this phase so far
  const points: LossPoint[] = [];
  const growths: Growth[] = [];
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'start' && event.kind !== 'train' && event.kind !== 'apply') continue;
    if (event.kind === 'train') within = event.step;
    const step = before + within;
    const neurons = event.network.neurons.length;
    points.push({ event: index, step, loss: event.loss, phase: event.phase, neurons });
    if (event.kind === 'apply') {
      before = step;
      within = 0;
      growths.push({ phase: event.phase, step, at: points.length - 1, kinds: [growthKind(event)], neurons });
    }
  }
  return { points, growths, totalSteps: Math.max(expectedSteps, points.at(-1)?.step ?? 0, 1) };
}

/** Index of the last point at or before an event; -1 if there is none. */
export function pointAtEvent(points: readonly LossPoint[], event: number): number {
  let low = 0;
  let high = points.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.event <= event) {
      found = middle;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return found;
}

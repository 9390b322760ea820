/** The loss of a run over the timeline, for the landscape behind the timeline's slider. */

import type { MarkKind } from '../../charts/Marks.tsx';
import type { Landscape, LandscapePoint } from '../../charts/TimelinePlot.tsx';
import type { DescentEvent } from '../../growth/events.ts';
import { growthKind } from '../../growth/lineage.ts';
import { eventPosition } from '../../runs/positions.ts';

/** Losses below this are drawn at this height: the scale is logarithmic. */
const FLOOR = 1e-9;

/** Reads the landscape out of a log, from event `from` on. */
export function landscapeOf(events: readonly DescentEvent[], from = 0): Landscape {
  const points: LandscapePoint[] = [];
  const growths: { position: number; kind: MarkKind }[] = [];
  let low = Infinity;
  let high = 0;
  for (const event of from > 0 ? events.slice(from) : events) {
    const loss = Math.max(FLOOR, event.loss);
    const position = eventPosition(event);
    points.push({ position, loss });
    low = Math.min(low, loss);
    high = Math.max(high, loss);
    if (event.kind === 'apply') growths.push({ position, kind: growthKind(event) });
  }
  return { points, growths, low: Math.min(low, high / 10) || FLOOR, high: high || 1 };
}

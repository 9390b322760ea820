/** The timeline: the loss as a landscape, a mark at each growth, and a slider over the whole run. */
import { scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { useMemo } from 'react';
import { type MarkKind, OriginMark } from '../charts/Marks.tsx';
import type { DescentEvent } from '../growth/events.ts';
import { growthKind } from '../growth/lineage.ts';
import { eventPosition, expectedPhases, PHASE_LENGTH } from '../runs/positions.ts';
import { useRun, useRunStore } from './lab-context.ts';
import { statusText } from './status-text.ts';
import { useComputedEvents } from './use-computed-events.ts';
import { useSize } from './use-size.ts';

interface Point {
  readonly position: number;
  readonly loss: number;
}

export function Timeline() {
  const store = useRunStore();
  const events = useRun((state) => state.events);
  const computedEvents = useComputedEvents();
  const seen = useRun((state) => state.seen);
  const cursor = useRun((state) => state.cursor);
  const recipe = useRun((state) => state.recipe);
  const report = useRun((state) => state.report);
  const event = events[cursor];
  const [ref, { width, height }] = useSize();
  const last = events.at(-1);
  const phases = Math.max(expectedPhases(recipe), last?.phase ?? 1);
  // The last phase only trains, so the axis ends with its training.
  const ended = last?.kind === 'end' ? eventPosition(last) : undefined;
  const length = ended ?? (phases - 1) * PHASE_LENGTH + 800;
  const position = event ? eventPosition(event) : 0;
  const x = (at: number) => (at / length) * width;
  // Made once for all that has been computed; playing only moves the edge it is cut at.
  const landscape = useMemo(() => landscapeOf(computedEvents), [computedEvents]);
  const { outline, fill } = useMemo(
    () => landscapePaths(landscape, length, width, height),
    [landscape, length, width, height],
  );
  const furthest = events[seen];
  const edge = furthest ? x(eventPosition(furthest)) : 0;
  const computed = last ? eventPosition(last) : 0;
  return (
    <div className="timeline" ref={ref}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          <rect x={0} y={height - 20} width={width} height={3} rx={1.5} fill="var(--line)" />
          <rect
            x={0}
            y={height - 20}
            width={x(Math.min(computed, length))}
            height={3}
            rx={1.5}
            fill="var(--line-strong)"
            opacity={0.55}
          />
          <clipPath id="timeline-seen">
            <rect x={0} y={0} width={edge} height={height} />
          </clipPath>
          <path d={fill} clipPath="url(#timeline-seen)" fill="var(--network)" opacity={0.12} />
          <path d={outline} clipPath="url(#timeline-seen)" fill="none" stroke="var(--network)" strokeWidth={1.5} />
          <rect x={0} y={height - 20} width={x(position)} height={3} rx={1.5} fill="var(--network)" />
          {landscape.growths
            .filter((growth) => x(growth.position) <= edge)
            .map((growth) => (
              <g key={growth.position} transform={`translate(${x(growth.position)} 8)`}>
                <line y1={8} y2={height - 28} stroke="var(--line)" />
                <OriginMark kind={growth.kind} size={5.5} />
              </g>
            ))}
          {phaseLabels(phases, length, width).map(({ phase, at }) => (
            <text key={phase} x={x(at)} y={height - 4} className="tick" textAnchor="middle">
              {phase}
            </text>
          ))}
          <g transform={`translate(${Math.min(Math.max(x(position), 1), width - 1)} 0)`}>
            <line y1={2} y2={height - 18} stroke="var(--text)" strokeWidth={1.5} />
            <circle cy={height - 18.5} r={6} fill="var(--text)" stroke="var(--card)" strokeWidth={2} />
          </g>
        </svg>
      )}
      <input
        type="range"
        aria-label="Timeline"
        min={0}
        max={length}
        step={1}
        value={Math.min(position, length)}
        aria-valuetext={event ? statusText(event, report) : 'No events yet'}
        onChange={({ target }) => store.getState().seek(Number(target.value))}
      />
    </div>
  );
}

/** Labels under the phases; only every so many where they would touch. */
function phaseLabels(phases: number, length: number, width: number): { phase: string; at: number }[] {
  const room = width / Math.max(1, length / PHASE_LENGTH);
  const every = Math.max(1, Math.ceil(26 / room));
  return Array.from({ length: phases }, (_, index) => ({
    phase: room > 80 ? `phase ${index + 1}` : String(index + 1),
    at: Math.min(length - 1, index * PHASE_LENGTH + 400),
  })).filter((_, index) => index % every === 0);
}

function landscapePaths({ points, low, high }: Landscape, length: number, width: number, height: number) {
  const x = ({ position }: Point) => (position / length) * width;
  const scale = scaleLog([low, high], [height - 22, 18]).clamp(true);
  const y = ({ loss }: Point) => scale(loss);
  return {
    outline: line<Point>().x(x).y(y).digits(1)(points) ?? '',
    fill:
      area<Point>()
        .x(x)
        .y0(height - 20)
        .y1(y)
        .digits(1)(points) ?? '',
  };
}

type Landscape = ReturnType<typeof landscapeOf>;

function landscapeOf(events: readonly DescentEvent[]) {
  const points: Point[] = [];
  const growths: { position: number; kind: MarkKind }[] = [];
  let low = Infinity;
  let high = 0;
  for (const event of events) {
    const loss = Math.max(1e-9, event.loss);
    const position = eventPosition(event);
    points.push({ position, loss });
    low = Math.min(low, loss);
    high = Math.max(high, loss);
    if (event.kind === 'apply') {
      growths.push({ position, kind: growthKind(event) });
    }
  }
  return { points, growths, low: Math.min(low, high / 10) || 1e-9, high: high || 1 };
}

/** The picture behind the timeline's slider: the loss as a landscape, a mark at each growth, branches as forks. */
import { scaleLog } from 'd3-scale';
import { useMemo } from 'react';
import { type MarkKind, OriginMark } from './Marks.tsx';
import { areaFrom, linePath } from './paths.ts';

export interface LandscapePoint {
  /** In thousandths of a phase. */
  readonly position: number;
  readonly loss: number;
}

export interface Landscape {
  readonly points: readonly LandscapePoint[];
  readonly growths: readonly { readonly position: number; readonly kind: MarkKind }[];
  /** Range of the losses; 0 < low < high. */
  readonly low: number;
  readonly high: number;
}

/** Another branch than the one on screen, from where the two part. */
export interface Fork {
  readonly id: number;
  readonly letter: string;
  readonly landscape: Landscape;
  readonly pointed: boolean;
}

export interface TimelinePlotProps {
  readonly landscape: Landscape;
  readonly forks: readonly Fork[];
  readonly phases: number;
  /** Length of one phase on the axis. */
  readonly phaseLength: number;
  /** Position of the axis' end; all positions are in thousandths of a phase. */
  readonly length: number;
  readonly position: number;
  /** The furthest position seen; beyond it nothing is revealed. */
  readonly seen: number;
  /** How far the worker has computed. */
  readonly computed: number;
  /** Mark the furthest position seen as the live head. */
  readonly live: boolean;
  /** Of each phase, beside its number where there is room. */
  readonly details?: readonly string[];
  readonly width: number;
  readonly height: number;
}

const RAIL = 20;
const TOP = 18;

export function TimelinePlot(props: TimelinePlotProps) {
  const { landscape, forks, phases, phaseLength, length, position, seen, computed, live, details, width, height } =
    props;
  const x = (at: number) => (at / length) * width;
  const low = Math.min(landscape.low, ...forks.map((fork) => fork.landscape.low));
  const high = Math.max(landscape.high, ...forks.map((fork) => fork.landscape.high));
  // Made once for all that has been computed; playing only moves the edge it is cut at.
  const { outline, fill } = useMemo(
    () => paths(landscape.points, { low, high, length, width, height }),
    [landscape, low, high, length, width, height],
  );
  const edge = x(seen);
  const rail = height - RAIL;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <rect x={0} y={rail} width={width} height={3} rx={1.5} fill="var(--line)" />
      <rect
        x={0}
        y={rail}
        width={x(Math.min(computed, length))}
        height={3}
        rx={1.5}
        fill="var(--line-strong)"
        fillOpacity={0.55}
      />
      <clipPath id="timeline-seen">
        <rect x={0} y={0} width={edge} height={height} />
      </clipPath>
      <path d={fill} clipPath="url(#timeline-seen)" fill="var(--network)" fillOpacity={0.12} />
      {forks.map((fork) => (
        <ForkLine key={fork.id} fork={fork} size={{ low, high, length, width, height }} />
      ))}
      <path d={outline} clipPath="url(#timeline-seen)" fill="none" stroke="var(--network)" strokeWidth={1.5} />
      <rect x={0} y={rail} width={x(position)} height={3} rx={1.5} fill="var(--network)" />
      {landscape.growths
        .filter((growth) => x(growth.position) <= edge)
        .map((growth) => (
          <g key={growth.position} transform={`translate(${x(growth.position)} 8)`}>
            <line y1={8} y2={height - 28} stroke="var(--line)" />
            <OriginMark kind={growth.kind} size={5.5} />
          </g>
        ))}
      {phaseLabels(phases, phaseLength, length, width, details).map(({ phase, at }) => (
        <text key={phase} x={x(at)} y={height - 4} className="timeline-label" textAnchor="middle">
          {phase}
        </text>
      ))}
      {live && (
        <g transform={`translate(${Math.min(edge, width - 5)} ${rail + 1.5})`}>
          <circle r={5} fill="var(--card)" stroke="var(--network)" strokeWidth={2} />
          <circle r={2} fill="var(--network)" />
        </g>
      )}
      <g transform={`translate(${Math.min(Math.max(x(position), 1), width - 1)} 0)`}>
        <line y1={2} y2={height - 18} stroke="var(--text)" strokeWidth={1.5} />
        <circle cy={height - 18.5} r={6} fill="var(--text)" stroke="var(--card)" strokeWidth={2} />
      </g>
    </svg>
  );
}

interface Size {
  readonly low: number;
  readonly high: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

/** The path of another branch from the fork on, its letter at the end. */
function ForkLine({ fork, size }: { fork: Fork; size: Size }) {
  const { low, high, length, width, height } = size;
  const { points } = fork.landscape;
  const { outline, y } = useMemo(
    () => paths(points, { low, high, length, width, height }),
    [points, low, high, length, width, height],
  );
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const x = (at: number) => (at / length) * width;
  const stroke = fork.pointed ? 'var(--text)' : 'var(--branch)';
  return (
    <g className="fork">
      <path d={outline} fill="none" stroke={stroke} strokeWidth={fork.pointed ? 2 : 1.5} strokeDasharray="5 3" />
      <circle cx={x(first.position)} cy={y(first.loss)} r={3} fill="var(--card)" stroke={stroke} strokeWidth={1.5} />
      <text
        x={Math.min(x(last.position) + 5, width - 10)}
        y={Math.min(Math.max(y(last.loss) - 5, 10), height - RAIL - 4)}
        className="fork-letter"
      >
        {fork.letter}
      </text>
    </g>
  );
}

/** Labels under the phases; only every so many where they would touch. */
function phaseLabels(
  phases: number,
  phaseLength: number,
  length: number,
  width: number,
  details: readonly string[] = [],
): { phase: string; at: number }[] {
  const room = width / Math.max(1, length / phaseLength);
  const every = Math.max(1, Math.ceil(26 / room));
  return Array.from({ length: phases }, (_, index) => ({
    phase: [
      room > 80 ? `phase ${index + 1}` : String(index + 1),
      ...(room > 170 && details[index] ? [details[index]] : []),
    ].join(' · '),
    at: (index + 0.4) * phaseLength,
  })).filter(({ at }, index) => index % every === 0 && at < length);
}

function paths(points: readonly LandscapePoint[], { low, high, length, width, height }: Size) {
  const x = ({ position }: LandscapePoint) => (position / length) * width;
  const y = scaleLog([low, high], [height - RAIL - 2, TOP]).clamp(true);
  const outline = linePath(points, x, ({ loss }) => y(loss));
  return { y, outline, fill: areaFrom(height - RAIL, outline) };
}

/** The two pictures of the page "Learn": a bell that grows, and the area under a slope. */
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';

type Curve = readonly (readonly [x: number, y: number])[];

const WIDTH = 560;

function pathOf(curve: Curve, x: (value: number) => number, y: (value: number) => number): string {
  const draw = line<readonly [number, number]>()
    .x((point) => x(point[0]))
    .y((point) => y(point[1]))
    .digits(1);
  return draw([...curve]) ?? '';
}

export interface GrownPlotProps {
  readonly kind: 'split' | 'fresh';
  readonly before: Curve;
  readonly after: Curve;
  /** The parts that `after` is the sum of. */
  readonly parts: readonly Curve[];
}

/** A bell before it grows, its parts after, and their sum. */
export function GrownPlot({ kind, before, after, parts }: GrownPlotProps) {
  const height = 200;
  const x = scaleLinear([-5, 5], [8, WIDTH - 8]);
  const y = scaleLinear([-0.05, 1.25], [height - 8, 8]);
  const color = kind === 'split' ? 'var(--split)' : 'var(--fresh)';
  const filled = area<readonly [number, number]>()
    .x((point) => x(point[0]))
    .y0(y(0))
    .y1((point) => y(point[1]))
    .digits(1);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true" className="explainer-plot">
      <line x1={x(-5)} x2={x(5)} y1={y(0)} y2={y(0)} stroke="var(--line)" />
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity of their own and never move.
        <g key={index}>
          <path d={filled([...part]) ?? ''} fill={color} opacity={0.1} />
          <path d={pathOf(part, x, y)} fill="none" stroke={color} strokeWidth={1.5} strokeDasharray="3 4" />
        </g>
      ))}
      <path d={pathOf(before, x, y)} fill="none" stroke="var(--data)" strokeWidth={7} opacity={0.28} />
      <path d={pathOf(after, x, y)} fill="none" stroke="var(--network)" strokeWidth={2.5} />
    </svg>
  );
}

export interface AreaPlotProps {
  readonly end: number;
  readonly slope: Curve;
  readonly rectangles: readonly { readonly zeta: number; readonly slope: number }[];
}

/** The slope of the loss from off to on, and the rectangles that stand for the area. */
export function AreaPlot({ end, slope, rectangles }: AreaPlotProps) {
  const height = 220;
  const low = Math.min(0, ...slope.map((point) => point[1]));
  const high = Math.max(0, ...slope.map((point) => point[1]));
  const x = scaleLinear([0, end], [40, WIDTH - 16]);
  const y = scaleLinear([low, high], [height - 28, 16]);
  const each = (x(end) - x(0)) / rectangles.length;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true" className="explainer-plot">
      {rectangles.map((node) => (
        <rect
          key={node.zeta}
          x={x(node.zeta) - each / 2 + 1}
          width={Math.max(1, each - 2)}
          y={Math.min(y(0), y(node.slope))}
          height={Math.abs(y(node.slope) - y(0))}
          fill="var(--split)"
          opacity={0.22}
        />
      ))}
      <line x1={x(0)} x2={x(end)} y1={y(0)} y2={y(0)} stroke="var(--line-strong)" />
      <path d={pathOf(slope, x, y)} fill="none" stroke="var(--split)" strokeWidth={2.5} />
      {rectangles.map((node) => (
        <circle key={node.zeta} cx={x(node.zeta)} cy={y(node.slope)} r={4} fill="var(--split)" />
      ))}
      <g className="axes">
        <text x={x(0)} y={height - 8}>
          0, off
        </text>
        <text x={x(end)} y={height - 8} textAnchor="end">
          fully on
        </text>
        <text x={x(end / 2)} y={height - 8} textAnchor="middle">
          ζ, how far it is on
        </text>
        <text x={32} y={y(0)} dy="0.32em" textAnchor="end">
          0
        </text>
      </g>
    </svg>
  );
}

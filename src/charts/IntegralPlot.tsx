/** "Score integral": the slope of the loss while one candidate is switched on, and the rectangles whose area is its share. */
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { QuadratureNode } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';

export interface IntegralPlotProps {
  readonly candidate: Candidate;
  /** Midpoints of the rectangles, with the slope there. */
  readonly nodes: readonly QuadratureNode[];
  /** The slope all the way from off to on; undefined until it is known. */
  readonly curve: readonly QuadratureNode[] | undefined;
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 22, right: 16, bottom: 26, left: 58 };

/** Numbers at the axes: short, with a true minus sign. */
function short(value: number, digits = 2): string {
  if (value === 0) return '0';
  const text = Math.abs(value) < 1e-3 ? value.toExponential(digits - 1) : Number(value.toPrecision(digits)).toString();
  return text.replace('-', '−').replace('e-', 'e−');
}

export function IntegralPlot({ candidate, nodes, curve, width, height }: IntegralPlotProps) {
  const color = candidate.kind === 'fresh' ? 'var(--fresh)' : 'var(--split)';
  const { amplitude } = candidate;
  const slopes = [...nodes, ...(curve ?? [])].map(({ slope }) => slope);
  const low = Math.min(0, ...slopes);
  const high = Math.max(0, ...slopes);
  const room = 0.1 * (high - low || 1);
  const x = scaleLinear([0, amplitude || 1], [MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear(
    [low - (low < 0 ? room : 0), high + (high > 0 ? room : 0)],
    [height - MARGIN.bottom, MARGIN.top],
  );
  const each = (width - MARGIN.left - MARGIN.right) / Math.max(1, nodes.length);
  const path = line<QuadratureNode>()
    .x(({ zeta }) => x(zeta))
    .y(({ slope }) => y(slope))
    .digits(1);
  const under = area<QuadratureNode>()
    .x(({ zeta }) => x(zeta))
    .y0(y(0))
    .y1(({ slope }) => y(slope))
    .digits(1);
  const end = curve?.at(-1);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className="axes">
        {y.ticks(Math.max(2, height / 50)).map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} className={tick === 0 ? 'zero' : undefined} />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
              {short(tick)}
            </text>
          </g>
        ))}
        <text x={MARGIN.left - 8} y={11} textAnchor="end">
          ∂L/∂ζ
        </text>
        <text x={MARGIN.left} y={height - 6}>
          0, off
        </text>
        <text x={(MARGIN.left + width - MARGIN.right) / 2} y={height - 6} textAnchor="middle">
          ζ, how far it is on
        </text>
        <text x={width - MARGIN.right} y={height - 6} textAnchor="end">
          ε̃ = {short(amplitude, 3)}, on
        </text>
      </g>
      {curve && <path d={under(curve) ?? ''} fill={color} fillOpacity={0.12} />}
      {nodes.map(({ zeta, slope }) => (
        <rect
          key={zeta}
          x={x(zeta) - each / 2 + (each > 8 ? 0.75 : 0.25)}
          width={Math.max(0.5, each - (each > 8 ? 1.5 : 0.5))}
          y={Math.min(y(0), y(slope))}
          height={Math.abs(y(slope) - y(0))}
          fill={color}
          fillOpacity={0.26}
        />
      ))}
      {end && (
        <g stroke="var(--text-faint)" fill="none">
          <line x1={MARGIN.left} x2={x(end.zeta)} y1={y(end.slope)} y2={y(end.slope)} strokeDasharray="2 4" />
          <rect x={x(end.zeta) - 4} y={y(end.slope) - 4} width={8} height={8} fill="var(--card)" strokeWidth={1.5} />
        </g>
      )}
      <path d={path(curve ?? nodes) ?? ''} fill="none" stroke={color} strokeWidth={2} strokeLinejoin="round" />
      {nodes.map(({ zeta, slope }) => (
        <circle
          key={zeta}
          cx={x(zeta)}
          cy={y(slope)}
          r={nodes.length > 12 ? 3 : 4.5}
          fill={color}
          stroke="var(--card)"
          strokeWidth={1.5}
        />
      ))}
    </svg>
  );
}

/** "Score integral": the slope of the loss while one candidate is switched on, and the rectangles whose mean is its score. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { QuadratureNode, ScoredCandidate } from '../growth/importance.ts';

export interface IntegralPlotProps {
  readonly entry: ScoredCandidate;
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 10, right: 12, bottom: 24, left: 58 };

export function IntegralPlot({ entry, width, height }: IntegralPlotProps) {
  const { candidate, nodes } = entry;
  const color = candidate.kind === 'fresh' ? 'var(--fresh)' : 'var(--split)';
  const amplitude = candidate.amplitude;
  const slopes = nodes.map(({ slope }) => slope);
  const low = Math.min(0, ...slopes);
  const high = Math.max(0, ...slopes);
  const room = 0.12 * (high - low || 1);
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
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className="axes">
        {y.ticks(Math.max(2, height / 45)).map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} className={tick === 0 ? 'zero' : undefined} />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
              {tick === 0 ? '0' : Number(tick.toPrecision(2)).toString().replace('-', '−')}
            </text>
          </g>
        ))}
        <text x={MARGIN.left} y={height - 6}>
          0
        </text>
        <text x={(MARGIN.left + width - MARGIN.right) / 2} y={height - 6} textAnchor="middle">
          ζ, how far it is on
        </text>
        <text x={width - MARGIN.right} y={height - 6} textAnchor="end">
          {String(Number(amplitude.toPrecision(3))).replace('-', '−')}
        </text>
      </g>
      {nodes.map(({ zeta, slope }) => (
        <rect
          key={zeta}
          x={x(zeta) - each / 2 + 0.75}
          width={Math.max(0.5, each - 1.5)}
          y={Math.min(y(0), y(slope))}
          height={Math.abs(y(slope) - y(0))}
          fill={color}
          opacity={0.25}
        />
      ))}
      <path d={path(nodes) ?? ''} fill="none" stroke={color} strokeWidth={1.5} />
      {nodes.map(({ zeta, slope }) => (
        <circle key={zeta} cx={x(zeta)} cy={y(slope)} r={nodes.length > 12 ? 2.5 : 4} fill={color} />
      ))}
    </svg>
  );
}

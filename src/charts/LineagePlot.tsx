/** "Lineage": a line of life per neuron, forks where neurons split, and ghosts where candidates were let go. */
import { scaleLinear } from 'd3-scale';
import type { Lineage } from '../growth/lineage.ts';
import { neuronName } from '../networks/network.ts';
import { neuronColor } from './curves.ts';
import { OriginMark } from './Marks.tsx';

export interface LineagePlotProps {
  readonly lineage: Lineage;
  /** Phases of the whole run: the axis. */
  readonly phases: number;
  /** Rows to keep free, so that the picture does not grow with the run. */
  readonly rows: number;
  /** How far the run is within the last phase, 0 to 1. */
  readonly progress: number;
  readonly pointed: string | undefined;
  readonly onPoint: (key: string | undefined) => void;
  readonly width: number;
}

const ROW = 17;
const TOP = 14;
const BOTTOM = 22;

/** Height of the picture. */
export function lineagePlotHeight(lineage: Lineage, rows: number): number {
  return TOP + Math.max(rows, lineage.lives.length) * ROW + BOTTOM;
}

export function LineagePlot({ lineage, phases, rows, progress, pointed, onPoint, width }: LineagePlotProps) {
  const height = lineagePlotHeight(lineage, rows);
  const x = scaleLinear([0, phases], [14, width - 30]);
  const row = new Map(lineage.lives.map(({ id }, index) => [id, TOP + index * ROW]));
  const now = x(lineage.lastPhase - 1 + progress);
  const every = Math.max(1, Math.ceil(22 / ((width - 44) / phases)));
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className="axes">
        {Array.from({ length: phases }, (_, k) => k + 1).map((phase) => (
          <g key={phase}>
            <line x1={x(phase)} x2={x(phase)} y1={4} y2={height - BOTTOM} />
            {(phase - 1) % every === 0 && (
              <text x={x(phase - 0.5)} y={height - 5} textAnchor="middle">
                {width > 500 ? `phase ${phase}` : phase}
              </text>
            )}
          </g>
        ))}
      </g>
      {lineage.rejected.map(({ phase, splits, fresh }) => {
        // Small ghosts fan out where candidates were let go; more than eight would only be a smear.
        const count = Math.min(8, splits + fresh);
        return (
          <g key={phase} transform={`translate(${x(phase)} ${height - BOTTOM - 4})`}>
            {Array.from({ length: count }, (_, k) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: ghosts are alike and never move.
              <g key={k} opacity={0.4} transform={`translate(${(k - (count - 1) / 2) * 6} 0)`}>
                <circle r={1.7} fill={k < fresh ? 'var(--fresh)' : 'var(--split)'} />
              </g>
            ))}
          </g>
        );
      })}
      {lineage.lives.map(({ id, origin, birth }) => {
        const y = row.get(id)!;
        const start = x(birth - 1);
        const color = neuronColor(id);
        const parent = origin.kind === 'split' ? row.get(origin.parent) : undefined;
        const faded = pointed?.startsWith('neuron') && pointed !== `neuron ${id}`;
        return (
          <g
            key={id}
            opacity={faded ? 0.3 : 1}
            onPointerEnter={() => onPoint(`neuron ${id}`)}
            onPointerLeave={() => onPoint(undefined)}
          >
            <line x1={start} x2={now} y1={y} y2={y} stroke="transparent" strokeWidth={ROW} />
            {parent !== undefined && (
              <path
                d={`M${start - 14} ${parent}C${start - 4} ${parent},${start - 10} ${y},${start} ${y}`}
                fill="none"
                stroke={color}
                strokeWidth={1.75}
              />
            )}
            <line x1={start} x2={now} y1={y} y2={y} stroke={color} strokeWidth={2} />
            <g transform={`translate(${start} ${y})`}>
              <OriginMark kind={origin.kind} size={5} />
            </g>
            <text x={now + 7} y={y} dy="0.34em" className="mark-label" fill={color}>
              {neuronName(id)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

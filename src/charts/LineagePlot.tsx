/** "Lineage": a line of life per neuron, forks where neurons split, and ghosts where candidates were let go. */
import { scaleLinear } from 'd3-scale';
import { memo } from 'react';
import type { Lineage, NeuronLife, Rejected } from '../growth/lineage.ts';
import { neuronName } from '../networks/network.ts';
import { neuronColor, pointedNeuron } from './curves.ts';
import { OriginMark } from './Marks.tsx';
import { oneDecimal } from './paths.ts';

export interface LineagePlotProps {
  readonly lineage: Lineage;
  /** Phases of the whole run: the axis. */
  readonly phases: number;
  /** Rows to keep free, so that the picture does not grow with the run. */
  readonly rows: number;
  /** How far the run is within the last phase, 0 to 1. */
  readonly progress: number;
  readonly pointed: string | undefined;
  /** Neurons of families that share their hue with another: drawn with dashes. */
  readonly dashed: ReadonlySet<number>;
  readonly width: number;
}

/** Height of a neuron's row: large enough to be pressed. */
export const LINEAGE_ROW = 24;
/** Middle of the first row. */
export const LINEAGE_TOP = 14;
const BOTTOM = 34;

/** Height of the picture. */
export function lineagePlotHeight(lineage: Lineage, rows: number): number {
  return LINEAGE_TOP - LINEAGE_ROW / 2 + Math.max(rows, lineage.lives.length) * LINEAGE_ROW + BOTTOM;
}

export function LineagePlot({ lineage, phases, rows, progress, pointed, dashed, width }: LineagePlotProps) {
  const height = lineagePlotHeight(lineage, rows);
  const left = 14;
  const right = width - 30;
  const now = scaleLinear([0, phases], [left, right])(lineage.lastPhase - 1 + progress);
  const lit = pointedNeuron(pointed);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Frame {...{ phases, width, height, left, right }} />
      <Ghosts {...{ phases, left, right, height }} lives={lineage.lives} rejected={lineage.rejected} />
      {lineage.lives.map(({ id, origin, birth }, index) => {
        const y = LINEAGE_TOP + index * LINEAGE_ROW;
        const start = left + ((birth - 1) / phases) * (right - left);
        const color = neuronColor(id);
        const above = origin.kind === 'split' ? lineage.lives.findIndex((life) => life.id === origin.parent) : -1;
        const parent = LINEAGE_TOP + above * LINEAGE_ROW;
        const strong = lit === id;
        return (
          <g
            key={id}
            opacity={lit === undefined || strong ? 1 : 0.3}
            stroke={color}
            strokeWidth={strong ? 3 : 2}
            strokeDasharray={dashed.has(id) ? '7 3' : undefined}
          >
            {above >= 0 && (
              <path
                d={`M${start - 14} ${parent}C${start - 4} ${parent},${start - 10} ${y},${start} ${y}`}
                fill="none"
                strokeDasharray="none"
              />
            )}
            <line x1={start} x2={now} y1={y} y2={y} />
            <g transform={`translate(${start} ${y})`} stroke="none">
              <OriginMark kind={origin.kind} size={5} />
            </g>
            <g transform={`translate(${(now + 7).toFixed(1)} ${y})`} stroke="none">
              <text dy="0.34em" className="mark-label" fill={color}>
                {neuronName(id)}
              </text>
            </g>
          </g>
        );
      })}
    </svg>
  );
}

interface Place {
  readonly phases: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
}

// What stands still while the run plays is drawn once.
const Frame = memo(function Frame({ phases, width, height, left, right }: Place & { width: number }) {
  const x = scaleLinear([0, phases], [left, right]);
  const every = Math.max(1, Math.ceil(22 / ((right - left) / phases)));
  return (
    <g className="axes">
      {Array.from({ length: phases }, (_, k) => k + 1).map((phase) => (
        <g key={phase}>
          <line x1={x(phase)} x2={x(phase)} y1={4} y2={height - 20} />
          {(phase - 1) % every === 0 && (
            <text x={x(phase - 0.5)} y={height - 5} textAnchor="middle">
              {width > 500 ? `phase ${phase}` : phase}
            </text>
          )}
        </g>
      ))}
    </g>
  );
});

/**
 * A fresh candidate that was let go is a ring below; a split that was not made, a twig on its neuron's line. A run lets
 * hundreds go, so each kind is one path.
 */
const Ghosts = memo(function Ghosts({
  lives,
  rejected,
  phases,
  height,
  left,
  right,
}: Place & { lives: readonly NeuronLife[]; rejected: readonly Rejected[] }) {
  const x = scaleLinear([0, phases], [left, right]);
  const rowOf = new Map(lives.map(({ id }, index) => [id, LINEAGE_TOP + index * LINEAGE_ROW]));
  // More rings than fit between two phases would only be a smear.
  const most = Math.max(1, Math.floor((right - left) / phases / 5));
  const twigs = rejected.flatMap(({ phase, splits }) =>
    splits.filter((id) => rowOf.has(id)).map((id) => twig(x(phase) - 7, rowOf.get(id)!)),
  );
  const rings = rejected.flatMap(({ phase, fresh }) => {
    const count = Math.min(most, fresh);
    return Array.from({ length: count }, (_, k) => ring(x(phase) + (k - (count - 1) / 2) * 5, height - 26));
  });
  return (
    <g fill="none">
      <path d={twigs.join('')} stroke="var(--split)" strokeWidth={1.25} strokeDasharray="1.5 1.5" />
      <path d={rings.join('')} stroke="var(--fresh)" />
    </g>
  );
});

function twig(x: number, y: number): string {
  return `M${oneDecimal(x)} ${y}q4 0 7 5m-7 -5q4 0 7 -5`;
}

function ring(x: number, y: number): string {
  return `M${oneDecimal(x - 1.6)} ${y}a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0`;
}

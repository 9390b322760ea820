/** Parts and whole: what each candidate's score promises, laid end to end, against what all of them do together. */
import { scaleLinear } from 'd3-scale';

export interface Part {
  readonly key: string;
  readonly kind: 'fresh' | 'split';
  /** eps~_i s_i, a change of the loss. */
  readonly change: number;
}

export interface PartsPlotProps {
  readonly parts: readonly Part[];
  /** L(all on) - L(all off). */
  readonly whole: number;
  /** Key of the part that stands out. */
  readonly shown: string;
  readonly onPoint: (key: string | undefined) => void;
  readonly width: number;
}

const ROW = 15;
const GAP = 7;

/** Lowering parts to the right of 0 and raising ones to the left, each as [from, to] in drops of the loss. */
export function layParts(parts: readonly Part[]): readonly (Part & { readonly from: number; readonly to: number })[] {
  let right = 0;
  let left = 0;
  return parts.map((part) => {
    const drop = -part.change;
    if (drop >= 0) {
      right += drop;
      return { ...part, from: right - drop, to: right };
    }
    left += drop;
    return { ...part, from: left, to: left - drop };
  });
}

export function PartsPlot({ parts, whole, shown, onPoint, width }: PartsPlotProps) {
  const laid = layParts(parts);
  const sum = laid.reduce((total, { change }) => total - change, 0);
  const drop = -whole;
  const ends = [0, drop, sum, ...laid.flatMap(({ from, to }) => [from, to])];
  const x = scaleLinear([Math.min(...ends), Math.max(...ends, 1e-300)], [1, width - 1]);
  const bar = (from: number, to: number) => ({
    x: Math.min(x(from), x(to)),
    width: Math.max(1, Math.abs(x(to) - x(from))),
  });
  return (
    <svg width={width} height={3 * ROW + 2 * GAP} className="parts-plot" aria-hidden="true">
      {laid.map(({ key, kind, from, to }) => (
        <rect
          key={key}
          {...bar(from, to)}
          height={ROW}
          rx={2}
          fill={kind === 'fresh' ? 'var(--fresh)' : 'var(--split)'}
          opacity={key === shown ? 1 : 0.42}
          stroke="var(--card)"
          strokeWidth={1}
          onPointerEnter={() => onPoint(key)}
          onPointerLeave={() => onPoint(undefined)}
        />
      ))}
      <rect {...bar(0, drop)} y={ROW + GAP} height={ROW} rx={2} fill="var(--network)" />
      <g transform={`translate(0 ${2 * (ROW + GAP)})`} stroke="var(--text-faint)" fill="none">
        <line x1={x(drop)} x2={x(drop)} y1={-GAP} y2={ROW} strokeDasharray="2 2" />
        <line x1={x(sum)} x2={x(sum)} y1={-ROW - 2 * GAP} y2={ROW} strokeDasharray="2 2" />
        <line x1={x(drop)} x2={x(sum)} y1={ROW / 2} y2={ROW / 2} strokeWidth={2} stroke="var(--danger)" />
      </g>
    </svg>
  );
}

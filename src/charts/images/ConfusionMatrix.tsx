/** "Confusion": how often images of each class are taken for each class; rows are the truth, columns what was seen. */
import { memo, type ReactNode, useMemo } from 'react';
import { ChartReader, type ReaderStep } from './ChartReader.tsx';
import { short } from './stack-layer.ts';
import { tipPlace } from './tip-place.ts';

export interface ConfusionCell {
  readonly truth: number;
  readonly seen: number;
}

export interface ConfusionMatrixProps {
  /** [truth][seen]: how many images. */
  readonly counts: readonly (readonly number[])[];
  /** Names of classes; without them rows have no labels. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
  readonly pointed: ConfusionCell | undefined;
  /** Whose images are shown. */
  readonly chosen: ConfusionCell | undefined;
  readonly onPoint: (cell: ConfusionCell | undefined) => void;
  readonly onChoose: (cell: ConfusionCell) => void;
  readonly say: (cell: ConfusionCell) => string;
  readonly tip?: (cell: ConfusionCell) => ReactNode;
}

const LABELS = 44;
const HEAD = 40;
/** A row with a name is at most so high. */
const NAMED_ROW = 22;
/** Strengths of colour; cells of one strength share a path, so that 100 classes are a few paths. */
const LEVELS = 8;

/** Height of the picture. */
export function confusionHeight(classes: number, named: boolean, width: number): number {
  const { top, high } = frame(classes, named, width);
  return top + high * classes + 2;
}

function frame(classes: number, named: boolean, width: number) {
  const left = named ? LABELS : 0;
  const wide = (width - left - 2) / Math.max(1, classes);
  const high = Math.min(wide, named ? NAMED_ROW : wide);
  return { left, top: named ? HEAD : 2, wide, high };
}

export function ConfusionMatrix(props: ConfusionMatrixProps) {
  const { counts, names, width, pointed, chosen, onPoint, onChoose, say, tip } = props;
  const classes = counts.length;
  const { left, top, wide, high } = frame(classes, names !== undefined, width);
  const height = confusionHeight(classes, names !== undefined, width);
  const corner = ({ truth, seen }: ConfusionCell) => ({ x: left + seen * wide, y: top + truth * high });
  const point = (x: number, y: number) => {
    const [seen, truth] = [Math.floor((x - left) / wide), Math.floor((y - top) / high)];
    const inside = seen >= 0 && truth >= 0 && seen < classes && truth < classes;
    onPoint(inside ? { truth, seen } : undefined);
  };
  const step = ({ right, up, end }: ReaderStep) => {
    const last = classes - 1;
    if (!pointed || end) return onPoint(end === 'last' ? { truth: last, seen: last } : { truth: 0, seen: 0 });
    const clamp = (value: number) => Math.min(last, Math.max(0, value));
    onPoint({ truth: clamp(pointed.truth - up), seen: clamp(pointed.seen + right) });
  };
  const outline = (cell: ConfusionCell, className: string) => {
    const { x, y } = corner(cell);
    return <rect x={x} y={y} width={wide} height={high} rx={Math.min(4, wide / 4)} className={className} />;
  };
  return (
    <div className="chart" style={{ height }}>
      <svg width={width} height={height} className="confusion" aria-hidden="true">
        <Cells {...{ counts, left, top, wide, high }} />
        {names && <Names {...{ names, left, top, wide, high }} />}
        {chosen && outline(chosen, 'confusion-chosen')}
        {pointed && outline(pointed, 'confusion-pointed')}
      </svg>
      <ChartReader
        label="Pairs of classes"
        value={pointed ? pointed.truth * classes + pointed.seen + 1 : 0}
        most={classes ** 2}
        text={pointed && say(pointed)}
        onPointer={point}
        onStep={step}
        onLeave={() => onPoint(undefined)}
        onChoose={pointed && (() => onChoose(pointed))}
      />
      {pointed && tip && (
        <div className="chart-tip" style={tipPlace(corner(pointed).x + wide / 2, corner(pointed).y - 12, width)}>
          {tip(pointed)}
        </div>
      )}
    </div>
  );
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
}

const Cells = memo(function Cells({ counts, left, top, wide, high }: Place & Pick<ConfusionMatrixProps, 'counts'>) {
  const paths = useMemo(() => {
    const found = new Map<string, string>();
    const gap = Math.min(1, wide * 0.08);
    for (const [truth, row] of counts.entries()) {
      const total = row.reduce((sum, count) => sum + count, 0);
      for (const [seen, count] of row.entries()) {
        if (count === 0) continue;
        // Of errors, half of a class is already a full one.
        const part = (count / total) * (seen === truth ? 1 : 2);
        const level = Math.min(LEVELS, Math.max(1, Math.ceil(part * LEVELS)));
        const look = `${seen === truth ? 'right' : 'wrong'} ${level}`;
        const [x, y] = [left + seen * wide + gap, top + truth * high + gap];
        const d = `M${short(x)} ${short(y)}h${short(wide - 2 * gap)}v${short(high - 2 * gap)}h${short(2 * gap - wide)}z`;
        found.set(look, (found.get(look) ?? '') + d);
      }
    }
    return [...found];
  }, [counts, left, top, wide, high]);
  return (
    <g>
      <rect x={left} y={top} width={wide * counts.length} height={high * counts.length} className="confusion-ground" />
      {paths.map(([look, d]) => {
        const [kind, level] = look.split(' ');
        const part = (Number(level) - 1) / (LEVELS - 1);
        const opacity = kind === 'right' ? 0.16 + 0.84 * part : 0.09 + 0.71 * part;
        return <path key={look} d={d} className={`confusion-${kind}`} opacity={short(10 * opacity) / 10} />;
      })}
    </g>
  );
});

const Names = memo(function Names({ names, left, top, wide, high }: Place & { readonly names: readonly string[] }) {
  return (
    <g className="axes">
      {names.map((name, k) => (
        <g key={name}>
          <text x={left - 7} y={top + (k + 0.5) * high} dy="0.33em" textAnchor="end">
            {name}
          </text>
          <text transform={`translate(${short(left + (k + 0.5) * wide + 3)} ${top - 6}) rotate(-45)`}>{name}</text>
        </g>
      ))}
    </g>
  );
});

/** "Importance by layer": each candidate of a growth as a mark, a strip per layer, and the cut that all layers share. */
import { scaleLog } from 'd3-scale';
import { memo, type ReactNode, useMemo } from 'react';
import { lossTick } from '../axis.ts';
import { ChartReader, type ReaderStep } from './ChartReader.tsx';
import { short } from './stack-layer.ts';
import { tipPlace } from './tip-place.ts';

export interface StripMark {
  readonly kind: 'split' | 'fresh';
  /** Position among the candidates of its kind in the layer. */
  readonly index: number;
  /** Predicted change of the loss; negative: lowers it. */
  readonly change: number;
  /** undefined until it is known. */
  readonly kept: boolean | undefined;
}

export interface Strip {
  /** Name of the group. */
  readonly group: string;
  readonly label: string;
  readonly marks: readonly StripMark[];
}

export interface StripPlace {
  readonly strip: number;
  readonly mark: number;
}

export interface ImportanceStripsProps {
  readonly strips: readonly Strip[];
  readonly width: number;
  readonly height: number;
  /** Name of the layer that another figure points at. */
  readonly pointedGroup?: string | undefined;
  readonly place: StripPlace | undefined;
  readonly onPlace: (place: StripPlace | undefined) => void;
  readonly say: (strip: Strip, mark: StripMark) => string;
  readonly tip?: (strip: Strip, mark: StripMark) => ReactNode;
}

const LEFT = 62;
const RIGHT = 14;
const TOP = 22;
const BOTTOM = 34;
const LEAST_STRIP = 17;
/** Changes smaller than this part of the largest are at the left end. */
const SMALLEST_PART = 1e-5;
const REACH = 14;

/** Height that so many strips need at least. */
export function stripsHeight(strips: number, height: number): number {
  return Math.max(height, TOP + BOTTOM + strips * LEAST_STRIP);
}

interface Dot extends StripMark {
  readonly x: number;
  readonly y: number;
}

interface StripsLayout {
  readonly height: number;
  readonly ticks: readonly { readonly value: number; readonly x: number }[];
  /** Middle of each strip. */
  readonly middles: readonly number[];
  /** Of each strip, its marks in the order of the strip's. */
  readonly dots: readonly (readonly Dot[])[];
  /** Where the smallest that was kept lies, and how many were. */
  readonly cut: { readonly x: number | undefined; readonly kept: number } | undefined;
}

/** Offsets across a strip that marks are spread to. */
const LANES = [0, -1, 1, -0.5, 0.5];

function layoutStrips({ strips, width, height: wanted }: ImportanceStripsProps): StripsLayout {
  const height = stripsHeight(strips.length, wanted);
  const all = strips.flatMap(({ marks }) => marks);
  const sizes = all.map(({ change }) => Math.abs(change)).filter((size) => size > 0);
  const high = sizes.length > 0 ? Math.max(...sizes) : 1;
  const low = Math.max(sizes.length > 0 ? Math.min(...sizes) : 0.1, high * SMALLEST_PART);
  const x = scaleLog([Math.min(low, high / 10), high * 1.25], [LEFT + 8, width - RIGHT - 4]).clamp(true);
  const pitch = (height - TOP - BOTTOM) / Math.max(1, strips.length);
  const middles = strips.map((_, k) => TOP + (k + 0.5) * pitch);
  const spread = Math.min(8, pitch * 0.28);
  const dots = strips.map(({ marks }, k) => {
    const last = LANES.map(() => -Infinity);
    const placed: Dot[] = [];
    const order = marks.map((_, at) => at).sort((a, b) => Math.abs(marks[a]!.change) - Math.abs(marks[b]!.change));
    for (const at of order) {
      const mark = marks[at]!;
      const across = x(Math.max(Math.abs(mark.change), low));
      const free = last.findIndex((taken) => across - taken > 8.5);
      const lane = free === -1 ? last.indexOf(Math.min(...last)) : free;
      last[lane] = across;
      placed[at] = { ...mark, x: across, y: middles[k]! + LANES[lane]! * spread };
    }
    return placed;
  });
  const powers = x.ticks(6).filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  return { height, middles, dots, cut: cutOf(all, x), ticks: powers.map((value) => ({ value, x: x(value) })) };
}

/**
 * Between the smallest that was kept and the largest, among those that lower the loss, that was not. No place where there is
 * no such cut: a budget of layers keeps less of some layers than of others.
 */
function cutOf(marks: readonly StripMark[], x: (size: number) => number): StripsLayout['cut'] {
  const kept = marks.filter((mark) => mark.kept);
  if (kept.length === 0) return undefined;
  const smallest = Math.min(...kept.map(({ change }) => Math.abs(change)));
  const others = marks
    .filter(({ change, kept: isKept }) => isKept === false && change < 0)
    .map(({ change }) => -change);
  const largest = others.length > 0 ? Math.max(...others) : smallest / 1.2;
  if (largest > smallest) return { x: undefined, kept: kept.length };
  return { x: x(Math.sqrt(smallest * Math.max(largest, smallest / 1.5))), kept: kept.length };
}

export function ImportanceStrips(props: ImportanceStripsProps) {
  const { strips, width, height, pointedGroup, place, onPlace, say, tip } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the props only these move anything.
  const layout = useMemo(() => layoutStrips(props), [strips, width, height]);
  const dot = place && layout.dots[place.strip]?.[place.mark];
  const strip = place && strips[place.strip];
  const mark = place && strip?.marks[place.mark];
  const point = (x: number, y: number) => {
    let best: StripPlace | undefined;
    let nearest = REACH ** 2;
    for (const [at, dots] of layout.dots.entries()) {
      for (const [index, one] of dots.entries()) {
        const distance = (one.x - x) ** 2 + (one.y - y) ** 2;
        if (distance < nearest) [nearest, best] = [distance, { strip: at, mark: index }];
      }
    }
    onPlace(best);
  };
  /** Left and right walk from mark to mark of a strip, up and down from strip to strip. */
  const step = ({ right, up, end }: ReaderStep) => {
    const at = Math.min(strips.length - 1, Math.max(0, (place?.strip ?? 0) - up));
    const dots = layout.dots[at];
    if (!dots || dots.length === 0) return;
    const order = dots.map((_, index) => index).sort((a, b) => dots[a]!.x - dots[b]!.x);
    if (!place || end) return onPlace({ strip: at, mark: order.at(end === 'first' ? 0 : -1)! });
    const from = up === 0 ? order.indexOf(place.mark) : order.length - 1;
    onPlace({ strip: at, mark: order[Math.min(order.length - 1, Math.max(0, from + right))]! });
  };
  const count = strips.reduce((sum, { marks }) => sum + marks.length, 0);
  const before = place ? strips.slice(0, place.strip).reduce((sum, { marks }) => sum + marks.length, 0) : 0;
  return (
    <div className="chart" style={{ height: layout.height }}>
      <svg width={width} height={layout.height} className="strips" aria-hidden="true">
        <Frame {...{ strips, layout, width, pointedGroup }} />
        <Dots {...{ strips, layout, pointedGroup }} />
        {dot && <circle className="chart-read" cx={dot.x} cy={dot.y} r={8} stroke="var(--text)" />}
      </svg>
      <ChartReader
        label="Candidates by layer"
        value={place ? before + place.mark + 1 : 0}
        most={count}
        text={strip && mark && say(strip, mark)}
        onPointer={point}
        onStep={step}
        onLeave={() => onPlace(undefined)}
      />
      {dot && strip && mark && tip && (
        <div className="chart-tip" style={tipPlace(dot.x, dot.y - 14, width)}>
          {tip(strip, mark)}
        </div>
      )}
    </div>
  );
}

interface PartProps {
  readonly strips: readonly Strip[];
  readonly layout: StripsLayout;
  readonly pointedGroup: string | undefined;
}

const Frame = memo(function Frame({ strips, layout, width, pointedGroup }: PartProps & { readonly width: number }) {
  const { middles, cut, ticks, height } = layout;
  const bottom = height - BOTTOM;
  const across = cut?.x;
  return (
    <g className="axes">
      {across !== undefined && (
        <rect x={across} y={TOP} width={width - RIGHT - across} height={bottom - TOP} className="strips-kept" />
      )}
      {strips.map(({ group, label }, k) => (
        <g key={group} className={group === pointedGroup ? 'strip pointed' : 'strip'}>
          <line x1={LEFT} x2={width - RIGHT} y1={middles[k]} y2={middles[k]} />
          <text x={LEFT - 8} y={middles[k]} dy="0.33em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {ticks.map(({ value, x }) => (
        <text key={value} x={short(x)} y={bottom + 16} textAnchor="middle">
          {lossTick(value)}
        </text>
      ))}
      <text x={(LEFT + width - RIGHT) / 2} y={height - 3} textAnchor="middle">
        size of the predicted change of the loss
      </text>
      {cut && (
        <g>
          {across !== undefined && <line x1={across} x2={across} y1={TOP - 4} y2={bottom} className="strips-cut" />}
          <text x={Math.min((across ?? width) + 5, width - RIGHT - 50)} y={TOP - 8} className="strips-cut-label">
            {`kept: ${cut.kept}`}
          </text>
        </g>
      )}
    </g>
  );
});

/** Diamond or twin triangles at a place. */
function markPath({ kind, x, y }: Dot): string {
  const [a, b] = [short(x), short(y)];
  return kind === 'fresh'
    ? `M${a} ${short(b - 4.3)}l4.3 4.3l-4.3 4.3l-4.3 -4.3z`
    : `M${short(a - 0.8)} ${short(b - 3.8)}v7.6l-4.2 -3.8zM${short(a + 0.8)} ${short(b - 3.8)}v7.6l4.2 -3.8z`;
}

/** What is drawn alike shares a path: there may be thousands of candidates. */
function stateOf({ change, kept }: StripMark): string {
  if (change >= 0) return 'raises';
  return kept === undefined ? 'open' : kept ? 'kept' : 'let-go';
}

const Dots = memo(function Dots({ strips, layout, pointedGroup }: PartProps) {
  return strips.map(({ group }, k) => {
    const paths = new Map<string, string>();
    for (const dot of layout.dots[k]!) {
      const look = `${dot.kind} ${stateOf(dot)}`;
      paths.set(look, (paths.get(look) ?? '') + markPath(dot));
    }
    return (
      <g key={group} opacity={pointedGroup !== undefined && pointedGroup !== group ? 0.35 : undefined}>
        {[...paths].map(([look, d]) => (
          <path key={look} d={d} className={`strip-marks ${look}`} />
        ))}
      </g>
    );
  });
});

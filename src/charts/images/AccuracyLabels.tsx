/** Names beside the curves of an AccuracyPlot, and of what lies outside its picture. */
import { spreadLabels } from '../axis.ts';
import { seriesMark } from '../series-marks.tsx';
import type { AccuracyCurvesProps } from './AccuracyCurves.tsx';
import { type AccuracyCurve, BOTTOM, curveName, type Scale, TOP } from './accuracy-scales.ts';

const LABEL_HEIGHT = 15;

interface AccuracyLabelsProps extends AccuracyCurvesProps {
  readonly formatX: (value: number) => string;
  readonly height: number;
  readonly limit: number;
}

interface OutsideProps {
  readonly curves: readonly AccuracyCurve[];
  readonly formatY: (value: number) => string;
  /** Where the figure ends: beside the curves there is room for it, below their names. */
  readonly x: number;
  readonly y: Scale;
  readonly nameOf: (curve: AccuracyCurve) => string;
}

/** Networks whose height lies outside, at the edge that is nearest to it. */
export function OutsideLabels({ curves, x, y, nameOf, formatY }: OutsideProps) {
  return curves.flatMap((curve, k) => {
    const [mean] = curve.means;
    if (!mean) return [];
    const isBelow = mean.y < y.domain()[0]!;
    const place = y(mean.y) + (isBelow ? -8 - LABEL_HEIGHT * k : 12 + LABEL_HEIGHT * k);
    return (
      <g key={curve.key} className="accuracy-label scratch" transform={`translate(${x - 8} ${place.toFixed(1)})`}>
        <path d={seriesMark(curve.mark)} fill={curve.color} transform="translate(0 -4)" />
        <text
          x={-10}
          textAnchor="end"
          className="series-label"
        >{`${nameOf(curve)}: ${formatY(mean.y)}, ${isBelow ? 'below' : 'above'}`}</text>
      </g>
    );
  });
}

/** The curves' names at their ends, apart from each other, with a thin line to where they end. */
export function AccuracyLabels({
  curves,
  x,
  y,
  inside,
  limit,
  formatX,
  height,
  width,
  right,
  above,
}: AccuracyLabelsProps) {
  const named = curves.filter(({ means }) => means.length > 0);
  const lasts = named.map(({ means }) => means.at(-1)!);
  const heights = spreadLabels(
    lasts.map((last) => y(last.y)),
    LABEL_HEIGHT,
    TOP,
    height - BOTTOM,
  );
  const left = width - right + 10;
  return named.map(({ key, color, mark, kind }, k) => {
    const last = lasts[k]!;
    const [from, to] = [y(last.y), heights[k]!];
    const start = inside(last.x) && kind !== 'scratch' ? x(last.x) + 7 : width - right;
    return (
      <g key={key} className={`accuracy-label ${kind}${above !== undefined && above !== key ? ' quiet' : ''}`}>
        {left - 4 - start > 6 && (
          <path
            d={`M${start.toFixed(1)} ${from.toFixed(1)}L${Math.max(start, left - 18).toFixed(1)} ${from.toFixed(1)}L${(left - 4).toFixed(1)} ${to.toFixed(1)}`}
            stroke={color}
            className="leader"
          />
        )}
        <path d={seriesMark(mark)} fill={color} transform={`translate(${left + 3} ${to.toFixed(1)}) scale(0.85)`} />
        <text x={left + 12} y={to} dy="0.33em" className="series-label">
          {curveName(named[k]!, limit, formatX)}
        </text>
      </g>
    );
  });
}

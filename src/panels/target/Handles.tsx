/** The control points of a drawn curve: dots that take the focus, one of them in the order of Tab. */
import type { FieldScales } from '../../charts/curve-field.ts';
import { CURVE_HEIGHT } from '../../tasks/curve.ts';
import type { Curve } from '../../tasks/curve-edit.ts';

export interface HandlesProps {
  readonly curve: Curve;
  readonly scales: FieldScales;
  /** Index of the point that Tab leads to. */
  readonly focused: number;
  readonly onFocus: (index: number) => void;
}

function spoken(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

export function Handles({ curve, scales, focused, onFocus }: HandlesProps) {
  return curve.map(({ x, y }, index) => (
    <g
      // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the order; it keeps the focus while it moves.
      key={index}
      className="handle"
      role="slider"
      tabIndex={index === focused ? 0 : -1}
      data-index={index}
      aria-label={`Point ${index + 1} of ${curve.length}`}
      aria-roledescription="control point"
      aria-valuemin={-CURVE_HEIGHT}
      aria-valuemax={CURVE_HEIGHT}
      aria-valuenow={Number(y.toFixed(3))}
      aria-valuetext={`x ${spoken(x)}, y ${spoken(y)}`}
      transform={`translate(${scales.x(x).toFixed(1)} ${scales.y(y).toFixed(1)})`}
      onFocus={() => onFocus(index)}
    >
      <circle r={14} className="handle-reach" />
      <circle r={5} className="handle-dot" />
    </g>
  ));
}

/** What passes between the layers of a network. */
import { memo } from 'react';
import { short as n, type StackLayer } from './stack-layer.ts';
import { STACK_SIDES, type StackLayout } from './stack-layout.ts';

/** Thickness of the band for so many numbers, of at most so many. */
function thickness(numbers: number, most: number): number {
  return 3 + 19 * Math.sqrt(Math.min(1, numbers / most));
}

interface FlowProps {
  readonly layers: readonly StackLayer[];
  readonly layout: StackLayout;
  readonly room: number;
  readonly classes: number;
  readonly picture: string | undefined;
  readonly width: number;
}

const PICTURE = 42;
const COLOURS = 3;

/** What passes between layers: thinner where pooling leaves fewer numbers, with a way around residual layers. */
export const StackFlow = memo(function StackFlow({ layers, layout, room, classes, picture, width }: FlowProps) {
  const { lanes, flowY: y } = layout;
  const [first] = layers;
  if (!first) return null;
  const most = first.side ** 2 * Math.max(room, COLOURS);
  const ends = [
    { right: 8 + PICTURE, numbers: COLOURS * first.side ** 2, side: first.side, channels: COLOURS },
    ...layers.map(({ side, cells }, k) => ({
      right: lanes[k]!.x + lanes[k]!.width / 2,
      numbers: cells.length * side ** 2,
      side,
      channels: cells.length,
    })),
  ];
  const starts = [...lanes.map(({ x, width: wide }) => x - wide / 2), width - STACK_SIDES.right + 14];
  const bands = starts.map((left, k) => {
    const from = ends[k]!;
    const side = layers[k]?.side ?? 1;
    const [a, b] = [thickness(from.numbers, most) / 2, thickness(from.channels * side ** 2, most) / 2];
    const [x1, x2] = [from.right + 4, left - 4];
    const middle = (x1 + x2) / 2;
    return `M${n(x1)} ${n(y - a)}C${n(middle)} ${n(y - a)} ${n(middle)} ${n(y - b)} ${n(x2)} ${n(y - b)}V${n(y + b)}C${n(middle)} ${n(y + b)} ${n(middle)} ${n(y + a)} ${n(x1)} ${n(y + a)}Z`;
  });
  const base = lanes[0]!.y;
  return (
    <g>
      {bands.map((d, k) => (
        <path key={layers[k]?.group ?? 'head'} d={d} className="stack-flow" />
      ))}
      {layers.map(({ group, residual }, k) => {
        if (!residual) return null;
        const [left, right] = [starts[k]! - 10, ends[k + 1]!.right + 10];
        return (
          <g key={group} className="stack-skip">
            <path
              d={`M${n(left)} ${n(y)}C${n(left)} ${n(base + 6)} ${n(left + 2)} ${n(base + 6)} ${n(left + 12)} ${n(base + 6)}H${n(right - 12)}C${n(right - 2)} ${n(base + 6)} ${n(right)} ${n(base + 6)} ${n(right)} ${n(y)}`}
            />
            <circle cx={right} cy={y} r={5} />
            <path d={`M${n(right - 2.5)} ${n(y)}h5M${n(right)} ${n(y - 2.5)}v5`} />
          </g>
        );
      })}
      {picture ? (
        <image href={picture} x={8} y={y - PICTURE / 2} width={PICTURE} height={PICTURE} className="stack-picture" />
      ) : (
        <rect x={8} y={y - PICTURE / 2} width={PICTURE} height={PICTURE} rx={6} className="stack-terminal" />
      )}
      <text x={8 + PICTURE / 2} y={base + 19} textAnchor="middle" className="stack-name">
        image
      </text>
      <text x={8 + PICTURE / 2} y={base + 33} textAnchor="middle" className="stack-map">
        {`${first.side}×${first.side}×${COLOURS}`}
      </text>
      <g transform={`translate(${width - STACK_SIDES.right + 26} ${y})`}>
        <rect x={-10} y={-21} width={20} height={42} rx={7} className="stack-terminal" />
        {Array.from({ length: Math.min(classes, 10) }, (_, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the classes' places never move.
          <circle key={k} cy={-16.2 + k * 3.6} r={1.25} className="stack-class" />
        ))}
        <text y={base - y + 19} textAnchor="middle" className="stack-name">
          classes
        </text>
        <text y={base - y + 33} textAnchor="middle" className="stack-map">
          {classes}
        </text>
      </g>
    </g>
  );
});

/** Marks and colours of series: each has both, so that no one needs the colour to tell them apart. */

const SHAPES = [
  'M-4 0A4 4 0 1 1 4 0A4 4 0 1 1 -4 0Z',
  'M-3.6 -3.6H3.6V3.6H-3.6Z',
  'M0 -4.6L4.4 3.4H-4.4Z',
  'M0 -4.9L4.9 0L0 4.9L-4.9 0Z',
  'M0 4.6L4.4 -3.4H-4.4Z',
  'M-1.5 -4.4H1.5V-1.5H4.4V1.5H1.5V4.4H-1.5V1.5H-4.4V-1.5H-1.5Z',
  'M-2 -4.6L0 -2.2L2 -4.6L4.4 -2.4L2.2 0L4.4 2.4L2 4.6L0 2.2L-2 4.6L-4.4 2.4L-2.2 0L-4.4 -2.4Z',
  'M-2.3 -4H2.3L4.6 0L2.3 4H-2.3L-4.6 0Z',
  'M-4.6 0L3.4 -4.4V4.4Z',
  'M4.6 0L-3.4 4.4V-4.4Z',
];

/** Path of the mark of the series at an index, about 9 px wide, centred at 0, 0. */
export function seriesMark(index: number): string {
  return SHAPES[index % SHAPES.length]!;
}

/** Dashes of lines that are variants of others. */
export const DASHES = '7 4';

/** The mark on a piece of its line, for lines of text. */
export function InlineSeries({ mark, color, dashed }: { mark: number; color: string; dashed?: true | undefined }) {
  return (
    <svg className="inline-mark" width="26" height="14" viewBox="-13 -7 26 14" aria-hidden="true">
      <line x1={-13} x2={13} stroke={color} strokeWidth={2} strokeDasharray={dashed && DASHES} />
      <path d={seriesMark(mark)} fill={color} />
    </svg>
  );
}

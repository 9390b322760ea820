/** A timeline: one slider over the whole run, with a picture behind it. */
import type { ReactNode } from 'react';
import { type Size, useSize } from './use-size.ts';

export interface TimelineSliderProps {
  /** Both in thousandths of a phase. */
  readonly length: number;
  readonly position: number;
  /** What is at the position, in words. */
  readonly valueText: string;
  readonly onSeek: (position: number) => void;
  readonly children: (size: Size) => ReactNode;
}

export function TimelineSlider({ length, position, valueText, onSeek, children }: TimelineSliderProps) {
  const [ref, size] = useSize();
  return (
    <div className="timeline" ref={ref}>
      {size.width > 0 && children(size)}
      <input
        type="range"
        aria-label="Timeline"
        min={0}
        max={length}
        step={1}
        // A whole number at or after the event: a slider would round any other, and React take that for a move of the hand.
        value={Math.min(Math.ceil(position), length)}
        aria-valuetext={valueText}
        onChange={({ target }) => onSeek(Number(target.value))}
      />
    </div>
  );
}

/** What makes a picture readable by pointer and by keyboard: an invisible layer above it that says what it is at. */
import type { KeyboardEvent, PointerEvent } from 'react';

/** A step by an arrow key: to the right, or up. */
export interface ReaderStep {
  readonly right: number;
  readonly up: number;
  /** To one end instead. */
  readonly end?: 'first' | 'last';
}

export interface ChartReaderProps {
  /** What is read out: `Channels`. */
  readonly label: string;
  /** Number of what is read, from 1; 0 for nothing. */
  readonly value: number;
  readonly most: number;
  /** What is read, in words; undefined for nothing. */
  readonly text: string | undefined;
  /** The pointer is at a place, in CSS pixels from the picture's corner. */
  readonly onPointer: (x: number, y: number) => void;
  readonly onStep: (step: ReaderStep) => void;
  readonly onLeave: () => void;
  /** A click, or Enter. */
  readonly onChoose?: (() => void) | undefined;
}

const STEPS: Readonly<Record<string, ReaderStep>> = {
  ArrowLeft: { right: -1, up: 0 },
  ArrowRight: { right: 1, up: 0 },
  ArrowUp: { right: 0, up: 1 },
  ArrowDown: { right: 0, up: -1 },
  Home: { right: 0, up: 0, end: 'first' },
  End: { right: 0, up: 0, end: 'last' },
};

export function ChartReader(props: ChartReaderProps) {
  const { label, value, most, text, onPointer, onStep, onLeave, onChoose } = props;
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onPointer(event.clientX - box.left, event.clientY - box.top);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (event.key === 'Escape') onLeave();
    else if (step) onStep(step);
    else if (onChoose && event.key === 'Enter') onChoose();
    else return;
    // Arrows move the timeline elsewhere on the page.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className="chart-reader"
      data-export="no"
      data-chooses={onChoose ? true : undefined}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(most, 0)}
      aria-valuenow={value}
      aria-valuetext={text ?? 'Arrow keys walk through it'}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={(event) => event.pointerType === 'mouse' && onLeave()}
      onClick={onChoose}
      onKeyDown={press}
      onBlur={onLeave}
    />
  );
}

/** Places the seconds of each phase of an image run. */

import { formatSeconds, type PhaseTime, PhaseTimes, phaseTimesHeight } from '../../charts/images/PhaseTimes.tsx';
import { fixed } from '../../charts/measured.ts';
import type { FigureCaption } from '../../link/export/caption.ts';
import { Figure } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import '../../styles/image-charts.css';

export interface PhaseTimesFigureProps {
  readonly times: readonly PhaseTime[];
  readonly phases: number;
  /** From 1. */
  readonly shown: number | undefined;
  readonly caption?: (() => FigureCaption) | undefined;
}

export function PhaseTimesFigure({ times, phases, shown, caption }: PhaseTimesFigureProps) {
  const [ref, { width }] = useSize();
  const total = times.reduce((sum, { grow, train }) => sum + grow + train, 0);
  return (
    <Figure
      name="Time per phase"
      className="times-figure"
      note={total > 0 ? `${formatSeconds(total)} in all` : undefined}
      table={() => ({
        columns: ['Phase', 'Seconds of growth', 'Seconds of training'],
        rows: times.map(({ grow, train }, k) => [k + 1, fixed(grow, 2), fixed(train, 2)]),
      })}
      {...(caption && { caption })}
    >
      <div ref={ref} style={{ minHeight: phaseTimesHeight(phases) }}>
        {width > 0 && <PhaseTimes {...{ times, phases, shown, width }} />}
      </div>
      <span className="note legend chart-legend">
        <span>
          <span className="time-swatch time-grow" />
          growth
        </span>
        <span>
          <span className="time-swatch time-train" />
          training
        </span>
      </span>
    </Figure>
  );
}

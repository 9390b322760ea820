/** The loss of an image run over its epochs, to be read by pointer and keys. */
import { type ReactNode, useMemo } from 'react';
import { type Losses, LossPlot, lossBottom, lossScales } from '../LossPlot.tsx';
import { ChartReader, type ReaderStep } from './ChartReader.tsx';
import { tipPlace } from './tip-place.ts';

export interface EpochLossPlotProps {
  /** A point for each epoch of all phases. */
  readonly losses: Losses;
  /** Index of the epoch on screen; -1 before the first. */
  readonly shown: number;
  readonly scale: 'log' | 'linear';
  readonly width: number;
  readonly height: number;
  /** Index of the epoch that is read. */
  readonly read: number | undefined;
  readonly onRead: (read: number | undefined) => void;
  /** The epoch that is read is wanted on screen. */
  readonly onChoose: (index: number) => void;
  readonly say: (index: number) => string;
  readonly tip: (index: number) => ReactNode;
}

const X_NAME = 'epochs';

export function EpochLossPlot(props: EpochLossPlotProps) {
  const { losses, shown, scale, width, height, read, onRead, onChoose, say, tip } = props;
  const { points } = losses;
  const last = points.length - 1;
  const { x, y } = useMemo(
    () => lossScales(losses, { scale, close: true, width, bottom: lossBottom(height, X_NAME) }),
    [losses, scale, width, height],
  );
  const point = read === undefined ? undefined : points[read];
  const within = (index: number) => Math.min(last, Math.max(0, index));
  const step = ({ right, up, end }: ReaderStep) => {
    if (last < 0) return;
    if (end) return onRead(end === 'last' ? last : 0);
    onRead(read === undefined ? within(shown) : within(read + right + up));
  };
  return (
    <div className="chart">
      <LossPlot history={losses} seen={last} close xName={X_NAME} {...{ shown, scale, read, width, height }} />
      <ChartReader
        label="Training loss of each epoch"
        value={point ? read! + 1 : 0}
        most={points.length}
        text={point && say(read!)}
        onPointer={(across) => last >= 0 && onRead(within(Math.round(x.invert(across)) - 1))}
        onStep={step}
        onLeave={() => onRead(undefined)}
        onChoose={() => read !== undefined && onChoose(read)}
      />
      {point && (
        <div className="chart-tip" style={tipPlace(x(point.step), y(point.loss) - 14, width)}>
          {tip(read!)}
        </div>
      )}
    </div>
  );
}

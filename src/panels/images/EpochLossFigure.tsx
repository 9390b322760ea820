/** Places the "Loss" figure of an image run. */
import { useMemo, useState } from 'react';
import { EpochLossPlot } from '../../charts/images/EpochLossPlot.tsx';
import { measured } from '../../charts/measured.ts';
import { formatCount, formatLoss } from '../../charts/numbers.ts';
import { lossesUpTo, type Moment, type Trajectory } from '../../runs/images/image-timeline.ts';
import { Figure } from '../Figure.tsx';
import { useSize } from '../use-size.ts';
import { type EpochPoint, epochLosses } from './epoch-losses.ts';
import '../../styles/image-charts.css';

export interface EpochLossFigureProps {
  /** None before a run. */
  readonly trajectory: Trajectory | undefined;
  /** What is on screen. */
  readonly moment: Moment | undefined;
  /** A place on the timeline is wanted on screen, in thousandths of a phase. */
  readonly onSeek: (position: number) => void;
}

const NO_LOSSES = { points: [], growths: [], totalSteps: 1 };

const placeOf = ({ phase, epoch }: EpochPoint) => `phase ${phase}, epoch ${epoch}`;

export function EpochLossFigure({ trajectory, moment, onSeek }: EpochLossFigureProps) {
  const [scale, setScale] = useState<'log' | 'linear'>('linear');
  const [read, setRead] = useState<number>();
  const [ref, { width, height }] = useSize();
  const losses = useMemo(() => (trajectory ? epochLosses(trajectory) : NO_LOSSES), [trajectory]);
  const { points } = losses;
  const shown = trajectory && moment ? lossesUpTo(trajectory, moment).length - 1 : -1;
  return (
    <Figure
      name="Loss"
      className="epoch-loss-figure"
      note={
        <abbr title="mean cross entropy of each epoch's training images, cropped and flipped, in nats">
          cross entropy
        </abbr>
      }
      controls={
        <button
          type="button"
          className="button quiet"
          aria-pressed={scale === 'log'}
          onClick={() => setScale(scale === 'log' ? 'linear' : 'log')}
        >
          Log scale
        </button>
      }
      table={() => ({
        columns: ['Phase', 'Epoch', 'Channels', 'Training loss'],
        rows: points.map(({ phase, epoch, channels, loss }) => [phase, epoch, channels, measured(loss, formatLoss)]),
      })}
    >
      <div className="epoch-loss-body">
        {points.length === 0 ? (
          <p className="empty">The loss comes with the first epoch.</p>
        ) : (
          <div className="figure-fill" ref={ref}>
            {width > 0 && (
              <EpochLossPlot
                {...{ losses, shown, scale, width, height }}
                read={read !== undefined && read < points.length ? read : undefined}
                onRead={setRead}
                onChoose={(index) => onSeek(points[index]!.position)}
                say={(index) => {
                  const point = points[index]!;
                  return `${placeOf(point)}: loss ${formatLoss(point.loss)}, ${formatCount(point.channels)} channels`;
                }}
                tip={(index) => <Tip point={points[index]!} />}
              />
            )}
          </div>
        )}
      </div>
    </Figure>
  );
}

function Tip({ point }: { readonly point: EpochPoint }) {
  return (
    <span>
      <strong>{formatLoss(point.loss)}</strong> · {placeOf(point)}
      <br />
      {formatCount(point.channels)} channels
    </span>
  );
}

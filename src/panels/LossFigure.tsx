/** Places the "Loss" figure. */
import { useMemo } from 'react';
import { LossPlot } from '../charts/LossPlot.tsx';
import { lossHistory, pointAtEvent } from '../charts/loss-history.ts';
import { formatLoss } from '../charts/numbers.ts';
import { expectedPhases } from '../runs/positions.ts';
import { viewStore } from '../store/view-store.ts';
import { Figure } from './Figure.tsx';
import { useRun, useView } from './lab-context.ts';
import { useComputedEvents } from './use-computed-events.ts';
import { useSize } from './use-size.ts';

export function LossFigure() {
  const events = useComputedEvents();
  const seen = useRun((state) => state.seen);
  const cursor = useRun((state) => state.cursor);
  const recipe = useRun((state) => state.recipe);
  const scale = useView((state) => state.lossScale);
  const [ref, { width, height }] = useSize();
  const history = useMemo(
    () => lossHistory(events, recipe.stepsPerPhase, expectedPhases(recipe) * recipe.stepsPerPhase),
    [events, recipe],
  );
  const shown = pointAtEvent(history.points, cursor);
  const furthest = pointAtEvent(history.points, seen);
  return (
    <Figure
      name="Loss"
      className="loss"
      note="mean squared error"
      controls={
        <button
          type="button"
          className="button quiet"
          aria-pressed={scale === 'log'}
          onClick={() => viewStore.setState({ lossScale: scale === 'log' ? 'linear' : 'log' })}
        >
          Log scale
        </button>
      }
      table={() => ({
        columns: ['Phase', 'Neurons', 'Step', 'Loss'],
        rows: history.points
          .slice(0, furthest + 1)
          .filter(
            (point, index) =>
              index % 10 === 0 ||
              index === history.points.length - 1 ||
              history.points[index + 1]?.phase !== point.phase,
          )
          .map((point) => [point.phase, point.neurons, point.step, formatLoss(point.loss)]),
      })}
    >
      <div className="figure-fill" ref={ref}>
        {width > 0 && <LossPlot {...{ history, shown, scale, width, height }} seen={furthest} />}
      </div>
    </Figure>
  );
}

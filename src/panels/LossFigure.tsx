/** Places the "Loss" figure. */

import { useMemo } from 'react';
import { LossPlot } from '../charts/LossPlot.tsx';
import { lossHistory, pointAtEvent } from '../charts/loss-history.ts';
import { measured } from '../charts/measured.ts';
import { formatDivisor, formatLoss } from '../charts/numbers.ts';
import { expectedSteps } from '../runs/training-steps.ts';
import { viewStore } from '../store/view-store.ts';
import { useOtherBranches } from './branches/use-other-branches.ts';
import { Figure } from './Figure.tsx';
import { useRun, useView } from './lab-context.ts';
import { useComputedEvents } from './use-computed-events.ts';
import { useSize } from './use-size.ts';

/** Of what the loss is the mean square: of errors in y as the network has it, which is not that of points brought along. */
function LossNote() {
  const factor = useRun(({ recipe, task }) => (recipe.given ? task?.targetScale.factor : undefined));
  if (factor === undefined) return <abbr title="mean squared error">MSE</abbr>;
  const divisor = formatDivisor(factor);
  return (
    <abbr title={`mean squared error of y, which is divided by its standard deviation, ${divisor}`}>
      {`MSE of y ÷\u00a0${divisor}`}
    </abbr>
  );
}

export function LossFigure() {
  const events = useComputedEvents();
  const seen = useRun((state) => state.seen);
  const cursor = useRun((state) => state.cursor);
  const recipe = useRun((state) => state.recipe);
  const scale = useView((state) => state.lossScale);
  const [ref, { width, height }] = useSize();
  const history = useMemo(() => lossHistory(events, expectedSteps(recipe)), [events, recipe]);
  const branches = useOtherBranches();
  const pointedBranch = useView((state) => state.pointedBranch);
  const others = useMemo(
    () =>
      branches.map(({ id, letter, events: log, shared }) => {
        const { points } = lossHistory(log, 1);
        // From the last point that both have, so that the fork is seen.
        const from = Math.max(0, pointAtEvent(points, shared - 1));
        return { id, letter, points: points.slice(from), pointed: id === pointedBranch };
      }),
    [branches, pointedBranch],
  );
  const letter = useRun((state) => state.branches.find(({ id }) => id === state.branch)?.letter ?? 'A');
  const shown = pointAtEvent(history.points, cursor);
  const furthest = pointAtEvent(history.points, seen);
  return (
    <Figure
      name="Loss"
      className="loss"
      note={<LossNote />}
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
        columns: ['Branch', 'Phase', 'Neurons', 'Step', 'Loss'],
        rows: [{ letter, points: history.points.slice(0, furthest + 1) }, ...others].flatMap(({ letter, points }) =>
          points
            .filter(
              (point, index) =>
                index % 10 === 0 || index === points.length - 1 || points[index + 1]?.phase !== point.phase,
            )
            .map((point) => [letter, point.phase, point.neurons, point.step, measured(point.loss, formatLoss)]),
        ),
      })}
    >
      <div className="figure-fill" ref={ref}>
        {width > 0 && <LossPlot {...{ history, others, shown, scale, width, height }} seen={furthest} />}
      </div>
    </Figure>
  );
}

/** Places the "Score integral" figure: how the score of the candidate in focus comes about. */
import { candidateName, ranked } from '../charts/ImportancePlot.tsx';
import { IntegralPlot } from '../charts/IntegralPlot.tsx';
import { formatChange } from '../charts/numbers.ts';
import type { ScoredCandidate } from '../growth/importance.ts';
import { Figure } from './Figure.tsx';
import { useRun, useView } from './lab-context.ts';
import { captionsAt, lastScoring } from './shown.ts';
import { useSize } from './use-size.ts';

export function IntegralFigure() {
  const scoring = useRun((state) => lastScoring(state.events, state.cursor));
  const captions = useRun((state) => captionsAt(state.recipe, scoring?.phase ?? 1));
  const pointed = useView((state) => state.pointed);
  const [ref, { width, height }] = useSize();
  const order = ranked(scoring?.scored ?? []);
  const entry = order.find(({ candidate }) => candidate.key === pointed) ?? order[0];
  return (
    <Figure
      name="Score integral"
      className="integral"
      note={
        entry &&
        [candidateName(entry.candidate), ...(entry.nodes.length > 0 ? [`n = ${entry.nodes.length}`] : [])].join(' · ')
      }
      table={() => ({
        columns: ['Node ζ', 'Slope dL/dζ'],
        rows: (entry?.nodes ?? []).map(({ zeta, slope }) => [zeta.toFixed(5), formatChange(slope)]),
      })}
    >
      {entry === undefined ? (
        <p className="empty">
          A score is the mean slope of the loss while a candidate is switched on. It is drawn here.
        </p>
      ) : entry.nodes.length === 0 ? (
        <p className="empty">
          {captions?.score ?? 'Leave-one-out compares two losses.'} There is no integral: s ={' '}
          {formatChange(entry.score)}.
        </p>
      ) : (
        <>
          <div className="integral-plot" ref={ref}>
            {width > 0 && <IntegralPlot {...{ entry, width, height }} />}
          </div>
          <Sums entry={entry} />
        </>
      )}
    </Figure>
  );
}

function Sums({ entry }: { entry: ScoredCandidate }) {
  return (
    <dl className="promise">
      <dt>Score s, the mean slope</dt>
      <dd>{formatChange(entry.score)}</dd>
      <dt>Area, ε̃ · s</dt>
      <dd>{formatChange(entry.candidate.amplitude * entry.score)}</dd>
      <dt>{entry.candidate.kind === 'fresh' ? 'Predicted, −ε |s| (eq. 5)' : 'Predicted, ε̃ · s'}</dt>
      <dd>{formatChange(entry.predictedChange)}</dd>
    </dl>
  );
}

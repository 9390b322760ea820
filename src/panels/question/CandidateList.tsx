/** The candidates of a growth: sorted and filtered as the visitor likes, walked through by keyboard. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type ImportanceOrder, RANKING } from '../../charts/candidate-order.ts';
import { ImportancePlot } from '../../charts/ImportancePlot.tsx';
import { InlineMark } from '../../charts/Marks.tsx';
import type { ScoredCandidate } from '../../growth/importance.ts';
import { viewStore } from '../../store/view-store.ts';
import { useWhatIf } from '../branches/use-what-if.ts';
import { LaterFrame, useLater } from '../LaterFrame.tsx';
import { point, useView } from '../lab-context.ts';
import type { SelectionEvent } from '../shown.ts';
import { useQuestioned } from './use-questioned.ts';

type Trait = 'fresh' | 'split' | 'kept' | 'gone';

export interface CandidateListProps {
  readonly scoring: SelectionEvent;
  /** Keys kept; undefined until the selection has happened. */
  readonly selected: readonly string[] | undefined;
  readonly budget: number;
}

export function CandidateList({ scoring, selected, budget }: CandidateListProps) {
  const pointed = useView((state) => state.pointed);
  const chosen = useView((state) => state.focused);
  const best = useQuestioned()?.entry.candidate.key;
  const [order, setOrder] = useState<ImportanceOrder>(RANKING);
  const [hidden, setHidden] = useState<readonly Trait[]>([]);
  const { ticked, otherSettings, tick } = useWhatIf(scoring);
  const branching = useView((state) => !state.hidden.includes('branch'));
  // A row that is gone cannot say that it is no longer pointed at.
  useEffect(() => () => point(undefined), []);
  const { scored } = scoring;
  const traits = useCallback(
    (entry: ScoredCandidate): readonly Trait[] => {
      const fate = selected && (selected.includes(entry.candidate.key) ? 'kept' : 'gone');
      return fate ? [entry.candidate.kind, fate] : [entry.candidate.kind];
    },
    [selected],
  );
  const rows = useMemo(
    () => scored.filter((entry) => !traits(entry).some((trait) => hidden.includes(trait))),
    [scored, traits, hidden],
  );
  const chip = (trait: Trait, label: React.ReactNode) => {
    const count = scored.filter((entry) => traits(entry).includes(trait)).length;
    const off = hidden.includes(trait);
    return (
      <button
        type="button"
        className="filter"
        aria-pressed={!off}
        disabled={count === 0}
        onClick={() => setHidden(off ? hidden.filter((one) => one !== trait) : [...hidden, trait])}
      >
        {label} {count}
      </button>
    );
  };
  return (
    <>
      <fieldset className="filters" aria-label="Show candidates">
        {chip(
          'fresh',
          <>
            <InlineMark kind="fresh" /> fresh
          </>,
        )}
        {chip(
          'split',
          <>
            <InlineMark kind="split" /> splits
          </>,
        )}
        {chip('kept', 'kept')}
        {chip('gone', 'let go')}
      </fieldset>
      <LaterFrame>
        {rows.length === 0 ? (
          <p className="empty">
            No candidate passes.{' '}
            <button type="button" className="button quiet" onClick={() => setHidden([])}>
              Show all {scored.length}
            </button>
          </p>
        ) : (
          <Scroller>
            <ImportancePlot
              {...{ rows, scored, selected, budget, order, pointed, useLater }}
              focused={chosen?.phase === scoring.phase ? chosen.key : best}
              onOrder={(column) => setOrder({ column, descending: order.column === column && !order.descending })}
              onPoint={point}
              ticks={branching ? { keys: ticked, disabled: otherSettings, onTick: tick } : undefined}
              onFocus={(key) => viewStore.setState({ focused: { phase: scoring.phase, key } })}
            />
          </Scroller>
        )}
      </LaterFrame>
    </>
  );
}

/** A list that says how many of its rows are out of sight. */
function Scroller({ children }: { children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [below, setBelow] = useState(0);
  const measure = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const row = element.querySelector('tbody tr')?.getBoundingClientRect().height || 24;
    setBelow(Math.round((element.scrollHeight - element.scrollTop - element.clientHeight) / row));
  }, []);
  // Observers are called when everything has been laid out anyway: measuring at any other time would do that once more.
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    for (const element of [box.current, box.current?.firstElementChild]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);
  return (
    <div className="importance-box">
      <div ref={box} className="importance-scroll" onScroll={measure}>
        {children}
      </div>
      {below > 0 && (
        <button
          type="button"
          className="more-rows"
          tabIndex={-1}
          data-export="no"
          onClick={() => box.current?.scrollBy({ top: box.current.clientHeight - 48, behavior: 'smooth' })}
        >
          {below} more below
        </button>
      )}
    </div>
  );
}

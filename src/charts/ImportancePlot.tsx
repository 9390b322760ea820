/** "Importance": candidates with their predicted change of the loss, and the budget's cut. */
import { Fragment, type KeyboardEvent, useMemo } from 'react';
import type { ScoredCandidate } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';
import { selectCandidates } from '../growth/selection.ts';
import { candidateName, type ImportanceColumn, type ImportanceOrder, ordered, RANKING } from './candidate-order.ts';
import { pointedNeuron } from './curves.ts';
import { InlineMark } from './Marks.tsx';
import { formatChange } from './numbers.ts';

export interface ImportancePlotProps {
  /** The rows to show, in any order. */
  readonly rows: readonly ScoredCandidate[];
  /** All candidates of the growth: they set the bars' scale and the cut. */
  readonly scored: readonly ScoredCandidate[];
  /** Keys kept; undefined until the selection has happened. */
  readonly selected: readonly string[] | undefined;
  readonly budget: number;
  readonly order: ImportanceOrder;
  /** The candidate pointed at, here or in another figure. */
  readonly pointed: string | undefined;
  /** The candidate whose score is questioned. */
  readonly focused: string | undefined;
  readonly onOrder: (column: ImportanceColumn) => void;
  readonly onPoint: (key: string | undefined) => void;
  readonly onFocus: (key: string) => void;
  /** Which candidates are ticked to be kept; without it there is nothing to tick. */
  readonly ticks?: Ticks | undefined;
  /** Says when a piece of the list takes over what it is to show; without it, at once. */
  readonly useLater?: UseLater;
}

/** A hook: the value, or the one before (at first, `none`) as long as the value is not due. */
export type UseLater = <T>(value: T, none: T) => T;

export interface Ticks {
  readonly keys: readonly string[];
  readonly disabled: boolean;
  readonly onTick: (key: string, on: boolean) => void;
}

const COLUMNS = [
  { column: 'candidate', label: 'Candidate' },
  { column: 'change', label: 'Predicted change' },
  { column: 'score', label: '|s|' },
] as const;

/** Rows that are made in one piece. */
const PIECE = 4;
const NO_ROWS: readonly Row[] = [];

/** What a row shows, as it was when its piece was made. */
interface Row {
  readonly entry: ScoredCandidate;
  readonly fate: 'open' | 'selected' | 'rejected';
  /** Length of the bar, in per cent. */
  readonly share: number;
  /** The budget's line follows. */
  readonly last: boolean;
}

export function ImportancePlot(props: ImportancePlotProps) {
  const { rows, scored, selected, budget, order, focused, onOrder } = props;
  const pieces = useMemo(() => {
    const all = rowsOf(rows, scored, selected, budget, order);
    return Array.from({ length: Math.ceil(all.length / PIECE) }, (_, k) => all.slice(k * PIECE, (k + 1) * PIECE));
  }, [rows, scored, selected, budget, order]);
  const reachable = rows.some(({ candidate }) => candidate.key === focused)
    ? focused
    : pieces[0]?.[0]?.entry.candidate.key;
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose rows can be walked through by keyboard.
    <table className="importance" role="grid" aria-label="Candidates" onKeyDown={walkRows}>
      <thead>
        <tr>
          {COLUMNS.map(({ column, label }) => {
            const current = order.column === column;
            return (
              <th
                key={column}
                scope="col"
                colSpan={column === 'change' ? 2 : 1}
                aria-sort={current ? (order.descending ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" onClick={() => onOrder(column)}>
                  {label}
                  <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" data-on={current || undefined}>
                    <path d={order.descending && current ? 'M4 1L7 6H1Z' : 'M4 7L1 2H7Z'} fill="currentColor" />
                  </svg>
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {pieces.map((piece, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the next growth fills the rows that are there; moving them about would lay out the table anew.
          <Rows key={k} {...props} latest={piece} reachable={reachable} />
        ))}
      </tbody>
    </table>
  );
}

interface RowsProps extends ImportancePlotProps {
  readonly latest: readonly Row[];
  /** The candidate whose row the Tab key leads to. */
  readonly reachable: string | undefined;
}

const atOnce: UseLater = (value) => value;

function Rows(props: RowsProps) {
  const { latest, reachable, budget, pointed, focused, onPoint, onFocus, ticks, useLater = atOnce } = props;
  const rows = useLater(latest, NO_ROWS);
  return rows.map(({ entry: { candidate, predictedChange, score }, fate, share, last }, index) => {
    const { key, kind } = candidate;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <Fragment key={index}>
        <tr
          className={`importance-row ${kind} ${fate}`}
          data-pointed={isPointed(candidate, pointed) || undefined}
          aria-selected={focused === key}
          tabIndex={key === reachable ? 0 : -1}
          onPointerEnter={() => onPoint(key)}
          onPointerLeave={() => onPoint(undefined)}
          onClick={() => onFocus(key)}
          onFocus={() => {
            onPoint(key);
            onFocus(key);
          }}
          onBlur={() => onPoint(undefined)}
        >
          <td>
            {ticks && (
              <label className="candidate-check" title="Tick another, and a branch shows what it leads to">
                <input
                  type="checkbox"
                  tabIndex={-1}
                  aria-label={candidateName(candidate)}
                  checked={ticks.keys.includes(key)}
                  disabled={ticks.disabled}
                  onChange={({ target }) => ticks.onTick(key, target.checked)}
                />
              </label>
            )}
            <span className="importance-name">
              <InlineMark kind={kind} />
              {candidateName(candidate)}
            </span>
          </td>
          <td className="importance-bar">
            <span className={predictedChange < 0 ? 'lowers' : 'raises'} style={{ inlineSize: `${share}%` }} />
          </td>
          <td className="importance-value">{formatChange(predictedChange)}</td>
          <td className="importance-score">{formatChange(Math.abs(score))}</td>
        </tr>
        {last && (
          <tr className="importance-cut">
            <td colSpan={4}>
              <span>budget {budget} ▲ kept</span>
            </td>
          </tr>
        )}
      </Fragment>
    );
  });
}

function rowsOf(
  shown: readonly ScoredCandidate[],
  scored: readonly ScoredCandidate[],
  selected: readonly string[] | undefined,
  budget: number,
  order: ImportanceOrder,
): readonly Row[] {
  const rows = ordered(shown, order);
  const largest = Math.max(...scored.map(({ predictedChange }) => Math.abs(predictedChange)), 1e-300);
  const cut =
    order.column === RANKING.column && !order.descending ? cutAfter(rows, scored, selected, budget) : undefined;
  return rows.map((entry, index) => ({
    entry,
    fate: selected === undefined ? 'open' : selected.includes(entry.candidate.key) ? 'selected' : 'rejected',
    share: Math.max(0.8, (100 * Math.abs(entry.predictedChange)) / largest),
    last: index === cut,
  }));
}

/** A split is also pointed at through the neuron that it would split. */
function isPointed(candidate: Candidate, pointed: string | undefined): boolean {
  if (pointed === candidate.key) return true;
  return candidate.kind === 'split' && pointedNeuron(pointed) === candidate.neuron;
}

/** The last shown row that the budget takes; candidates that cannot lower the loss never are. */
function cutAfter(
  rows: readonly ScoredCandidate[],
  scored: readonly ScoredCandidate[],
  selected: readonly string[] | undefined,
  budget: number,
): number {
  const taken = selected ?? selectCandidates(scored, budget).map(({ candidate }) => candidate.key);
  const last = rows.findLastIndex(({ candidate }) => taken.includes(candidate.key));
  // A visitor may have kept others than the best; then there is no line that parts kept from let go.
  return rows.slice(0, last + 1).every(({ candidate }) => taken.includes(candidate.key)) ? last : -1;
}

/** Up, Down, Home and End walk the rows; Space ticks one. */
function walkRows(event: KeyboardEvent<HTMLTableElement>): void {
  const row = document.activeElement?.closest<HTMLElement>('tbody tr[tabindex]');
  if (event.key === ' ' && row && row === document.activeElement) {
    event.preventDefault();
    row.querySelector('input')?.click();
    return;
  }
  const rows = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('tbody tr[tabindex]'));
  const at = row ? rows.indexOf(row) : -1;
  const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (at === -1 || goal === undefined) return;
  event.preventDefault();
  rows[Math.min(rows.length - 1, Math.max(0, goal))]?.focus();
}

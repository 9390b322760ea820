/** "Importance": candidates ranked by predicted change of the loss, with the budget's cut. */

import type { ScoredCandidate } from '../growth/importance.ts';
import type { Candidate } from '../growth/neighbourhood.ts';
import { compareByPredictedChange, selectCandidates } from '../growth/selection.ts';
import { neuronName } from '../networks/network.ts';
import { InlineMark } from './Marks.tsx';
import { formatChange } from './numbers.ts';

export interface ImportancePlotProps {
  readonly scored: readonly ScoredCandidate[];
  /** Keys kept; undefined until the selection has happened. */
  readonly selected: readonly string[] | undefined;
  readonly budget: number;
  readonly pointed: string | undefined;
  readonly onPoint: (key: string | undefined) => void;
}

/** A candidate's name for people: `fresh 3`, `split B`, or for signed splits `pair B` and `triple B`. */
export function candidateName(candidate: Candidate): string {
  if (candidate.kind === 'fresh') return candidate.key;
  return `${candidate.form?.replace('signed ', '') ?? 'split'} ${neuronName(candidate.neuron)}`;
}

/** Candidates by predicted change; those kept come first when that is known. */
export function ranked(scored: readonly ScoredCandidate[], selected: readonly string[] = []): ScoredCandidate[] {
  const kept = ({ candidate }: ScoredCandidate) => Number(selected.includes(candidate.key));
  return [...scored].sort((a, b) => kept(b) - kept(a) || compareByPredictedChange(a, b));
}

export function ImportancePlot({ scored, selected, budget, pointed, onPoint }: ImportancePlotProps) {
  const rows = ranked(scored, selected);
  const largest = Math.max(...rows.map(({ predictedChange }) => Math.abs(predictedChange)), 1e-300);
  // The cut lies below the last candidate that the budget takes; candidates that cannot lower the loss never are.
  const cut = selected?.length ?? selectCandidates(scored, budget).length;
  return (
    <ol className="importance">
      {rows.map(({ candidate, predictedChange }, index) => {
        const fate = selected === undefined ? 'open' : selected.includes(candidate.key) ? 'selected' : 'rejected';
        return (
          <li
            key={candidate.key}
            className={`importance-row ${candidate.kind} ${fate}`}
            data-cut={index === cut - 1 ? `budget ${budget} ▲ kept` : undefined}
            data-pointed={pointed === candidate.key || undefined}
            onPointerEnter={() => onPoint(candidate.key)}
            onPointerLeave={() => onPoint(undefined)}
          >
            <InlineMark kind={candidate.kind} />
            <span className="importance-name">{candidateName(candidate)}</span>
            <span className="importance-bar">
              <span
                className={predictedChange < 0 ? 'lowers' : 'raises'}
                style={{ inlineSize: `${Math.max(0.8, (100 * Math.abs(predictedChange)) / largest)}%` }}
              />
            </span>
            <span className="importance-value">{formatChange(predictedChange)}</span>
          </li>
        );
      })}
    </ol>
  );
}

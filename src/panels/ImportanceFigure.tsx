/** Places the "Importance" figure: the ranking, the cut, and whether the promise was kept. */
import { ACTIONS } from '../actions/actions.ts';
import { candidateName, ranked } from '../charts/candidate-order.ts';
import { fixed, measured } from '../charts/measured.ts';
import { formatChange, formatSigned } from '../charts/numbers.ts';
import { WhatIf } from './branches/WhatIf.tsx';
import { Figure } from './Figure.tsx';
import { LaterFrame } from './LaterFrame.tsx';
import { useRun, useRunStore, useView } from './lab-context.ts';
import { CandidateList } from './question/CandidateList.tsx';
import { useQuestioned } from './question/use-questioned.ts';
import { type ApplyEvent, lastScoring, type SelectionEvent } from './shown.ts';
import { prefersReducedMotion } from './use-playback.ts';

export function ImportanceFigure() {
  const store = useRunStore();
  const whatIfOpen = useView((state) => state.whatIfOpen);
  const scoring = useRun((state) => lastScoring(state.events, state.cursor));
  // Only the kind: while the run trains, nothing in here changes from frame to frame.
  const kind = useRun((state) => state.events[state.cursor]?.kind);
  const recipeBudget = useRun((state) => state.recipe.neuronBudget);
  const selected = scoring && 'selected' in scoring ? scoring.selected : undefined;
  const past = scoring !== undefined && kind !== 'score' && kind !== 'select' && kind !== 'apply';
  const note = scoring ? `${past ? 'last: ' : ''}phase ${scoring.phase} → ${scoring.phase + 1}` : undefined;
  return (
    <Figure
      name="Importance"
      className="importance-figure"
      note={note}
      table={() => tableOf(scoring)}
      below={whatIfOpen && <WhatIf scoring={scoring} />}
    >
      {scoring && scoring.scored.length > 0 ? (
        <div className={past ? 'past' : undefined}>
          <CandidateList
            scoring={scoring}
            selected={selected}
            budget={'budget' in scoring ? scoring.budget : recipeBudget}
          />
          <LaterFrame>
            {!whatIfOpen && <PromiseKept scoring={scoring} />}
            <p className="questions" data-export="no">
              <WhyLink />
              {!whatIfOpen && (
                <button
                  type="button"
                  className="button quiet what-if-link"
                  onClick={() => ACTIONS.whatIf.perform(store)}
                >
                  What if others were kept?
                </button>
              )}
            </p>
          </LaterFrame>
        </div>
      ) : (
        <div className="empty">
          <p>
            {scoring
              ? 'This method has no candidates: it begins again with a larger network.'
              : kind === 'overgrow'
                ? 'Candidates are being tuned together. Their scores come next.'
                : 'When training is done, the network tries candidates, and each one’s score appears here.'}
          </p>
          {!scoring && <Guide />}
        </div>
      )}
    </Figure>
  );
}

/** Leads to the picture of the score of the candidate in focus, which may be out of sight. */
function WhyLink() {
  const questioned = useQuestioned();
  if (!questioned) return null;
  return (
    <button
      type="button"
      className="button quiet why-link"
      onClick={() => {
        const behavior = prefersReducedMotion() ? 'auto' : 'smooth';
        document.querySelector('.toy .integral')?.scrollIntoView({ block: 'start', behavior });
      }}
    >
      Why this score?
    </button>
  );
}

/** What can be done here, until there is something to do it with. */
function Guide() {
  return (
    <ol className="guide" data-export="no">
      <li>
        <b>Watch</b> one neuron get stuck, and grow.
      </li>
      <li>
        <b>Stop</b> it: press <b>Select</b> above. The best candidate is kept.
      </li>
      <li>
        <b>Ask why</b>: click a candidate; its score is drawn as an area.
      </li>
      <li>
        <b>Choose</b>: tick another, and grow a branch from there.
      </li>
      <li>
        <b>Share</b>: the link shows what you see.
      </li>
    </ol>
  );
}

/** Predicted change against the change that really happened. */
function PromiseKept({ scoring }: { scoring: SelectionEvent }) {
  if (scoring.kind !== 'apply') {
    return (
      <dl className="promise">
        <dt>Predicted change</dt>
        <dd>{scoring.kind === 'select' ? formatChange(predictedSum(scoring)) : 'after the selection'}</dd>
        <dt>What happened</dt>
        <dd>after the growth</dd>
      </dl>
    );
  }
  const { predictedChange, actualChange } = scoring;
  const largest = Math.max(Math.abs(predictedChange), Math.abs(actualChange), 1e-300);
  return (
    <dl className="promise">
      <dt>Predicted change</dt>
      <dd>
        <PromiseBar value={predictedChange} largest={largest} hollow />
        {formatSigned(predictedChange)}
      </dd>
      <dt>What happened</dt>
      <dd>
        <PromiseBar value={actualChange} largest={largest} />
        {formatSigned(actualChange)}
      </dd>
    </dl>
  );
}

function PromiseBar({ value, largest, hollow = false }: { value: number; largest: number; hollow?: boolean }) {
  const size = { inlineSize: `${Math.max(1, (100 * Math.abs(value)) / largest)}%` };
  return (
    <span className="promise-bar" data-hollow={hollow || undefined} data-raises={value > 0 || undefined}>
      <span style={size} />
    </span>
  );
}

function predictedSum({ scored, selected }: Pick<ApplyEvent, 'scored' | 'selected'>): number {
  return scored.reduce((sum, entry) => sum + (selected.includes(entry.candidate.key) ? entry.predictedChange : 0), 0);
}

function tableOf(scoring: SelectionEvent | undefined) {
  const selected = scoring && 'selected' in scoring ? scoring.selected : undefined;
  return {
    columns: ['Candidate', 'Score s', 'Amplitude ε', 'Predicted change', 'Fate'],
    rows: ranked(scoring?.scored ?? [], selected).map(({ candidate, score, predictedChange }) => [
      candidateName(candidate),
      measured(score, formatChange),
      fixed(candidate.amplitude, 4),
      measured(predictedChange, formatChange),
      selected === undefined ? 'open' : selected.includes(candidate.key) ? 'kept' : 'let go',
    ]),
  };
}

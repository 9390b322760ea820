/** What happens right now, in words. */
import { lazy, Suspense } from 'react';
import { ACTIONS } from '../actions/actions.ts';
import { keyLabel } from '../actions/keys.ts';
import { candidateName } from '../charts/candidate-order.ts';
import { formatCount, formatLoss, formatSigned } from '../charts/numbers.ts';
import type { DescentEvent, Stage } from '../growth/events.ts';
import type { Method } from '../methods/method.ts';
import { neuronName } from '../networks/network.ts';
import { keptInPhase } from '../runs/changes.ts';
import { shownPhase, stagePosition } from '../runs/positions.ts';
import type { RunState } from '../store/run-state.ts';
import type { RunStore } from '../store/run-store.ts';
import { slowDuration } from '../store/slow-motion.ts';
import { useRun, useRunStore } from './lab-context.ts';
import { type StageLabel, Stages } from './Stages.tsx';
import { captionsAt } from './shown.ts';
import '../styles/question.css';

/** Formulas are loaded when slow motion first shows them. */
const StageFormula = lazy(() => import('./question/StageFormula.tsx'));

const STAGES = {
  start: 'Train',
  train: 'Train',
  overgrow: 'Over-grow',
  score: 'Score',
  select: 'Select',
  apply: 'Select',
  end: undefined,
} as const;

const STAGE_OF: Readonly<Record<StageLabel, Stage>> = {
  Train: 'train',
  'Over-grow': 'overgrow',
  Score: 'score',
  Select: 'select',
};

export function PhasePanel() {
  const store = useRunStore();
  const event = useRun((state) => state.events[state.cursor]);
  const captions = useRun((state) => captionsAt(state.recipe, event?.phase ?? 1));
  const changes = useRun((state) => state.recipe.changes);
  const slowMotion = useRun((state) => state.slowMotion);
  const done = useRun((state) => (state.slowMotion ? stageDone(state) : 0));
  return (
    <section className="card phase" aria-label="Phase" data-slow={slowMotion || undefined}>
      <header className="figure-head">
        <h2>{event ? `Phase ${shownPhase(event)}` : 'Phase'}</h2>
        <span className="note">
          {event?.kind === 'train'
            ? `step ${formatCount(event.step)} of ${formatCount(event.steps)}`
            : noteOf(event, captions !== undefined)}
        </span>
        <button
          type="button"
          className="button quiet"
          aria-pressed={slowMotion}
          title={`${ACTIONS.slowMotion.label} (${ACTIONS.slowMotion.keys.map(keyLabel).join(' or ')})`}
          onClick={() => ACTIONS.slowMotion.perform(store)}
        >
          Slow motion
        </button>
      </header>
      <Stages
        current={event && STAGES[event.kind]}
        done={done}
        onGo={event && ((label) => goToStage(store, event, STAGE_OF[label]))}
      />
      <p className="caption">
        {event
          ? captionOf(event, captions, keptInPhase(changes, event.phase) !== undefined)
          : 'The engine is starting.'}
      </p>
      {slowMotion && event && (
        <Suspense fallback={<div className="stage-formula" />}>
          <StageFormula event={event} own={captions !== undefined} />
        </Suspense>
      )}
    </section>
  );
}

/** Stops the run at a sub-step of the phase on screen; a growth that has happened opens the next phase. */
function goToStage(store: RunStore, event: DescentEvent, stage: Stage): void {
  const { pause, seek } = store.getState();
  pause();
  seek(stagePosition(stage === 'train' ? shownPhase(event) : event.phase, stage));
}

/** How much of the stage on screen has been shown, 0 to 1. */
function stageDone({ events, cursor, elapsed }: RunState): number {
  const event = events[cursor];
  if (event?.kind === 'train') return event.step / event.steps;
  if (event?.kind === 'overgrow') return event.iteration / event.iterations;
  const duration = event ? slowDuration(events, cursor, false) : 0;
  return duration === 0 ? 1 : Math.min(1, elapsed / duration);
}

/** @param own whether the method does something else than the paper's equations say */
function noteOf(event: DescentEvent | undefined, own: boolean): string {
  switch (event?.kind) {
    case 'overgrow':
      return own ? '' : `step ${event.iteration} of ${event.iterations} · eq. 4`;
    case 'score':
      return own ? '' : 'eq. 5';
    case 'select':
      return `budget ${event.budget}`;
    default:
      return '';
  }
}

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

/** @param chosen whether the visitor chose what this growth keeps */
function captionOf(event: DescentEvent, captions: Method['captions'], chosen: boolean): React.ReactNode {
  const count = event.network.neurons.length;
  switch (event.kind) {
    case 'start':
      return `${NUMBERS[count] ?? count} ${count === 1 ? 'neuron' : 'neurons'} with random parameters. Training begins.`;
    case 'train':
      return (
        <>
          {count === 1 ? 'The neuron moves' : 'Every neuron moves'} downhill{count > 1 && ' together'}. The loss is{' '}
          {formatLoss(event.loss)}.{event.phase === 1 && <span className="soft"> When it is stuck, it grows.</span>}
        </>
      );
    case 'overgrow': {
      if (captions) {
        return (
          <>
            {captions.overgrow} <span className="soft">The network itself does not move.</span>
          </>
        );
      }
      const fresh = event.candidates.filter(({ kind }) => kind === 'fresh').length;
      const splits = event.candidates.length - fresh;
      return (
        <>
          Everything is tried at once: {splits} {splits === 1 ? 'split' : 'splits'}
          {fresh > 0 && ` and ${fresh} fresh ${fresh === 1 ? 'neuron' : 'neurons'}`}, each at most ε strong, all tuned
          together. <span className="soft">The network itself does not move.</span>
        </>
      );
    }
    case 'score': {
      if (event.scored.length === 0) return 'This method has no candidates to score.';
      const helpful = event.scored.filter(({ predictedChange }) => predictedChange < 0).length;
      const how =
        captions?.score ??
        'Each candidate is switched on slowly while the others stay on; the slope on the way is its score.';
      return `${how} ${helpful} of ${event.scored.length} would lower the loss.`;
    }
    case 'select': {
      if (event.scored.length === 0) return 'Nothing is carried over: a larger network with random parameters begins.';
      if (event.selected.length === 0) return 'No candidate would lower the loss, so nothing grows.';
      const kept = event.scored.filter(({ candidate }) => event.selected.includes(candidate.key));
      const names = kept.map(({ candidate }) => candidateName(candidate)).join(', ');
      if (chosen) {
        return (
          <>
            <strong>{names}</strong> {kept.length === 1 ? 'stays' : 'stay'} because you chose so; the others are let go.{' '}
            <span className="soft">The curve hardly moves yet.</span>
          </>
        );
      }
      return (
        <>
          <strong>{names}</strong> {kept.length === 1 ? 'promises' : 'promise'} the largest drop, so{' '}
          {kept.length === 1 ? 'it stays' : 'they stay'}; the others are let go.{' '}
          <span className="soft">The curve hardly moves yet.</span>
        </>
      );
    }
    case 'apply': {
      if (event.scored.length === 0) return `A new random network with ${count} neurons begins to train.`;
      const arrived = event.network.neurons.filter(({ id }) => id >= event.before.network.nextId);
      const names = arrived.map(({ id, origin }) =>
        origin.kind === 'split'
          ? `${neuronName(id)} (${origin.form ?? 'split'} from ${neuronName(origin.parent)})`
          : neuronName(id),
      );
      return (
        <>
          <strong>{names.join(', ')}</strong> {names.length === 1 ? 'joins' : 'join'}. Promised:{' '}
          {formatSigned(event.predictedChange)}; what happened: {formatSigned(event.actualChange)}.{' '}
          {event.actualChange > 0 && event.predictedChange < 0 && !captions
            ? 'The promise was made with all candidates on; training mends the rest.'
            : 'Training goes on.'}
        </>
      );
    }
    case 'end':
      return {
        'neuron-limit': `The network has its ${count} neurons; growth ends here with a loss of ${formatLoss(event.loss)}.`,
        'no-candidate': 'No candidate would lower the loss any more: growth is stuck and ends here.',
        diverged: 'Training diverged: the loss is no longer a number. Try a smaller learning rate.',
      }[event.reason];
  }
}

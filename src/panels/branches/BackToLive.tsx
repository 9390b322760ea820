/** Shown while the visitor looks at the past: where the run is, and the way back there. */
import { ACTIONS } from '../../actions/actions.ts';
import { keyLabel } from '../../actions/keys.ts';
import { shownPhase } from '../../runs/positions.ts';
import { useRun, useRunStore } from '../lab-context.ts';

export function BackToLive() {
  const store = useRunStore();
  const past = useRun((state) => state.cursor < state.seen);
  const behind = useRun((state) => state.behind);
  const phase = useRun((state) => (state.cursor < state.seen ? shownPhase(state.events[state.seen]!) : 0));
  if (!past) return null;
  return (
    <button
      type="button"
      className="button back-to-live"
      data-live={behind || undefined}
      title={`${ACTIONS.live.label} (${ACTIONS.live.keys.map(keyLabel).join(' or ')})`}
      onClick={() => ACTIONS.live.perform(store)}
    >
      <span className="live-dot" aria-hidden="true" />
      Back to live<span className="live-phase"> · phase {phase}</span>
    </button>
  );
}

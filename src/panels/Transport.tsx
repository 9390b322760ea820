/** The transport: play, pause, step, next phase, reset, speed. */
import { ACTIONS, type Action, keyLabel } from '../actions/actions.ts';
import { SPEEDS } from '../store/run-store.ts';
import { BranchIcon, NextPhaseIcon, PauseIcon, PlayIcon, ResetIcon, StepBackIcon, StepIcon } from './icons.tsx';
import { useRun, useRunStore, useView } from './lab-context.ts';

export function Transport() {
  const store = useRunStore();
  const playing = useRun((state) => state.playing);
  const speed = useRun((state) => state.speed);
  const whatIfOpen = useView((state) => state.whatIfOpen);
  const atStart = useRun((state) => state.cursor <= 0);
  const atEnd = useRun((state) => state.status !== 'computing' && state.cursor >= state.events.length - 1);
  const button = (name: string, action: Action, icon: React.ReactNode, disabled = false) => (
    <button
      type="button"
      className="button"
      aria-label={name}
      title={`${action.label} (${action.keys.map(keyLabel).join(' or ')})`}
      aria-disabled={disabled || undefined}
      onClick={() => action.perform(store)}
    >
      {icon}
    </button>
  );
  return (
    <div className="transport" role="toolbar" aria-label="Transport">
      {button('Reset', ACTIONS.reset, <ResetIcon />)}
      {button('Step back', ACTIONS.stepBack, <StepBackIcon />, atStart)}
      <button
        type="button"
        className="button play"
        aria-label={playing ? 'Pause' : 'Play'}
        title={`${ACTIONS.playOrPause.label} (${ACTIONS.playOrPause.keys.map(keyLabel).join(' or ')})`}
        onClick={() => ACTIONS.playOrPause.perform(store)}
      >
        {playing ? <PauseIcon /> : <PlayIcon />}
      </button>
      {button('Step', ACTIONS.step, <StepIcon />, atEnd)}
      {button('Next phase', ACTIONS.nextPhase, <NextPhaseIcon />, atEnd)}
      <button
        type="button"
        className="button what-if-button"
        aria-expanded={whatIfOpen}
        title={`${ACTIONS.whatIf.label} (${ACTIONS.whatIf.keys.map(keyLabel).join(' or ')})`}
        onClick={() => ACTIONS.whatIf.perform(store)}
      >
        <BranchIcon />
        <span>What if?</span>
      </button>
      <select
        className="select speed"
        aria-label="Speed"
        title="Playback speed ([ and ])"
        value={String(speed)}
        onChange={({ target }) => store.getState().setSpeed(Number(target.value))}
      >
        {SPEEDS.map(({ value, label }) => (
          <option key={label} value={String(value)}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The transport: play, pause, step, next phase, reset, speed. */
import { ACTIONS, type Action } from '../actions/actions.ts';
import { keyLabel } from '../actions/keys.ts';
import { SPEEDS } from '../store/run-store.ts';
import { BranchIcon, NextPhaseIcon, PauseIcon, PlayIcon, ResetIcon, StepBackIcon, StepIcon } from './icons.tsx';
import { useRun, useRunStore, useView } from './lab-context.ts';
import { SpeedSelect } from './SpeedSelect.tsx';
import { TransportButton } from './TransportButton.tsx';

export function Transport() {
  const store = useRunStore();
  const playing = useRun((state) => state.playing);
  const speed = useRun((state) => state.speed);
  const whatIfOpen = useView((state) => state.whatIfOpen);
  const atStart = useRun((state) => state.cursor <= 0);
  const atEnd = useRun((state) => state.status !== 'computing' && state.cursor >= state.events.length - 1);
  const button = (name: string, action: Action, icon: React.ReactNode, disabled = false) => (
    <TransportButton name={name} action={action} disabled={disabled} onPress={() => action.perform(store)}>
      {icon}
    </TransportButton>
  );
  return (
    <div className="transport" role="toolbar" aria-label="Transport">
      {button('Reset', ACTIONS.reset, <ResetIcon />)}
      {button('Step back', ACTIONS.stepBack, <StepBackIcon />, atStart)}
      <TransportButton
        name={playing ? 'Pause' : 'Play'}
        action={ACTIONS.playOrPause}
        className="play"
        onPress={() => ACTIONS.playOrPause.perform(store)}
      >
        {playing ? <PauseIcon /> : <PlayIcon />}
      </TransportButton>
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
      <SpeedSelect speeds={SPEEDS} speed={speed} onChange={(value) => store.getState().setSpeed(value)} />
    </div>
  );
}

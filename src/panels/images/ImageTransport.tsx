/** The transport of an image run: play one that is over, train one that is not, pause; an epoch or phase on or back; speed. */
import { IMAGE_ACTIONS, type ImageAction } from '../../actions/image-actions.ts';
import { isComputing, lookingAt, ownOf } from '../../store/images/image-lab-state.ts';
import { IMAGE_SPEEDS } from '../../store/images/image-playback.ts';
import { NextPhaseIcon, PauseIcon, PlayIcon, ResetIcon, StepBackIcon, StepIcon } from '../icons.tsx';
import { SpeedSelect } from '../SpeedSelect.tsx';
import { TransportButton } from '../TransportButton.tsx';
import { useImageLab, useImages, useOnScreen } from './image-context.ts';

export function ImageTransport() {
  const lab = useImageLab();
  const screen = useOnScreen();
  const moving = useImages(({ own, playing }) => playing || isComputing(own));
  const speed = useImages((state) => state.speed);
  const over = useImages((state) => ownOf(state)?.status === 'finished');
  const own = useImages((state) => lookingAt(state) === 'own');
  const atStart = !screen || screen.index === 0;
  const atEnd = !screen || screen.index === screen.moments.length - 1;
  const nothingAhead = atEnd && (!own || over);
  const button = (name: string, action: ImageAction, icon: React.ReactNode, disabled = false) => (
    <TransportButton name={name} action={action} disabled={disabled} onPress={() => action.perform(lab)}>
      {icon}
    </TransportButton>
  );
  return (
    <div className="transport" role="toolbar" aria-label="Transport">
      {button('Reset', IMAGE_ACTIONS.reset, <ResetIcon />, atStart)}
      {button('Step back', IMAGE_ACTIONS.stepBack, <StepBackIcon />, atStart)}
      <TransportButton
        name={moving ? 'Pause' : 'Play'}
        action={IMAGE_ACTIONS.playOrPause}
        className="play"
        onPress={() => IMAGE_ACTIONS.playOrPause.perform(lab)}
      >
        {moving ? <PauseIcon /> : <PlayIcon />}
      </TransportButton>
      {button('Step', IMAGE_ACTIONS.step, <StepIcon />, nothingAhead)}
      {button('Next phase', IMAGE_ACTIONS.nextPhase, <NextPhaseIcon />, nothingAhead)}
      <SpeedSelect speeds={IMAGE_SPEEDS} speed={speed} onChange={lab.setSpeed} />
    </div>
  );
}

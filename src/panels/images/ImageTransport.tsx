/** The transport of an image run: train or pause, one epoch or phase on, back, to the start. */
import { IMAGE_ACTIONS, type ImageAction } from '../../actions/image-actions.ts';
import { isComputing, lookingAt, ownOf } from '../../store/images/image-lab-state.ts';
import { NextPhaseIcon, PauseIcon, PlayIcon, ResetIcon, StepBackIcon, StepIcon } from '../icons.tsx';
import { TransportButton } from '../TransportButton.tsx';
import { useImageLab, useImages, useOnScreen } from './image-context.ts';

export function ImageTransport() {
  const lab = useImageLab();
  const screen = useOnScreen();
  const computing = useImages(({ own }) => isComputing(own));
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
        name={computing ? 'Pause' : 'Play'}
        action={IMAGE_ACTIONS.playOrPause}
        className="play"
        disabled={!computing && over}
        onPress={() => IMAGE_ACTIONS.playOrPause.perform(lab)}
      >
        {computing ? <PauseIcon /> : <PlayIcon />}
      </TransportButton>
      {button('Step', IMAGE_ACTIONS.step, <StepIcon />, nothingAhead)}
      {button('Next phase', IMAGE_ACTIONS.nextPhase, <NextPhaseIcon />, nothingAhead)}
    </div>
  );
}

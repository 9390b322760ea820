/** What happens at the moment on screen, in words. */
import { isStoredOnItsWay, isStoredOutOfReach, lookingAt, NOT_FETCHED } from '../../store/images/image-lab-state.ts';
import { isShortOfImages } from '../../store/images/needed-images.ts';
import { Stages } from '../Stages.tsx';
import { useImages, useOnScreen } from './image-context.ts';
import { imageCaption } from './image-sentences.ts';

const STAGES = { train: 'Train', overgrow: 'Over-grow', score: 'Score', select: 'Select' } as const;

export function ImagePhasePanel() {
  const screen = useOnScreen();
  const recipe = useImages((state) => state.recipe);
  const isLive = useImages((state) => state.at === undefined && lookingAt(state) === 'own');
  const progress = useImages((state) => state.progress);
  const onItsWay = useImages(isStoredOnItsWay);
  const isShort = useImages(isShortOfImages);
  const outOfReach = useImages(isStoredOutOfReach);
  if (!screen) {
    return (
      <section className="card phase" aria-label="Phase">
        <header className="figure-head">
          <h2>Phase</h2>
        </header>
        <Stages current={undefined} done={0} />
        <p className="caption">
          {onItsWay ? (
            'The stored run is on its way.'
          ) : (
            <>
              {outOfReach ? NOT_FETCHED : 'These settings have no stored run.'}{' '}
              <span className="soft">
                {isShort
                  ? 'Play trains them here, once there are images enough.'
                  : 'Play trains them here, on this machine.'}
              </span>
            </>
          )}
        </p>
      </section>
    );
  }
  const { moment, shown, trajectory } = screen;
  const { phase, stage, epoch } = moment;
  const { fact, meaning } = imageCaption(shown, recipe);
  const part = isLive && progress?.stage === stage ? progress.part : 0;
  const isTraining = isLive && progress?.epoch === epoch + 1;
  const done = stage === 'train' ? (epoch + (isTraining ? part : 0)) / trajectory.epochs : isLive ? part : 1;
  return (
    <section className="card phase" aria-label="Phase">
      <header className="figure-head">
        <h2>Phase {phase}</h2>
        <span className="note">
          of {trajectory.phases}
          {stage === 'train' && ` · epoch ${epoch} of ${trajectory.epochs}`}
        </span>
      </header>
      <Stages current={STAGES[stage]} done={done} />
      <p className="caption">
        {fact} <span className="soft">{meaning}</span>
      </p>
    </section>
  );
}

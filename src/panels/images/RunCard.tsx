/** "Your run": begin, hold, resume and end the training on this machine, how far it is, and how long it still takes. */
import { imageMethodById } from '../../methods/images/registry.ts';
import { otherSettings, reasonToBeginAnew } from '../../store/images/going-on.ts';
import {
  isActive,
  isComputing,
  isStoredOnItsWay,
  isStoredOutOfReach,
  lookingAt,
  NOT_FETCHED,
  type OwnRun,
  ownOf,
  storedOf,
} from '../../store/images/image-lab-state.ts';
import { isShortOfImages } from '../../store/images/needed-images.ts';
import { placeText } from '../../store/images/own-run.ts';
import { partDone, secondsLeft, soFarOf } from '../../store/images/time-left.ts';
import { Segmented } from '../figures/Segmented.tsx';
import { engineName } from '../status-text.ts';
import { useImageLab, useImages } from './image-context.ts';
import { aboutText, durationText } from './image-sentences.ts';

const SOURCES = [
  { value: 'stored', label: 'Stored' },
  { value: 'own', label: 'Yours' },
] as const;

export function RunCard() {
  const lab = useImageLab();
  const own = useImages(ownOf);
  const other = useImages((state) => (ownOf(state) ? undefined : state.own));
  const stored = useImages(storedOf);
  const looking = useImages(lookingAt);
  return (
    <section className="card run-card" aria-label="Your run">
      <header className="figure-head">
        <h2>Your run</h2>
        <span className="figure-controls">
          {own && stored && (
            <Segmented name="Run on screen" options={SOURCES} value={looking ?? 'stored'} onChange={lab.look} />
          )}
        </span>
      </header>
      {own ? <OwnRunView own={own} /> : <NoRun stored={stored !== undefined} />}
      {other && isActive(other) && (
        <p className="note">
          {imageMethodById(other.recipe.method).name}, seed {other.recipe.seed},{' '}
          {isComputing(other) ? 'goes on' : 'waits'}: phase {phaseOf(other)} of {other.phases}.{' '}
          <button type="button" className="button quiet" onClick={lab.showOwn}>
            Show it
          </button>
        </p>
      )}
    </section>
  );
}

function NoRun({ stored }: { stored: boolean }) {
  const lab = useImageLab();
  const onItsWay = useImages(isStoredOnItsWay);
  const isShort = useImages(isShortOfImages);
  const outOfReach = useImages(isStoredOutOfReach);
  // A run of another recipe that is not over can be gone on with from here.
  const waiting = useImages(({ kept, own }) =>
    isActive(own) ? undefined : kept.find(({ state }) => state !== undefined),
  );
  return (
    <>
      <p className="note">
        {stored
          ? 'On screen is a stored run, which Play plays. Train the same here and watch it grow live.'
          : onItsWay
            ? 'The stored run is on its way.'
            : outOfReach
              ? NOT_FETCHED
              : isShort
                ? 'These settings have no stored run, and need more images than there are; “Images” in the recipe says which.'
                : 'There is no stored run of these settings; train them here.'}
      </p>
      <div className="run-buttons">
        <button type="button" className="button primary" onClick={lab.train}>
          Train it here
        </button>
      </div>
      {waiting && (
        <p className="note">
          Not over: {imageMethodById(waiting.recipe.method).name}, preset {waiting.recipe.preset}, seed{' '}
          {waiting.recipe.seed}, phase {waiting.finished.length + 1}.{' '}
          <button type="button" className="button quiet" onClick={() => lab.showKept(waiting)}>
            Show it
          </button>
        </p>
      )}
    </>
  );
}

/** From 1: the phase that trains, or the one that has just grown. */
function phaseOf({ finished, current }: OwnRun): number {
  return current ? finished.length + 1 : Math.max(1, finished.length);
}

function OwnRunView({ own }: { own: OwnRun }) {
  const lab = useImageLab();
  const progress = useImages((state) => state.progress);
  const { status, problem, report, kinds, phases, until } = own;
  const soFar = soFarOf(own, progress);
  const done = status === 'finished' ? 1 : partDone(soFar);
  const computing = isComputing(own);
  const stuck = isActive(own) ? undefined : reasonToBeginAnew(own);
  const canResume = own.state !== undefined || status === 'paused';
  return (
    <>
      <p className="run-place">
        Phase {phaseOf(own)} of {phases}
        {placeInPhase(own)}
      </p>
      <progress className="sweep-progress" value={done} max={1} aria-label="Progress">
        {Math.floor(100 * done)} %
      </progress>
      <p className="note" role="status" aria-label="Training status">
        {sentenceOf(own, secondsLeft(soFar))}
        {until && computing && ` · pauses after this ${until}`}
      </p>
      {stuck ? (
        <p className="note run-problem">{stuck}</p>
      ) : (
        (status === 'failed' || status === 'kept') && problem && <p className="note run-problem">{problem}</p>
      )}
      {status === 'finished' && <OtherSettings own={own} />}
      {report && (
        <p className="note">
          {engineName(report.kind)} · {report.device}
        </p>
      )}
      {(kinds.length > 1 || (!report && kinds.length > 0)) && (
        <p className="note">Computed by {kinds.map(engineName).join(', then ')}</p>
      )}
      <div className="run-buttons">
        {computing ? (
          <button type="button" className="button primary" onClick={lab.pause}>
            Pause
          </button>
        ) : status === 'finished' ? (
          <button type="button" className="button" onClick={lab.start}>
            Train again
          </button>
        ) : stuck ? (
          <button type="button" className="button primary" onClick={lab.start}>
            Begin anew
          </button>
        ) : (
          <button type="button" className="button primary" onClick={lab.train}>
            {canResume ? resumeText(own) : 'Try again'}
          </button>
        )}
        {status === 'kept' && problem && !stuck && (
          <button type="button" className="button" onClick={lab.start}>
            Begin anew
          </button>
        )}
        {isActive(own) ? (
          <button type="button" className="button" onClick={lab.cancel}>
            Cancel
          </button>
        ) : (
          <button type="button" className="button" onClick={lab.discard}>
            Discard
          </button>
        )}
      </div>
    </>
  );
}

function OtherSettings({ own }: { own: OwnRun }) {
  const sentence = otherSettings(own);
  return sentence && <p className="note">{sentence}</p>;
}

/** What is being done in the phase. */
function placeInPhase(own: OwnRun): string {
  const { current, epochs, growing } = own;
  if (!current) return growing ? ' · growing' : '';
  const computing = isComputing(own);
  if (computing && current.epoch === epochs) return ' · measuring';
  return ` · epoch ${Math.min(epochs, current.epoch + (computing ? 1 : 0))} of ${epochs}`;
}

/** `Resume phase 3, epoch 7`: the epoch that comes. */
function resumeText({ state, status, finished, current, epochs }: OwnRun): string {
  if (status === 'paused' && current) return `Resume phase ${finished.length + 1}`;
  if (!state) return 'Resume';
  const { epoch } = state;
  return epoch < epochs
    ? `Resume phase ${state.finished.length + 1}, epoch ${epoch + 1}`
    : `Resume after phase ${state.finished.length + 1}`;
}

function sentenceOf({ status, seconds, isKept, state }: OwnRun, left: number | undefined): string {
  const saved = isKept ? ' · checkpoint saved' : isKept === false ? ' · cannot be kept here' : '';
  switch (status) {
    case 'loading':
      return 'fetching the images';
    case 'starting':
      return 'starting the engine';
    case 'running':
      return `${left === undefined ? 'measuring how long it takes' : `about ${aboutText(left)} left`}${saved}`;
    case 'paused':
      return `paused${left === undefined ? '' : ` · about ${aboutText(left)} to go`}${saved}`;
    case 'kept':
      return `from an earlier visit${state ? `, ${placeText(state)}` : ''}`;
    case 'stopped':
      return `cancelled${state ? ` after ${placeText(state)}` : ''}; what it has stays`;
    case 'failed':
      return 'stopped';
    case 'finished':
      return `done in ${durationText(seconds)}${isKept ? ' · kept in this browser' : ''}`;
  }
}

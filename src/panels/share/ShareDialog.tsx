/** "Take it with you": a link to this view, the run, its network, and the command that repeats it. */
import { useId } from 'react';
import { saveNetworkOf, savePoints, saveRun, viewLink } from '../../actions/files.ts';
import { formatLoss } from '../../charts/numbers.ts';
import { experimentCommand, pointsFileName } from '../../link/command-line.ts';
import { recipeSentence } from '../../link/export/caption.ts';
import { shownPhase } from '../../runs/positions.ts';
import { viewStore } from '../../store/view-store.ts';
import { Dialog } from '../Dialog.tsx';
import { useRun, useRunStore, useView } from '../lab-context.ts';
import { CopyField } from './CopyField.tsx';
import { ShareFigure } from './ShareFigure.tsx';
import { ShareLink } from './ShareLink.tsx';
import '../../styles/share.css';

export function ShareDialog() {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const page = useView((state) => state.page);
  const close = () => viewStore.setState({ shareOpen: false });
  if (page !== 'toy') {
    return (
      <Dialog title="Take it with you" className="share" onClose={close}>
        {page === 'figures' ? <ShareFigure /> : <ShareLink text={location.href} />}
        <details className="share-other">
          <summary>The run of the Toy page</summary>
          <p className="note">{recipeSentence(recipe)}</p>
          <ShareRun />
        </details>
      </Dialog>
    );
  }
  return (
    <Dialog title="Take it with you" note={recipeSentence(recipe)} className="share" onClose={close}>
      <ShareLink text={viewLink(store)}>
        <p className="note">
          For teachers:{' '}
          <button
            type="button"
            className="button quiet"
            onClick={() => viewStore.setState({ shareOpen: false, lessonLinkOpen: true })}
          >
            Link for a lesson …
          </button>{' '}
          hides what would distract, or fits a frame.
        </p>
        {recipe.given && (
          <p className="note">
            A link cannot carry the points of {recipe.given.name}; whoever opens it sees a random target. Send the run
            file instead.
          </p>
        )}
      </ShareLink>
      <ShareRun />
    </Dialog>
  );
}

/** The run of the Toy page, its network, and its command. */
function ShareRun() {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const event = useRun((state) => state.events[state.cursor]);
  const kind = useRun((state) => state.report?.kind ?? 'cpu');
  const deviation = useRun((state) => state.task?.targetScale.factor);
  const letter = useRun(({ branches, branch }) =>
    branches.length > 1 ? branches.find(({ id }) => id === branch)?.letter : undefined,
  );
  const reason = useId();
  const { given } = recipe;
  const neurons = event?.network.neurons.length ?? 0;
  const ready = event !== undefined && deviation !== undefined;
  const save = (label: string, perform: () => unknown) => (
    <button
      type="button"
      className="button"
      aria-disabled={!ready || undefined}
      aria-describedby={ready ? undefined : reason}
      onClick={() => ready && void perform()}
    >
      {label}
    </button>
  );
  return (
    <>
      <section>
        <h3>The run</h3>
        <p className="note" id={reason}>
          {ready ? (
            <>
              Every event {letter === undefined ? 'so far' : `of branch ${letter} so far`}, as one file. It opens here
              again, ready to scrub, and goes on from its end.
            </>
          ) : (
            'There is no run yet, and so no network. It begins when the Toy page is opened.'
          )}
        </p>
        <div className="share-buttons">
          {save('Save run', () => saveRun(store))}
          {given && (
            <button type="button" className="button" onClick={() => void savePoints(store)}>
              Save points
            </button>
          )}
        </div>
      </section>
      <section>
        <h3>
          The network
          {event && (
            <span className="note">
              {' '}
              as on screen: phase {shownPhase(event)}, {neurons} {neurons === 1 ? 'neuron' : 'neurons'}, loss{' '}
              {formatLoss(event.loss)}
            </span>
          )}
        </h3>
        <p className="note">
          Takes x and gives y in the data’s own units
          {deviation !== undefined && <>; the lab’s losses are of y divided by {Number(deviation.toPrecision(4))}</>}.
          Standard operators only.
        </p>
        <div className="share-buttons">
          {save('Save as ONNX', () => saveNetworkOf(store, 'onnx'))}
          {save('Save for TensorFlow.js', () => saveNetworkOf(store, 'tfjs'))}
        </div>
      </section>
      <section>
        <h3>The same run without a browser</h3>
        <CopyField
          label="Command that repeats the run"
          text={experimentCommand(recipe, kind)}
          copyLabel="Copy command"
          code
        />
        {given && <p className="note">Save the points first, as {pointsFileName(given)} in the project’s folder.</p>}
      </section>
    </>
  );
}

/** "Take it with you": a link to this view, the run, its network, and the command that repeats it. */
import { saveNetworkOf, savePoints, saveRun, viewLink } from '../../actions/files.ts';
import { formatLoss } from '../../charts/numbers.ts';
import { experimentCommand, pointsFileName } from '../../link/command-line.ts';
import { recipeSentence } from '../../link/export/caption.ts';
import { shownPhase } from '../../runs/positions.ts';
import { viewStore } from '../../store/view-store.ts';
import { Dialog } from '../Dialog.tsx';
import { useRun, useRunStore, useView } from '../lab-context.ts';
import { CopyField } from './CopyField.tsx';
import '../../styles/share.css';

export function ShareDialog() {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const event = useRun((state) => state.events[state.cursor]);
  const count = useRun((state) => state.events.length);
  const kind = useRun((state) => state.report?.kind ?? 'cpu');
  const deviation = useRun((state) => state.task?.targetScale.factor);
  const letter = useRun(({ branches, branch }) =>
    branches.length > 1 ? branches.find(({ id }) => id === branch)?.letter : undefined,
  );
  const page = useView((state) => state.page);
  const { given } = recipe;
  const neurons = event?.network.neurons.length ?? 0;
  return (
    <Dialog
      title="Take it with you"
      note={recipeSentence(recipe)}
      className="share"
      onClose={() => viewStore.setState({ shareOpen: false })}
    >
      <section>
        <h3>A link to exactly this view</h3>
        <CopyField
          label="Link to this view"
          text={page === 'toy' ? viewLink(store) : location.href}
          copyLabel="Copy link"
        />
        {page === 'toy' && (
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
        )}
        {page === 'toy' && given && (
          <p className="note">
            A link cannot carry the points of {given.name}; whoever opens it sees a random target. Send the run file
            instead.
          </p>
        )}
      </section>
      <section>
        <h3>The run{page !== 'toy' && <span className="note"> of the Toy page</span>}</h3>
        <p className="note">
          Every event {letter === undefined ? 'so far' : `of branch ${letter} so far`}, as one file. It opens here
          again, ready to scrub, and goes on from its end.
        </p>
        <div className="share-buttons">
          <button type="button" className="button" aria-disabled={count === 0} onClick={() => saveRun(store)}>
            Save run
          </button>
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
          <button type="button" className="button" onClick={() => void saveNetworkOf(store, 'onnx')}>
            Save as ONNX
          </button>
          <button type="button" className="button" onClick={() => void saveNetworkOf(store, 'tfjs')}>
            Save for TensorFlow.js
          </button>
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
    </Dialog>
  );
}

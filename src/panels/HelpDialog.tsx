/** Help: what one looks at, and every key. */
import { ACTIONS, type Action, isAvailable } from '../actions/actions.ts';
import { IMAGE_ACTIONS } from '../actions/image-actions.ts';
import { isSingleKey, keyLabel } from '../actions/keys.ts';
import { InlineMark } from '../charts/Marks.tsx';
import { chooseShortcuts, viewStore } from '../store/view-store.ts';
import { Dialog } from './Dialog.tsx';
import { useView } from './lab-context.ts';
import '../styles/help.css';

export function HelpDialog() {
  const shortcuts = useView((state) => state.shortcuts);
  const onImages = useView((state) => state.page === 'images');
  const actions = Object.values<Action>(ACTIONS).filter((action) => isAvailable(action));
  const keys = onImages
    ? [...Object.values(IMAGE_ACTIONS), ...actions.filter(({ everywhere }) => everywhere)]
    : actions;
  return (
    <Dialog title="What you see" className="help" onClose={() => viewStore.setState({ helpOpen: false })}>
      {onImages ? (
        <p>
          A small convolutional network learns to tell real images apart. When training stops helping, it grows: it
          tries to split each channel in two and tries fresh ones in every layer, tunes all of them together, scores
          each by how much of the loss it explains, and keeps the best of the whole network. Then it trains again. A run
          that was computed before is on screen at once; Play trains the same on your machine. The page{' '}
          <a href="#/learn">Learn</a> explains the algorithm step by step.
        </p>
      ) : (
        <p>
          A network of bell-shaped neurons fits the dots. It starts with one neuron. When training stops helping, it
          grows: it tries to split each neuron in two and tries some fresh ones, tunes all of them together, scores each
          by how much of the loss it explains, and keeps the best. Then it trains again. This is Firefly Neural
          Architecture Descent (Wu, Liu, Stone and Liu, 2020). The page <a href="#/learn">Learn</a> explains it step by
          step.
        </p>
      )}
      <ul className="marks">
        <li>
          <InlineMark kind="initial" /> there from the start
        </li>
        <li>
          <InlineMark kind="fresh" /> a fresh {onImages ? 'channel' : 'neuron'}
        </li>
        <li>
          <InlineMark kind="split" /> half of a split
        </li>
      </ul>
      <h3>Keys</h3>
      <label className="check">
        <input type="checkbox" checked={shortcuts} onChange={({ target }) => chooseShortcuts(target.checked)} />
        Single letters and signs are shortcuts
      </label>
      <dl className="keys">
        {keys.map((action) => (
          <div key={action.id}>
            <dt>
              {action.keys.map((key, index) => (
                <span key={key} data-off={(!shortcuts && isSingleKey(key)) || undefined}>
                  {index > 0 && ' or '}
                  <kbd>{keyLabel(key)}</kbd>
                  {!shortcuts && isSingleKey(key) && <span className="visually-hidden"> (switched off)</span>}
                </span>
              ))}
            </dt>
            <dd>{action.label}</dd>
          </div>
        ))}
      </dl>
      <h3>Without looking</h3>
      <p>
        Each figure can be shown as a table. The run log tells the run in sentences, and screen readers hear each as it
        happens, at most one in two seconds. The sound follows the loss: lower is lower.
      </p>
      <h3>What is the paper’s and what is ours</h3>
      <p>
        The paper’s main text gives the algorithm, five fresh candidates, three quadrature points, 1,000 points and
        growth from 1 to 10 neurons. Its appendix with the rest is not available, so the target, the optimizer, the
        rates, the step size and the lengths are our choice; such settings carry a <span className="ours">∘</span>.
        Candidates are ranked by the predicted change of the loss, because the paper’s sign rule does nothing for
        splits.
      </p>
    </Dialog>
  );
}

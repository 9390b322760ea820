/** Help: what one looks at, and every key. */
import { useEffect, useRef } from 'react';
import { ACTIONS, type Action, keyLabel } from '../actions/actions.ts';
import { InlineMark } from '../charts/Marks.tsx';
import { viewStore } from '../store/view-store.ts';
import { useView } from './lab-context.ts';

export function HelpDialog() {
  const open = useView((state) => state.helpOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = () => viewStore.setState({ helpOpen: false });
  return (
    <dialog ref={dialog} className="card help" aria-labelledby="help-title" onClose={close}>
      <header className="figure-head">
        <h2 id="help-title">What you see</h2>
        <button type="button" className="button quiet figure-controls" onClick={close}>
          Close
        </button>
      </header>
      <p>
        A network of bell-shaped neurons fits the dots. It starts with one neuron. When training stops helping, it
        grows: it tries to split each neuron in two and tries some fresh ones, tunes all of them together, scores each
        by how much of the loss it explains, and keeps the best. Then it trains again. This is Firefly Neural
        Architecture Descent (Wu, Liu, Stone and Liu, 2020).
      </p>
      <ul className="marks">
        <li>
          <InlineMark kind="initial" /> there from the start
        </li>
        <li>
          <InlineMark kind="fresh" /> a fresh neuron
        </li>
        <li>
          <InlineMark kind="split" /> half of a split
        </li>
      </ul>
      <h3>Keys</h3>
      <dl className="keys">
        {Object.values(ACTIONS).map((action: Action) => (
          <div key={action.id}>
            <dt>
              {action.keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ' or '}
                  <kbd>{keyLabel(key)}</kbd>
                </span>
              ))}
            </dt>
            <dd>{action.label}</dd>
          </div>
        ))}
      </dl>
      <h3>What is the paper’s and what is ours</h3>
      <p>
        The paper’s main text gives the algorithm, five fresh candidates, three quadrature points, 1,000 points and
        growth from 1 to 10 neurons. Its appendix with the rest is not available, so the target, the optimizer, the
        rates, the step size and the lengths are our choice; such settings carry a <span className="ours">∘</span>.
        Candidates are ranked by the predicted change of the loss, because the paper’s sign rule does nothing for
        splits.
      </p>
    </dialog>
  );
}

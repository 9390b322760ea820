/** Help: what one looks at, and every key; of the page one is on. */
import { ACTIONS, type Action, isAvailable } from '../actions/actions.ts';
import { IMAGE_ACTIONS } from '../actions/image-actions.ts';
import { isSingleKey, keyLabel } from '../actions/keys.ts';
import { InlineMark } from '../charts/Marks.tsx';
import { RUN_PAGE } from '../link/address.ts';
import { chooseShortcuts, viewStore } from '../store/view-store.ts';
import { Dialog } from './Dialog.tsx';
import { helpText } from './help-texts.tsx';
import { useView } from './lab-context.ts';
import '../styles/help.css';

/** The actions whose keys work on a page. */
function actionsOn(page: string) {
  const actions = Object.values<Action>(ACTIONS).filter((action) => isAvailable(action));
  if (page === RUN_PAGE || page === '') return actions;
  const everywhere = actions.filter((action) => action.everywhere);
  return page === 'images' ? [...Object.values(IMAGE_ACTIONS), ...everywhere] : everywhere;
}

export function HelpDialog() {
  const shortcuts = useView((state) => state.shortcuts);
  const page = useView((state) => state.page);
  const { intro, unit, withoutLooking, choices } = helpText(page);
  return (
    <Dialog title="What you see" className="help" onClose={() => viewStore.setState({ helpOpen: false })}>
      <p>{intro}</p>
      {unit && (
        <ul className="marks">
          <li>
            <InlineMark kind="initial" /> there from the start
          </li>
          <li>
            <InlineMark kind="fresh" /> a fresh {unit}
          </li>
          <li>
            <InlineMark kind="split" /> half of a split
          </li>
        </ul>
      )}
      <h3>Keys</h3>
      <label className="check">
        <input type="checkbox" checked={shortcuts} onChange={({ target }) => chooseShortcuts(target.checked)} />
        Single letters and signs are shortcuts
      </label>
      <dl className="keys">
        {actionsOn(page).map((action) => (
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
      <p>{withoutLooking}</p>
      <h3>What is the paper’s and what is ours</h3>
      <p>{choices}</p>
    </Dialog>
  );
}

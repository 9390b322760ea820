/** Mounts the app and nothing else. */
import { createRoot } from 'react-dom/client';
import { App, PAGES } from './pages/App.tsx';
import { prefersReducedMotion } from './panels/use-playback.ts';
import { connectAddressBar } from './store/address-bar.ts';
import { createRunStore } from './store/run-store.ts';
import { applyTheme, applyView } from './store/view-store.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/lab.css';
import './styles/branches.css';
import './styles/hide.css';
import './styles/forced-colors.css';

applyTheme();
applyView();
const store = createRunStore(
  () => new Worker(new URL('./worker/engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
);
const address = connectAddressBar(
  store,
  PAGES.map(({ path }) => path),
  !prefersReducedMotion(),
);
// Runs are kept as soon as the page has time for it, or the visitor makes one of her own, at the latest after a second; a page
// in a frame of another one keeps none.
if (!address.embed) {
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    void import('./store/begin-keeping.ts').then(({ beginKeeping }) => beginKeeping(store));
  };
  const unsubscribe = store.subscribe((state, before) => {
    if (state.recipe === before.recipe) return;
    unsubscribe();
    begin();
  });
  if (typeof requestIdleCallback === 'function') requestIdleCallback(begin, { timeout: 1000 });
  else setTimeout(begin, 1000);
}
createRoot(document.getElementById('root')!).render(<App store={store} address={address} />);

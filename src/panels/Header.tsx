/** The page's head: name, pages, engine, files, theme, help. */
import { ACTIONS } from '../actions/actions.ts';
import { writeAddress } from '../link/address.ts';
import { chooseTheme, resolveTheme, viewStore } from '../store/view-store.ts';
import { ENGINE_PLACE, RunEngineChip } from './EngineChip.tsx';
import { useRun, useRunStore, useView } from './lab-context.ts';

export interface PageLink {
  readonly path: string;
  readonly label: string;
}

export function Header({ pages, current }: { pages: readonly PageLink[]; current: string }) {
  const store = useRunStore();
  // The way back to the run leads to the run as it was left.
  const hide = useView((state) => state.hidden);
  const recipe = useRun((state) => state.recipe);
  const runLink = writeAddress({ page: pages[0]!.path, recipe, embed: false, hide });
  const theme = useView((state) => resolveTheme(state.theme));
  return (
    <header className="header">
      <a className="brand" href="#/toy" aria-label="Firefly Lab, start page">
        <img src="./firefly.svg" width="26" height="26" alt="" />
        <span>Firefly Lab</span>
      </a>
      <nav aria-label="Pages" className="pages">
        {pages.map(({ path, label }, index) => (
          <a key={path} href={index === 0 ? runLink : `#/${path}`} aria-current={path === current ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div className="header-tools">
        <RunEngineChip />
        <span id={ENGINE_PLACE} className="page-engine" />
        <button
          type="button"
          className="button file-tool"
          title={`${ACTIONS.open.label} (O)`}
          onClick={() => ACTIONS.open.perform()}
        >
          Open
        </button>
        <button
          type="button"
          className="button file-tool"
          title={`${ACTIONS.share.label} (E)`}
          onClick={() => ACTIONS.share.perform(store)}
        >
          Share
        </button>
        <button
          type="button"
          className="button icon"
          aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
            <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4Z" fill="currentColor" />
          </svg>
        </button>
        <button
          type="button"
          className="button icon"
          aria-label="Help"
          title="Help and keys (?)"
          onClick={() => viewStore.setState({ helpOpen: true })}
        >
          ?
        </button>
      </div>
    </header>
  );
}

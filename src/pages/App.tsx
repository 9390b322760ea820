/** The whole page around whichever page the link names. */
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { performKey } from '../actions/actions.ts';
import { acceptDrops } from '../actions/files.ts';
import { acceptPaste } from '../actions/target.ts';
import { keepForOffline } from '../actions/updates.ts';
import { Header } from '../panels/Header.tsx';
import { RunStoreContext, useView } from '../panels/lab-context.ts';
import { Notices } from '../panels/Notices.tsx';
import { OpenDialogs } from '../panels/OpenDialogs.tsx';
import { usePlayback } from '../panels/use-playback.ts';
import type { AddressBar } from '../store/address-bar.ts';
import type { RunStore } from '../store/run-store.ts';
import { ToyPage } from './ToyPage.tsx';

interface Page {
  /** Its name in the link. */
  readonly path: string;
  readonly label: string;
  readonly content: ComponentType<{ embed: boolean }>;
}

/** The pages there are, in the order of the navigation; the first is the start page. Others are loaded when visited. */
export const PAGES: readonly Page[] = [
  { path: 'toy', label: 'Toy', content: ToyPage },
  { path: 'figures', label: 'Figures', content: lazy(() => import('./FiguresPage.tsx')) },
  { path: 'images', label: 'Images', content: lazy(() => import('./ImagesPage.tsx')) },
  { path: 'learn', label: 'Learn', content: lazy(() => import('./LearnPage.tsx')) },
];

export function App({ store, address }: { store: RunStore; address: AddressBar }) {
  usePlayback(store);
  useEffect(() => acceptDrops(store), [store]);
  useEffect(() => keepForOffline(store), [store]);
  useEffect(() => acceptPaste(store), [store]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => performKey(event, store);
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [store]);
  const current = useView((state) => state.page);
  const { content: Content } = PAGES.find(({ path }) => path === current) ?? PAGES[0]!;
  return (
    <RunStoreContext value={store}>
      {!address.embed && <Header pages={PAGES} current={current} />}
      <Suspense fallback={<main className="loading" aria-busy="true" />}>
        <Content embed={address.embed} />
      </Suspense>
      <OpenDialogs />
      <Notices />
    </RunStoreContext>
  );
}

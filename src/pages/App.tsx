/** The whole page around whichever page the link names. */
import { useEffect } from 'react';
import { performKey } from '../actions/actions.ts';
import { acceptDrops } from '../actions/files.ts';
import { Header, type PageLink } from '../panels/Header.tsx';
import { HelpDialog } from '../panels/HelpDialog.tsx';
import { RunStoreContext } from '../panels/lab-context.ts';
import { Notices } from '../panels/Notices.tsx';
import { usePlayback } from '../panels/use-playback.ts';
import type { AddressBar } from '../store/address-bar.ts';
import type { RunStore } from '../store/run-store.ts';
import { ToyPage } from './ToyPage.tsx';

/** The pages there are, in the order of the navigation; the first is the start page. */
export const PAGES: readonly PageLink[] = [{ path: 'toy', label: 'Toy' }];

export function App({ store, address }: { store: RunStore; address: AddressBar }) {
  usePlayback(store);
  useEffect(() => acceptDrops(store), [store]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => performKey(event, store);
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [store]);
  return (
    <RunStoreContext value={store}>
      {!address.embed && <Header pages={PAGES} current="toy" />}
      <ToyPage embed={address.embed} />
      <HelpDialog />
      <Notices />
    </RunStoreContext>
  );
}

/** What a canvas must be painted anew for: theme, contrast, forced colours, and the screen's pixels. */
import { useSyncExternalStore } from 'react';
import { resolveTheme, viewStore } from '../store/view-store.ts';

const MEDIA = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'] as const;

let queries: readonly MediaQueryList[] | undefined;

function mediaQueries(): readonly MediaQueryList[] {
  queries ??= MEDIA.map((query) => matchMedia(query));
  return queries;
}

function subscribe(changed: () => void): () => void {
  const all = mediaQueries();
  for (const query of all) query.addEventListener('change', changed);
  addEventListener('resize', changed);
  const unsubscribe = viewStore.subscribe((state, before) => state.theme !== before.theme && changed());
  return () => {
    for (const query of all) query.removeEventListener('change', changed);
    removeEventListener('resize', changed);
    unsubscribe();
  };
}

function appearance(): string {
  const { theme } = viewStore.getState();
  return [resolveTheme(theme), devicePixelRatio, ...mediaQueries().map(({ matches }) => matches)].join(' ');
}

/** A text that changes when colours or the screen do. */
export function useAppearance(): string {
  return useSyncExternalStore(subscribe, appearance);
}

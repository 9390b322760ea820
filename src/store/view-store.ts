/** What the visitor chose about looking, not about the run: theme, scales, what is pointed at. */
import { createStore } from 'zustand/vanilla';

export type Theme = 'light' | 'dark';
export type ThemeChoice = 'system' | Theme;

export interface ViewState {
  /** The page on screen, by its name in the link. */
  readonly page: string;
  readonly theme: ThemeChoice;
  readonly lossScale: 'log' | 'linear';
  /** Key of a candidate or id of a neuron the pointer or keyboard is on. */
  readonly pointed: string | undefined;
  /** The candidate whose score is questioned, by its phase and key; undefined: the best of the growth on screen. */
  readonly focused: { readonly phase: number; readonly key: string } | undefined;
  /** Rectangles of the score's integral that the visitor asked for; undefined: as many as the run took. */
  readonly rectangles: number | undefined;
  /** Id of the branch the pointer or keyboard is on. */
  readonly pointedBranch: number | undefined;
  readonly whatIfOpen: boolean;
  readonly helpOpen: boolean;
  readonly shareOpen: boolean;
  readonly runsOpen: boolean;
}

const THEME_KEY = 'firefly-lab/theme';

function storedTheme(): ThemeChoice {
  try {
    const stored = globalThis.localStorage?.getItem(THEME_KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system'; // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export const viewStore = createStore<ViewState>(() => ({
  page: '',
  theme: storedTheme(),
  lossScale: 'log',
  pointed: undefined,
  focused: undefined,
  rectangles: undefined,
  pointedBranch: undefined,
  whatIfOpen: false,
  helpOpen: false,
  shareOpen: false,
  runsOpen: false,
}));

/** Chooses a theme and remembers it. */
export function chooseTheme(theme: ThemeChoice): void {
  viewStore.setState({ theme });
  try {
    if (theme === 'system') localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Remembering is a convenience.
  }
}

/** The theme that a choice means on this device. */
export function resolveTheme(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Keeps the document in the chosen theme, and with the system's while none is chosen. */
export function applyTheme(): void {
  const apply = () => {
    document.documentElement.dataset.theme = resolveTheme(viewStore.getState().theme);
  };
  apply();
  viewStore.subscribe(apply);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}

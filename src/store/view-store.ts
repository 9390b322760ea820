/** What the visitor chose about looking, not about the run: theme, scales, what is pointed at. */
import { createStore } from 'zustand/vanilla';
import type { Lesson } from '../lessons/lesson.ts';
import type { HideName } from '../link/hideable.ts';
import { storeChoice, storedChoice } from './stored-choice.ts';

export type Theme = 'light' | 'dark';
export type ThemeChoice = 'system' | Theme;

/** A lesson as it is open. */
export interface OpenLesson {
  readonly lesson: Lesson;
  /** From 1. */
  readonly page: number;
  /** The visitor has changed the recipe of the page's run. */
  readonly ownRecipe: boolean;
}

export interface ViewState {
  /** The page on screen, by its name in the link. */
  readonly page: string;
  readonly theme: ThemeChoice;
  readonly lossScale: 'log' | 'linear';
  /** Key of a candidate or id of a neuron the pointer or keyboard is on. */
  readonly pointed: string | undefined;
  /** What stays lit while nothing is pointed at. */
  readonly pinned: string | undefined;
  /** Each neuron has a hue of its own, or that of its family. */
  readonly colorBy: 'neuron' | 'lineage';
  /** The candidate whose score is questioned, by its phase and key; undefined: the best of the growth on screen. */
  readonly focused: { readonly phase: number; readonly key: string } | undefined;
  /** Rectangles of the score's integral that the visitor asked for; undefined: as many as the run took. */
  readonly rectangles: number | undefined;
  /** At a growth, which moment is compared with the curve before it; undefined: none. */
  readonly compared: 'step 0' | 'step taken' | undefined;
  /** Id of the branch the pointer or keyboard is on. */
  readonly pointedBranch: number | undefined;
  readonly whatIfOpen: boolean;
  readonly helpOpen: boolean;
  readonly shareOpen: boolean;
  readonly runsOpen: boolean;
  readonly lessonLinkOpen: boolean;
  readonly logOpen: boolean;
  /** The loss can be heard. */
  readonly sound: boolean;
  /** Single letters and signs are shortcuts; those who speak to their computer may want them off (WCAG 2.1.4). */
  readonly shortcuts: boolean;
  /** What the link hides. */
  readonly hidden: readonly HideName[];
  readonly lesson: OpenLesson | undefined;
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
  pinned: undefined,
  colorBy: 'neuron',
  focused: undefined,
  rectangles: undefined,
  compared: undefined,
  pointedBranch: undefined,
  whatIfOpen: false,
  helpOpen: false,
  shareOpen: false,
  runsOpen: false,
  lessonLinkOpen: false,
  logOpen: storedChoice('log', false),
  sound: storedChoice('sound', false),
  shortcuts: storedChoice('shortcuts', true),
  hidden: [],
  lesson: undefined,
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

/** Opens or closes the run log, and remembers it. */
export function chooseLog(logOpen: boolean): void {
  viewStore.setState({ logOpen });
  storeChoice('log', logOpen);
}

/** Turns the sound of the loss on or off, and remembers it. */
export function chooseSound(sound: boolean): void {
  viewStore.setState({ sound });
  storeChoice('sound', sound);
}

/** Turns shortcuts of a single letter or sign on or off, and remembers it. */
export function chooseShortcuts(shortcuts: boolean): void {
  viewStore.setState({ shortcuts });
  storeChoice('shortcuts', shortcuts);
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

/**
 * Tells the style sheets which page is on screen, what the link hides, and which figure an open lesson speaks of. They do not
 * find out by `:has`: that would be looked at again whenever an element comes or goes, in every other frame of a run.
 */
export function applyView(): void {
  viewStore.subscribe(({ page: shown, hidden, lesson }) => {
    const { dataset } = document.documentElement;
    const page = lesson?.lesson.pages[lesson.page - 1];
    dataset.hide = hidden.join(' ');
    dataset.page = shown;
    dataset.emphasis = page?.view.figure ?? '';
  });
}

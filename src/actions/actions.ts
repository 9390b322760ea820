/** One record per thing a visitor can do: shortcuts, the help page and the buttons derive from it. */
import { RUN_PAGE, readAddress, writeAddress } from '../link/address.ts';
import { HIDEABLE, type HideName } from '../link/hideable.ts';
import { type RunStore, SPEEDS } from '../store/run-store.ts';
import { chooseLog, chooseSound, viewStore } from '../store/view-store.ts';
import { isSingleKey, keepsKeys, keyName } from './keys.ts';
import { drawTarget } from './target.ts';

export interface Action {
  readonly id: string;
  readonly label: string;
  /** As in KeyboardEvent.key, with Shift+ or Alt+ before it; several keys may do the same. */
  readonly keys: readonly string[];
  /** The control it belongs to; where a link hides that, the key does nothing. */
  readonly control?: HideName;
  /** Whether its key works on pages that show no run too. */
  readonly everywhere?: true;
  readonly perform: (store: RunStore) => void;
}

function changeSpeed(store: RunStore, by: number): void {
  const { speed, setSpeed } = store.getState();
  const index = SPEEDS.findIndex(({ value }) => value === speed);
  setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index + by))]!.value);
}

/** Turns the pages of an open lesson. */
function turnPage(by: number): void {
  const { lesson: open, page: runPage } = viewStore.getState();
  const page = (open?.page ?? 0) + by;
  if (!open || page < 1 || page > open.lesson.pages.length) return;
  const address = readAddress(location.hash, [runPage]);
  location.hash = writeAddress({ ...address, lesson: { id: open.lesson.id, page, ownRecipe: false } });
}

export const ACTIONS = {
  playOrPause: {
    id: 'play',
    label: 'Play or pause',
    keys: [' ', 'k'],
    control: 'transport',
    perform: (store) => (store.getState().playing ? store.getState().pause() : store.getState().play()),
  },
  step: {
    id: 'step',
    label: 'One sub-step on',
    keys: ['ArrowRight'],
    control: 'transport',
    perform: (store) => store.getState().step(),
  },
  stepBack: {
    id: 'step-back',
    label: 'One sub-step back',
    keys: ['ArrowLeft'],
    control: 'transport',
    perform: (store) => store.getState().stepBack(),
  },
  nextPhase: {
    id: 'next-phase',
    label: 'To the next phase',
    keys: ['Shift+ArrowRight'],
    control: 'transport',
    perform: (store) => store.getState().nextPhase(),
  },
  previousPhase: {
    id: 'previous-phase',
    label: 'To the phase before',
    keys: ['Shift+ArrowLeft'],
    control: 'transport',
    perform: (store) => store.getState().previousPhase(),
  },
  nextSelection: {
    id: 'next-selection',
    label: 'To the next selection',
    keys: ['Alt+ArrowRight'],
    control: 'transport',
    perform: (store) => store.getState().nextSelection(),
  },
  previousSelection: {
    id: 'previous-selection',
    label: 'To the selection before',
    keys: ['Alt+ArrowLeft'],
    control: 'transport',
    perform: (store) => store.getState().previousSelection(),
  },
  live: {
    id: 'live',
    label: 'Back to live: the furthest that was seen',
    keys: ['Shift+End', 'v'],
    perform: (store) => store.getState().backToLive(),
  },
  reset: {
    id: 'reset',
    label: 'To the start',
    keys: ['Home', 'r'],
    control: 'transport',
    perform: (store) => store.getState().reset(),
  },
  end: {
    id: 'end',
    label: 'To the end',
    keys: ['End'],
    control: 'transport',
    perform: (store) => store.getState().goToEnd(),
  },
  whatIf: {
    id: 'what-if',
    label: 'What if? Branch at this growth',
    keys: ['b'],
    control: 'branch',
    perform: (store) => {
      store.getState().pause();
      viewStore.setState(({ whatIfOpen }) => ({ whatIfOpen: !whatIfOpen }));
    },
  },
  slower: { id: 'slower', label: 'Slower', keys: ['['], control: 'speed', perform: (store) => changeSpeed(store, -1) },
  faster: { id: 'faster', label: 'Faster', keys: [']'], control: 'speed', perform: (store) => changeSpeed(store, 1) },
  slowMotion: {
    id: 'slow-motion',
    label: 'Slow motion: stage by stage',
    keys: ['s'],
    control: 'phase',
    perform: (store) => store.getState().setSlowMotion(!store.getState().slowMotion),
  },
  colorBy: {
    id: 'color-by',
    label: 'Colour neurons by lineage, or each its own',
    keys: ['c'],
    control: 'lineage',
    perform: () => viewStore.setState(({ colorBy }) => ({ colorBy: colorBy === 'lineage' ? 'neuron' : 'lineage' })),
  },
  lossScale: {
    id: 'loss-scale',
    label: 'Loss: log or linear scale',
    keys: ['l'],
    control: 'loss',
    perform: () => viewStore.setState(({ lossScale }) => ({ lossScale: lossScale === 'log' ? 'linear' : 'log' })),
  },
  open: {
    id: 'open',
    everywhere: true,
    label: 'Open: a file, or a recent run',
    keys: ['o'],
    control: 'share',
    perform: () => viewStore.setState({ runsOpen: true }),
  },
  draw: {
    id: 'draw',
    label: 'Draw the target',
    keys: ['d'],
    control: 'target',
    perform: (store) => {
      if (viewStore.getState().page === 'toy') drawTarget(store);
    },
  },
  share: {
    id: 'share',
    everywhere: true,
    label: 'Share: link, files, network, command',
    keys: ['e'],
    control: 'share',
    perform: (store) => {
      // What is taken along is what was on screen, not what came while one was choosing.
      store.getState().pause();
      viewStore.setState({ shareOpen: true });
    },
  },
  runLog: {
    id: 'run-log',
    label: 'Run log: the run in sentences',
    keys: ['t'],
    control: 'tools',
    perform: () => chooseLog(!viewStore.getState().logOpen),
  },
  sound: {
    id: 'sound',
    label: 'Sound of the loss, on or off',
    keys: ['m'],
    control: 'tools',
    perform: () => chooseSound(!viewStore.getState().sound),
  },
  nextPage: { id: 'next-page', label: 'Lesson: next page', keys: ['n'], perform: () => turnPage(1) },
  previousPage: { id: 'previous-page', label: 'Lesson: page before', keys: ['p'], perform: () => turnPage(-1) },
  help: {
    id: 'help',
    everywhere: true,
    label: 'Help',
    keys: ['?'],
    perform: () => viewStore.setState({ helpOpen: true }),
  },
} as const satisfies Record<string, Action>;

const BY_KEY = new Map<string, Action>(
  Object.values(ACTIONS).flatMap((action: Action) => action.keys.map((key) => [key, action] as const)),
);

/** What a control stands in, and is hidden with. */
function groundOf(control: HideName): HideName | undefined {
  if (control === 'speed') return 'transport';
  return HIDEABLE.some(({ name, group }) => name === control && group === 'Settings') ? 'recipe' : undefined;
}

/** Whether an action can be performed: not when the link hides what it belongs to. */
export function isAvailable({ control }: Action): boolean {
  if (control === undefined) return true;
  const { hidden } = viewStore.getState();
  return ![control, groundOf(control)].some((name) => name !== undefined && hidden.includes(name));
}

/** Performs the action of a pressed key; returns whether there was one. */
export function performKey(event: KeyboardEvent, store: RunStore): boolean {
  if (event.ctrlKey || event.metaKey || event.defaultPrevented || keepsKeys(event.target, event.key)) return false;
  const key = keyName(event);
  if (isSingleKey(key) && !viewStore.getState().shortcuts) return false;
  const action = BY_KEY.get(key);
  if (!action || !isAvailable(action)) return false;
  if (!action.everywhere && viewStore.getState().page !== RUN_PAGE) return false;
  event.preventDefault();
  action.perform(store);
  return true;
}

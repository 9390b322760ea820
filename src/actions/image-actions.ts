/** What a visitor can do on the page "Images": shortcuts, the help page and the buttons derive from it. */
import type { ImageLab } from '../store/images/image-lab.ts';
import { isComputing } from '../store/images/image-lab-state.ts';
import { viewStore } from '../store/view-store.ts';
import { isSingleKey, keepsKeys, keyName } from './keys.ts';

export interface ImageAction {
  readonly id: string;
  readonly label: string;
  /** As in KeyboardEvent.key, with Shift+ or Alt+ before it; several keys may do the same. */
  readonly keys: readonly string[];
  readonly perform: (lab: ImageLab) => void;
}

export const IMAGE_ACTIONS = {
  playOrPause: {
    id: 'play',
    label: 'Play or pause; a run that is not over is trained',
    keys: [' ', 'k'],
    perform: (lab) => (lab.getState().playing || isComputing(lab.getState().own) ? lab.pause() : lab.play()),
  },
  step: {
    id: 'step',
    label: 'One epoch on; at the live end, pause after this epoch',
    keys: ['ArrowRight'],
    perform: (lab) => lab.step(),
  },
  stepBack: { id: 'step-back', label: 'One epoch back', keys: ['ArrowLeft'], perform: (lab) => lab.stepBack() },
  nextPhase: {
    id: 'next-phase',
    label: 'To the next phase; at the live end, pause after this phase',
    keys: ['Shift+ArrowRight'],
    perform: (lab) => lab.nextPhase(),
  },
  previousPhase: {
    id: 'previous-phase',
    label: 'To the phase before',
    keys: ['Shift+ArrowLeft'],
    perform: (lab) => lab.previousPhase(),
  },
  reset: { id: 'reset', label: 'To the start', keys: ['Home', 'r'], perform: (lab) => lab.reset() },
  live: {
    id: 'live',
    label: 'To where the run is, and follow it',
    keys: ['End', 'Shift+End', 'v'],
    perform: (lab) => lab.backToLive(),
  },
  slower: { id: 'slower', label: 'Slower', keys: ['['], perform: (lab) => lab.changeSpeed(-1) },
  faster: { id: 'faster', label: 'Faster', keys: [']'], perform: (lab) => lab.changeSpeed(1) },
} as const satisfies Record<string, ImageAction>;

const BY_KEY = new Map<string, ImageAction>(
  Object.values(IMAGE_ACTIONS).flatMap((action: ImageAction) => action.keys.map((key) => [key, action] as const)),
);

/** Performs the action of a pressed key, if there is one. */
export function performImageKey(event: KeyboardEvent, lab: ImageLab): void {
  if (event.ctrlKey || event.metaKey || event.defaultPrevented || keepsKeys(event.target, event.key)) return;
  const key = keyName(event);
  if (isSingleKey(key) && !viewStore.getState().shortcuts) return;
  const action = BY_KEY.get(key);
  if (!action) return;
  event.preventDefault();
  action.perform(lab);
}

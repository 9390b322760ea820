/** Choosing what is learnt. Every choice restarts the run from the same seed; the browser's Back undoes it. */
import type { Recipe } from '../runs/recipe.ts';
import { SETTINGS } from '../runs/settings.ts';
import type { RunStore } from '../store/run-store.ts';
import { targetStore } from '../store/target-store.ts';
import { type CurvePoint, writeCurve } from '../tasks/curve.ts';
import { openFile } from './files.ts';

/** Learns a target, a drawn curve or given points, whichever is named; the others step back. */
export function chooseTarget(store: RunStore, choice: Partial<Pick<Recipe, 'target' | 'curve' | 'given'>>): void {
  store.getState().setRecipe({ target: SETTINGS.target.initial, curve: undefined, given: undefined, ...choice });
}

/** Opens the editor of the target; the run waits meanwhile. */
export function drawTarget(store: RunStore): void {
  store.getState().pause();
  targetStore.setState({ drawing: true });
}

/** Learns a drawn curve, and plays. */
export function learnCurve(store: RunStore, points: readonly CurvePoint[]): void {
  targetStore.setState({ drawing: false });
  chooseTarget(store, { curve: writeCurve(points) });
  store.getState().play();
}

/**
 * Reads points from pasted text, with or without a first line "x,y", and learns them.
 * @throws PointsError with one sentence when the text holds none
 */
async function learnText(store: RunStore, text: string): Promise<void> {
  const { parsePoints } = await import('../tasks/csv.ts');
  chooseTarget(store, { given: { name: 'pasted points', ...parsePoints(text, 'optional') } });
}

/** Lets points be pasted anywhere on the page but where text is typed. Returns a function that stops it. */
export function acceptPaste(store: RunStore): () => void {
  const paste = (event: ClipboardEvent) => {
    const { target, clipboardData } = event;
    if (event.defaultPrevented || !clipboardData) return;
    if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog')) return;
    const file = clipboardData.files[0];
    const text = clipboardData.getData('text/plain');
    if (file) void openFile(file, store);
    else if (text.trim() !== '') {
      learnText(store, text).catch((error: Error) =>
        store.getState().notify(`What was pasted holds no points. ${error.message}`, 'error'),
      );
    }
  };
  document.addEventListener('paste', paste);
  return () => document.removeEventListener('paste', paste);
}

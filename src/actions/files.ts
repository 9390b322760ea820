/** Opening and saving files. Whatever a visitor opens or drops is restored or refused with one sentence; nothing is lost. */
import { runFile } from '../runs/file.ts';
import type { RunStore } from '../store/run-store.ts';

/** Larger files are refused before they are read. */
const LARGEST_FILE = 50_000_000;

/** Opens a run file or a CSV of points, whichever the file is. */
export async function openFile(file: File, store: RunStore): Promise<void> {
  const { notify, setRecipe, show } = store.getState();
  try {
    if (file.size > LARGEST_FILE) {
      const megabytes = Math.round(file.size / 1e6);
      throw new Error(`${file.name} has ${megabytes} MB; files up to ${LARGEST_FILE / 1e6} MB can be opened.`);
    }
    const text = await file.text();
    if (text.trimStart().startsWith('{')) {
      const { restoreRun } = await import('../runs/restore-run.ts');
      const { recipe, engine, events, problems } = restoreRun(text);
      show(recipe, engine, events);
      for (const problem of problems) notify(problem);
    } else {
      const { parsePoints } = await import('../tasks/csv.ts');
      setRecipe({ given: { name: file.name, ...parsePoints(text) } });
    }
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), 'error');
  }
}

/** Saves the run, as far as it has been computed, as a file. */
export function saveRun(store: RunStore): void {
  const { recipe, report, events, notify } = store.getState();
  if (events.length === 0) {
    notify('There is no run to save yet.');
    return;
  }
  const text = JSON.stringify(runFile(recipe, report?.kind ?? 'cpu', events));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = `firefly-${recipe.method}-seed-${recipe.seed}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Lets files be dropped anywhere on the page. Returns a function that stops it. */
export function acceptDrops(store: RunStore): () => void {
  const over = (event: DragEvent) => event.preventDefault();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) void openFile(file, store);
  };
  document.addEventListener('dragover', over);
  document.addEventListener('drop', drop);
  return () => {
    document.removeEventListener('dragover', over);
    document.removeEventListener('drop', drop);
  };
}

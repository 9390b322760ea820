/** Opening and saving files. Whatever a visitor opens or drops is restored or refused with one sentence; nothing is lost. */
import { saveAs } from '../link/export/save-as.ts';
import type { NetworkFormat } from '../link/export/save-network.ts';
import { viewHash } from '../link/view-link.ts';
import { runFile } from '../runs/file.ts';
import type { RunStore } from '../store/run-store.ts';

/** Larger files are refused before they are read. */
const LARGEST_FILE = 50_000_000;

/** Opens a run file, a file of image runs or a CSV of points, whichever the file is. */
export async function openFile(file: File, store: RunStore): Promise<void> {
  const { notify, setRecipe, show } = store.getState();
  try {
    if (file.size > LARGEST_FILE) {
      const megabytes = Math.round(file.size / 1e6);
      throw new Error(`${file.name} has ${megabytes} MB; files up to ${LARGEST_FILE / 1e6} MB can be opened.`);
    }
    const { readOpenedFile } = await import('./read-file.ts');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const opened = readOpenedFile(file.name, bytes);
    if (opened.kind === 'image-runs') return (await import('./open-image-run.ts')).openImageRun(file.name, bytes);
    if (opened.kind === 'points') return setRecipe({ curve: undefined, given: opened.given });
    const { recipe, engine, events, problems } = opened.run;
    show(recipe, engine, events);
    for (const problem of problems) notify(problem);
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
  saveAs(`firefly-${recipe.method}-seed-${recipe.seed}.json`, text, 'application/json');
}

/** Saves the points that the visitor brought along as the CSV that the command line reads. */
export async function savePoints(store: RunStore): Promise<void> {
  const { given } = store.getState().recipe;
  const { pointsCsv, pointsFileName } = await import('../link/command-line.ts');
  if (given) saveAs(pointsFileName(given), pointsCsv(given), 'text/csv;charset=utf-8');
}

/** The address of exactly what is on screen. */
export function viewLink(store: RunStore): string {
  const { recipe, events, cursor } = store.getState();
  return `${location.origin}${location.pathname}${viewHash(recipe, events[cursor])}`;
}

/** Saves the network on screen for other programs. */
export async function saveNetworkOf(store: RunStore, format: NetworkFormat): Promise<void> {
  const { recipe, events, cursor, task, notify } = store.getState();
  const event = events[cursor];
  if (!event || !task) {
    notify('There is no network to save yet.');
    return;
  }
  try {
    const [{ saveNetwork }, { recipeSentence }] = await Promise.all([
      import('../link/export/save-network.ts'),
      import('../link/export/caption.ts'),
    ]);
    const story = { recipe: recipeSentence(recipe), link: viewLink(store), deviation: task.targetScale.factor };
    const name = `firefly-${recipe.method}-seed-${recipe.seed}-${event.network.neurons.length}-neurons`;
    saveNetwork(format, event.network, task, story, name);
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), 'error');
  }
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

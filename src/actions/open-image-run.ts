/** Opens a file of image runs on the page "Images", from wherever one is. Loaded when first used. */
import { writeImageAddress } from '../link/image-address.ts';
import { readImageRuns } from '../store/images/image-run-file.ts';
import { openedRuns } from '../store/images/opened-runs.ts';
import { viewStore } from '../store/view-store.ts';

/** @throws Error with one sentence, and changes nothing */
export function openImageRun(name: string, bytes: Uint8Array): void {
  const runs = readImageRuns(bytes, name, Date.now());
  const [first] = runs;
  if (!first) throw new Error(`${name} holds no run that has an epoch behind it.`);
  openedRuns.setState({ waiting: { name, runs } });
  if (viewStore.getState().page !== 'images') {
    location.hash = writeImageAddress({ recipe: first.recipe, engine: 'auto' });
  }
}

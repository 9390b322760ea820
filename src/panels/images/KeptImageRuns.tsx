/** The image runs that this browser keeps, in "Your runs" on the page "Images": to be shown again, or deleted. */
import { useEffect } from 'react';
import { imageMethodById } from '../../methods/images/registry.ts';
import type { ImageRecipe } from '../../runs/images/image-recipe.ts';
import { isActive } from '../../store/images/image-lab-state.ts';
import { extentOfKept, type KeptImageRun, MOST_KEPT } from '../../store/images/kept-image-runs.ts';
import { viewStore } from '../../store/view-store.ts';
import { timeAgo } from '../share/RecentRun.tsx';
import { useImageLab, useImages } from './image-context.ts';

function titleOf({ method, preset, seed, changes = {} }: ImageRecipe): string {
  const changed = Object.entries(changes).map(([key, value]) => `${key} ${value}`);
  return [imageMethodById(method).name, `preset ${preset}`, `seed ${seed}`, ...changed].join(' · ');
}

/** How far it came, on which images, and when. */
function detailsOf(run: KeptImageRun): string {
  const { finished, current, images, savedAt } = run;
  const { phases, epochs } = extentOfKept(run);
  const place =
    finished.length === phases
      ? `${phases} ${phases === 1 ? 'phase' : 'phases'}`
      : `phase ${finished.length + 1} of ${phases}${current ? `, epoch ${current.epoch} of ${epochs}` : ''}`;
  const dataset = images.files ? `${images.dataset}, your files` : images.dataset;
  return [place, dataset, timeAgo(savedAt, Date.now())].join(' · ');
}

export function KeptImageRuns() {
  const lab = useImageLab();
  const kept = useImages((state) => state.kept);
  const own = useImages((state) => state.own);
  const deleted = useImages((state) => state.deleted);
  useEffect(() => lab.endUndo, [lab]);
  // One run has the worker; another can take its place on screen only when that is over.
  const busy = own !== undefined && isActive(own);
  const show = (run: KeptImageRun) => {
    if (busy && own.id === run.id) lab.showOwn();
    else if (busy) return;
    else lab.showKept(run);
    viewStore.setState({ runsOpen: false });
  };
  return (
    <section aria-label="Image runs">
      <h3>Image runs</h3>
      <div role="status" aria-label="Deleted image run">
        {deleted && (
          <p className="undo">
            “{titleOf(deleted.recipe)}” was deleted.
            <button type="button" className="button quiet" onClick={() => void lab.putBack()}>
              Undo
            </button>
          </p>
        )}
      </div>
      {kept.length > 0 ? (
        <ul className="run-list">
          {kept.map((run) => (
            <li key={run.id} className="recent-run">
              <button
                type="button"
                className="run-open"
                aria-disabled={(busy && own.id !== run.id) || undefined}
                onClick={() => show(run)}
              >
                <span className="run-name" title={titleOf(run.recipe)}>
                  {titleOf(run.recipe)}
                </span>
                <span className="note">
                  {run.state !== undefined && <span className="run-tag">unfinished</span>}
                  {detailsOf(run)}
                </span>
              </button>
              <span className="recent-run-tools">
                <button
                  type="button"
                  className="button quiet"
                  aria-label={`Delete ${titleOf(run.recipe)}`}
                  aria-disabled={(busy && own.id === run.id) || undefined}
                  onClick={() => lab.deleteKept(run.id)}
                >
                  Delete
                </button>
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="empty">Runs that you train here are listed once their first epoch is over.</p>
      )}
      <p className="note">
        {busy && kept.length > 0 && 'While a run is on its way it has the page; cancel it to show another. '}
        The newest {MOST_KEPT} are kept, in this browser only. “Save run” makes a file that opens here again; a saved
        result does not.
      </p>
    </section>
  );
}

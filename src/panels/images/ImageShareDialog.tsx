/** "Take it with you" on the page "Images": a link to this view, what was measured, and the command that repeats it. */
import { useEffect, useMemo } from 'react';
import { writeImageAddress } from '../../link/image-address.ts';
import { imageMethodById } from '../../methods/images/registry.ts';
import { lookingAt, trajectoryOf } from '../../store/images/image-lab-state.ts';
import { runCommand } from '../../store/images/run-command.ts';
import { usesFiles } from '../../store/images/run-images.ts';
import { viewStore } from '../../store/view-store.ts';
import { Dialog } from '../Dialog.tsx';
import { useRunStore } from '../lab-context.ts';
import { CopyField } from '../share/CopyField.tsx';
import { useImageLab, useImages } from './image-context.ts';
import { SaveImageRun } from './SaveImageRun.tsx';
import { SaveNetwork } from './SaveNetwork.tsx';
import '../../styles/share.css';

export function ImageShareDialog() {
  const lab = useImageLab();
  // What is taken along is what was on screen, not what came while one was choosing.
  useEffect(() => lab.rest(), [lab]);
  const { notify } = useRunStore().getState();
  const recipe = useImages((state) => state.recipe);
  const engine = useImages((state) => state.engine);
  const at = useImages((state) => state.at);
  const ownImages = useImages(usesFiles);
  const phases = useImages((state) => trajectoryOf(state)?.finished.length ?? 0);
  const looking = useImages(lookingAt);
  const state = useImages((state) => state);
  const { command, notes } = useMemo(() => runCommand(state), [state]);
  const save = async () => {
    const { imageResultOf } = await import('../../store/images/image-result.ts');
    const { saveAs } = await import('../../link/export/save-as.ts');
    const result = imageResultOf(lab.getState());
    const { preset, method, seed } = recipe;
    if (result)
      saveAs(`firefly-images-${preset}-${method}-${seed}.json`, `${JSON.stringify(result)}\n`, 'application/json');
    else notify('There is nothing measured to save yet.');
  };
  return (
    <Dialog
      title="Take it with you"
      note={`${imageMethodById(recipe.method).name} · preset ${recipe.preset} · seed ${recipe.seed}`}
      className="share"
      onClose={() => viewStore.setState({ shareOpen: false })}
    >
      <section>
        <h3>A link to exactly this view</h3>
        <CopyField
          label="Link to this view"
          text={`${location.origin}${location.pathname}${writeImageAddress({ recipe, engine, at })}`}
          copyLabel="Copy link"
        />
        {ownImages && (
          <p className="note">A link cannot carry your images; whoever opens it has those that come along.</p>
        )}
      </section>
      <SaveImageRun />
      <SaveNetwork />
      <section>
        <h3>What was measured</h3>
        <p className="note">
          {phases === 0 ? (
            'Nothing is measured yet: there is something to save once a phase is over.'
          ) : (
            <>
              Sizes, losses, accuracies, predictions, scores and times of{' '}
              {looking === 'own' ? 'your run' : 'the stored run'}, {phases === 1 ? '1 phase' : `${phases} phases`}: the
              same file that the command line writes. It is for your own analyses and for “merge” there; no page opens
              it again.
            </>
          )}
        </p>
        <div className="share-buttons">
          <button
            type="button"
            className="button"
            aria-disabled={phases === 0}
            onClick={() => phases > 0 && void save()}
          >
            Save result
          </button>
        </div>
      </section>
      <section>
        <h3>The same run without a browser</h3>
        <CopyField label="Command that repeats the run" text={command} copyLabel="Copy command" code />
        {notes.length > 0 && <p className="note">{notes.join(' ')}</p>}
      </section>
    </Dialog>
  );
}

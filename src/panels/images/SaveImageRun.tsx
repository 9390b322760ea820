/** "The run" of the dialog "Take it with you": the visitor's run as a file that opens again, here and on the command line. */
import { useId } from 'react';
import { lookingAt, type OwnRun, ownOf } from '../../store/images/image-lab-state.ts';
import { useRunStore } from '../lab-context.ts';
import { useImageLab, useImages } from './image-context.ts';

function noteOf(own: OwnRun | undefined): string {
  if (!own)
    return 'A stored run comes along with the page, so its link is enough. A run that you train here can be saved.';
  if (own.finished.length === own.phases) {
    return 'What was measured, to be looked through here again. Its weights are not in it: save the network for those.';
  }
  if (!own.state) return 'There is a run to save once its first epoch is over.';
  return 'As it was after its last epoch. It opens here again and goes on from there; so does the command line, with --resume.';
}

export function SaveImageRun() {
  const lab = useImageLab();
  const { notify } = useRunStore().getState();
  const reason = useId();
  const own = useImages((state) => (lookingAt(state) === 'own' ? ownOf(state) : undefined));
  const ready = own !== undefined && (own.state !== undefined || own.finished.length === own.phases);
  const save = async () => {
    try {
      const { saveImageRun } = await import('../../actions/save-image-run.ts');
      const own = ownOf(lab.getState());
      if (own) saveImageRun(own);
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), 'error');
    }
  };
  return (
    <section>
      <h3>The run</h3>
      <p className="note" id={reason}>
        {noteOf(own)}
      </p>
      <div className="share-buttons">
        <button
          type="button"
          className="button"
          aria-disabled={!ready || undefined}
          aria-describedby={reason}
          onClick={() => ready && void save()}
        >
          Save run
        </button>
      </div>
    </section>
  );
}

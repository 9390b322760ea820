/** A box for points: pasted or typed, with a picture of what they are while they are. */
import { useId, useState } from 'react';
import { chooseTarget } from '../../actions/target.ts';
import { formatCount, formatRange } from '../../charts/numbers.ts';
import { thumbnailOfPoints } from '../../charts/thumbnail.ts';
import { targetStore } from '../../store/target-store.ts';
import { type Points, parsePoints } from '../../tasks/csv.ts';
import { Dialog } from '../Dialog.tsx';
import { FilePicker, POINTS } from '../FilePicker.tsx';
import { useRunStore } from '../lab-context.ts';

/** What a text is as points: them, a sentence that says why not, or nothing while it is empty. */
function read(text: string): { points?: Points; problem?: string } {
  if (text.trim() === '') return {};
  try {
    return { points: parsePoints(text, 'optional') };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

export function PasteDialog() {
  const store = useRunStore();
  const [text, setText] = useState('');
  const { points, problem } = read(text);
  const id = useId();
  const close = () => targetStore.setState({ pasting: false });
  return (
    <Dialog
      title="Your own points"
      note="Two columns, x and y, separated by commas, semicolons or tabs: from a spreadsheet, a file, or typed."
      className="paste"
      onClose={close}
    >
      <textarea
        aria-label="Points"
        aria-describedby={id}
        aria-invalid={problem !== undefined}
        rows={7}
        spellCheck={false}
        placeholder={'x,y\n0,1.2\n0.5,0.8\n1,0.1'}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="paste-preview" data-empty={points === undefined || undefined}>
        {points && (
          <svg viewBox="0 0 100 50" preserveAspectRatio="none" aria-hidden="true">
            <path d={thumbnailOfPoints(points.x, points.y).path} />
          </svg>
        )}
      </div>
      <p id={id} className="note" data-problem={problem !== undefined || undefined} aria-live="polite">
        {problem ??
          (points
            ? `${formatCount(points.x.length)} points, x from ${formatRange(points.x)}, y from ${formatRange(points.y)}.`
            : 'The points appear here.')}
      </p>
      <div className="paste-buttons">
        <button
          type="button"
          className="button primary"
          aria-disabled={points === undefined}
          onClick={() => {
            if (!points) return;
            close();
            chooseTarget(store, { given: { name: 'pasted points', ...points } });
          }}
        >
          Learn these points
        </button>
        <FilePicker name="CSV file" accept={POINTS} onOpened={close}>
          Open a file
        </FilePicker>
      </div>
    </Dialog>
  );
}

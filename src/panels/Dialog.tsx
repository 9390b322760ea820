/** A modal dialog: opens when it is put on the page, and closes with Escape, its button, or a press beside it. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import '../styles/dialog.css';

export interface DialogProps {
  readonly title: string;
  /** A quiet line below the title. */
  readonly note?: ReactNode;
  readonly className?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, note, className = '', onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself.
    <dialog
      ref={dialog}
      className={`card dialog ${className}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <div>
            <h2 id={id}>{title}</h2>
            {note !== undefined && <p className="note">{note}</p>}
          </div>
          <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** A button that opens a file of the visitor's: a run or points, whichever it is. */
import { type ReactNode, useRef } from 'react';
import { openFile } from '../actions/files.ts';
import { useRunStore } from './lab-context.ts';

export interface FilePickerProps {
  /** The accessible name of the file field behind the button. */
  readonly name: string;
  /** What the browser's dialog offers, as in the HTML attribute. */
  readonly accept: string;
  readonly className?: string;
  readonly title?: string;
  /** Called when a file has been opened, or refused with a message. */
  readonly onOpened?: () => void;
  readonly children: ReactNode;
}

export const RUN_OR_POINTS = '.json,.csv,.checkpoint,application/json,text/csv,text/plain';
export const POINTS = '.csv,text/csv,text/plain';

export function FilePicker({ name, accept, className = 'button', title, onOpened, children }: FilePickerProps) {
  const store = useRunStore();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} title={title} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        aria-label={name}
        accept={accept}
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file) void openFile(file, store).then(onOpened);
        }}
      />
    </>
  );
}

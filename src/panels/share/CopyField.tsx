/** A text to take along: shown whole, selected by a click, copied by a button. */
import { Fragment, useEffect, useRef, useState } from 'react';

export interface CopyFieldProps {
  /** What the text is, for those who do not see it. */
  readonly label: string;
  readonly text: string;
  /** The button's name: "Copy link". */
  readonly copyLabel: string;
  /** A command: lines break between its words only. */
  readonly code?: boolean;
}

/** How long the button says that it copied. */
const SAID_TIME = 2500;

export function CopyField({ label, text, copyLabel, code = false }: CopyFieldProps) {
  const field = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_TIME);
    return () => clearTimeout(timer);
  }, [said]);
  const select = () => field.current && getSelection()?.selectAllChildren(field.current);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      // Without a secure connection a page may not copy; the visitor still can.
      field.current?.focus();
      select();
      setSaid('Selected; press Ctrl+C or ⌘C');
    }
  };
  const parts = text.split(code ? /(?<= )/ : /(?<=[?&])/);
  return (
    <div className="copy-field">
      {/* biome-ignore lint/a11y/useSemanticElements: a field of HTML cannot choose where its lines break. */}
      <div
        ref={field}
        role="textbox"
        tabIndex={0}
        aria-label={label}
        aria-readonly="true"
        aria-multiline="true"
        className={code ? 'copied-text code' : 'copied-text'}
        onFocus={select}
      >
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in order.
          <Fragment key={index}>
            <span>{part}</span>
            <wbr />
          </Fragment>
        ))}
      </div>
      <button type="button" className="button" aria-label={copyLabel} onClick={() => void copy()}>
        {said || copyLabel}
      </button>
      <span role="status" aria-label={`${copyLabel}: result`} className="visually-hidden">
        {said}
      </span>
    </div>
  );
}

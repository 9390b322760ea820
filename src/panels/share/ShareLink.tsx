/** The link of what is on screen, the first thing that one takes along. */
import type { ReactNode } from 'react';
import { CopyField } from './CopyField.tsx';

export function ShareLink({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <section>
      <h3>A link to exactly this view</h3>
      <CopyField label="Link to this view" text={text} copyLabel="Copy link" />
      {children}
    </section>
  );
}

/** One step of the explanation: where it stands in the paper, the formula, our words, and what we chose where it is silent. */
import type { ReactNode } from 'react';

export interface StepProps {
  readonly id: string;
  /** As the paper numbers it: `eq. 3`. */
  readonly mark: string;
  /** Where in the paper. */
  readonly place: string;
  readonly title: string;
  readonly formulas?: readonly { readonly label: string; readonly formula: ReactNode }[];
  readonly ours?: ReactNode;
  /** Where it can be watched. */
  readonly see?: readonly { readonly href: string; readonly text: string }[];
  readonly children: ReactNode;
}

export function Step({ id, mark, place, title, formulas = [], ours, see = [], children }: StepProps) {
  return (
    <section className="step" id={id} aria-labelledby={`${id}-title`}>
      <p className="step-mark">
        <strong>{mark}</strong>
        <span>{place}</span>
      </p>
      <div className="step-body">
        <h3 id={`${id}-title`}>{title}</h3>
        {formulas.map(({ label, formula }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
          <section key={label} className="formula-box" aria-label={label} tabIndex={0}>
            {formula}
          </section>
        ))}
        {children}
        {see.length > 0 && (
          <p className="step-see">
            {see.map(({ href, text }) => (
              <a key={href} className="button" href={href}>
                {text}
              </a>
            ))}
          </p>
        )}
      </div>
      {ours !== undefined && (
        <aside className="step-ours" aria-label={`Our choice: ${title}`}>
          <h4>
            <span className="ours" aria-hidden="true">
              ∘
            </span>{' '}
            Our choice
          </h4>
          {ours}
        </aside>
      )}
    </section>
  );
}

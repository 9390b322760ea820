/** The four sub-steps of a phase, and which of them it is. */

export const STAGE_LABELS = ['Train', 'Over-grow', 'Score', 'Select'] as const;

export interface StagesProps {
  /** One of the labels; none before a run begins. */
  readonly current: (typeof STAGE_LABELS)[number] | undefined;
  /** How much of it is done, 0 to 1. */
  readonly done: number;
}

export function Stages({ current, done }: StagesProps) {
  return (
    <ol className="stages">
      {STAGE_LABELS.map((label) => {
        const on = label === current;
        const style = on ? ({ '--done': done } as React.CSSProperties) : undefined;
        return (
          <li key={label} className="stage" aria-current={on ? 'step' : undefined} style={style}>
            {label}
          </li>
        );
      })}
    </ol>
  );
}

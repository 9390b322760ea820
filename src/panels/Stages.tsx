/** The four sub-steps of a phase, and which of them it is. */

const STAGE_LABELS = ['Train', 'Over-grow', 'Score', 'Select'] as const;

export type StageLabel = (typeof STAGE_LABELS)[number];

/** What the button of a stage says to those who wait on it. */
const HELP: Readonly<Record<StageLabel, string>> = {
  Train: 'Stop where training ends',
  'Over-grow': 'Stop where the candidates are tuned',
  Score: 'Stop where the candidates are scored',
  Select: 'Stop where the best are kept',
};

export interface StagesProps {
  /** None before a run begins. */
  readonly current: StageLabel | undefined;
  /** How much of it is done, 0 to 1. */
  readonly done: number;
  /** Goes to a sub-step; without it they cannot be gone to. */
  readonly onGo?: ((label: StageLabel) => void) | undefined;
}

export function Stages({ current, done, onGo }: StagesProps) {
  return (
    <ol className="stages">
      {STAGE_LABELS.map((label) => {
        const on = label === current;
        const style = on ? ({ '--done': done } as React.CSSProperties) : undefined;
        return (
          <li key={label} className="stage" aria-current={on ? 'step' : undefined} style={style}>
            {onGo ? (
              <button type="button" title={HELP[label]} onClick={() => onGo(label)}>
                {label}
              </button>
            ) : (
              <span>{label}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

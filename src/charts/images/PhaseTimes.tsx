/** "Time per phase": seconds of growth and of training as a bar each phase. */

export interface PhaseTime {
  /** Seconds of the growth that led to the phase; 0 for the first. */
  readonly grow: number;
  /** Seconds of training so far. */
  readonly train: number;
}

export interface PhaseTimesProps {
  readonly times: readonly PhaseTime[];
  /** How many phases the run has when it is over. */
  readonly phases: number;
  /** From 1: the phase that is looked at. */
  readonly shown: number | undefined;
  readonly width: number;
}

const ROW = 20;
const LEFT = 16;

export function phaseTimesHeight(phases: number): number {
  return phases * ROW + 2;
}

/** 0.06 s, 12 s, or 4 min 10 s. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.5) return `${seconds < 9.95 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Both in one unit: `15 + 109 s`, `4.2 + 38 min`; training alone where nothing grew. */
export function formatPair({ grow, train }: PhaseTime): string {
  const [unit, seconds] = train < 600 ? ['s', 1] : train < 36_000 ? ['min', 60] : ['h', 3600];
  const text = (value: number) => {
    const shown = value / Number(seconds);
    return shown >= 9.95 ? shown.toFixed(0) : shown >= 0.095 ? shown.toFixed(1) : shown.toFixed(2);
  };
  return `${grow > 0 ? `${text(grow)} + ` : ''}${text(train)} ${unit}`;
}

export function PhaseTimes({ times, phases, shown, width }: PhaseTimesProps) {
  const longest = Math.max(1e-6, ...times.map(({ grow, train }) => grow + train));
  const right = 12 + 6.4 * Math.max(6, ...times.map((time) => formatPair(time).length));
  const scale = (width - LEFT - right) / longest;
  return (
    <svg width={width} height={phaseTimesHeight(phases)} className="phase-times" aria-hidden="true">
      {Array.from({ length: phases }, (_, k) => {
        const time = times[k];
        const [grow, train] = time ? [time.grow * scale, time.train * scale] : [0, 0];
        return (
          <g
            // biome-ignore lint/suspicious/noArrayIndexKey: phases never move.
            key={k}
            transform={`translate(0 ${k * ROW})`}
            className={shown === k + 1 ? 'phase-time shown' : 'phase-time'}
          >
            <text x={8} y={ROW / 2} dy="0.35em" textAnchor="middle">
              {k + 1}
            </text>
            {!time && <line x1={LEFT + 4} x2={width - right} y1={ROW / 2} y2={ROW / 2} />}
            {time && (
              <>
                <rect x={LEFT + 4} y={5} width={Math.max(0, grow)} height={ROW - 10} className="time-grow" />
                <rect x={LEFT + 4 + grow} y={5} width={Math.max(0.5, train)} height={ROW - 10} className="time-train" />
                <text x={LEFT + 10 + grow + train} y={ROW / 2} dy="0.35em" className="time-text">
                  {formatPair(time)}
                </text>
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Progress on standard error: a bar that is redrawn in a terminal, plain lines elsewhere. */

/** Milliseconds between two drawings of the bar, and between two lines. */
const REDRAW_MS = 100;
const LINE_MS = 1000;
const BAR_WIDTH = 24;

/** Where progress goes; process.stderr is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  /**
   * Training steps that run number `job` has taken so far.
   * @param work the same with what else it has done, counted as steps; for time left
   */
  steps(job: number, steps: number, work?: number): void;
  /** Run number `job` is complete. */
  done(job: number): void;
  /** Writes a sentence above the bar. */
  say(sentence: string): void;
  /** Draws the last state and ends the line. */
  finish(): void;
}

/** Seconds as `1:02:03` or `2:03`. */
export function clock(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * @param wholes work of each run if it does not end early; one that does counts as whole once it is done
 * @param now milliseconds
 */
export function createProgress(
  wholes: readonly number[],
  terminal: Terminal,
  now: () => number = () => performance.now(),
): Progress {
  const jobs = wholes.length;
  const total = wholes.reduce((sum, value) => sum + value, 0);
  const taken = new Array<number>(jobs).fill(0);
  const worked = new Array<number>(jobs).fill(0);
  const finished = new Set<number>();
  const start = now();
  let drawn = start; // nothing to estimate from before the first pause

  const draw = () => {
    const seconds = (now() - start) / 1000;
    const steps = taken.reduce((sum, value) => sum + value, 0);
    const counted = worked.reduce((sum, value, job) => sum + (finished.has(job) ? wholes[job]! : value), 0);
    const part = jobs === 0 ? 1 : Math.min(1, counted / total);
    const rate = seconds > 0 ? Math.round(steps / seconds) : 0;
    const left = finished.size === jobs ? '' : part > 0 ? ` · ${clock((seconds * (1 - part)) / part)} left` : '';
    const facts = `${finished.size}/${jobs} runs · ${rate} network-steps/s · ${clock(seconds)}${left}`;
    const filled = Math.round(part * BAR_WIDTH);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(part * 100)}%`;
    // \x1b[K clears what a longer line left behind.
    terminal.write(terminal.isTTY ? `\r${bar} ${facts}\x1b[K` : `${bar} ${facts}\n`);
    drawn = now();
  };
  const drawIfDue = () => {
    if (now() - drawn >= (terminal.isTTY ? REDRAW_MS : LINE_MS)) draw();
  };
  return {
    steps(job, steps, work = steps) {
      taken[job] = steps;
      worked[job] = work;
      drawIfDue();
    },
    done(job) {
      finished.add(job);
      drawIfDue();
    },
    say(sentence) {
      terminal.write(terminal.isTTY ? `\r${sentence}\x1b[K\n` : `${sentence}\n`);
      if (terminal.isTTY) draw();
    },
    finish() {
      draw();
      if (terminal.isTTY) terminal.write('\n');
    },
  };
}

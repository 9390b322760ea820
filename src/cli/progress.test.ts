import { describe, expect, it } from 'vitest';
import { clock, createProgress } from './progress.ts';

/** A terminal that remembers, and a clock that is moved by hand. */
function setup(isTTY: boolean) {
  const written: string[] = [];
  const time = { now: 0 };
  const progress = createProgress([100, 100, 100, 100], { isTTY, write: (text) => written.push(text) }, () => time.now);
  return { written, time, progress };
}

describe('progress', () => {
  it('outside a terminal is plain lines with runs, rate and time left, a second apart', () => {
    const { written, time, progress } = setup(false);
    for (let step = 1; step <= 100; step += 1) {
      time.now += 100;
      progress.steps(0, step);
    }
    progress.done(0);
    expect(written).toHaveLength(10);
    expect(written[0]).toBe('[#.......................] 2% 0/4 runs · 10 network-steps/s · 0:01 · 0:39 left\n');
    expect(written.every((text) => !text.includes('\r') && !text.includes('\x1b'))).toBe(true);
    progress.finish();
    expect(written.at(-1)).toBe('[######..................] 25% 1/4 runs · 10 network-steps/s · 0:10 · 0:30 left\n');
  });

  it('in a terminal redraws one line, at most ten times a second', () => {
    const { written, time, progress } = setup(true);
    for (let step = 1; step <= 100; step += 1) {
      time.now += 10;
      progress.steps(1, step);
    }
    expect(written).toHaveLength(10);
    expect(written.every((text) => text.startsWith('\r[') && text.endsWith('\x1b[K'))).toBe(true);
    progress.finish();
    expect(written.at(-1)).toBe('\n');
  });

  it('counts a run that ended early as whole once it is done', () => {
    const { written, time, progress } = setup(false);
    time.now = 800; // before the first line is due
    for (const job of [0, 1, 2, 3]) {
      progress.steps(job, 10);
      progress.done(job);
    }
    progress.finish();
    expect(written).toEqual(['[########################] 100% 4/4 runs · 50 network-steps/s · 0:01\n']);
  });

  it('of nothing is complete', () => {
    const written: string[] = [];
    createProgress([], { write: (text) => written.push(text) }, () => 0).finish();
    expect(written).toEqual(['[########################] 100% 0/0 runs · 0 network-steps/s · 0:00\n']);
  });

  it('writes times as clocks do', () => {
    expect([0, 59.6, 61, 3600, 36_061].map(clock)).toEqual(['0:00', '1:00', '1:01', '1:00:00', '10:01:01']);
  });
});

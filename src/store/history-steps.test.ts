import { afterEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { changedNumber, createHistorySteps, SAME_STEP } from './history-steps.ts';

/** A browser of one page: its history is a list of addresses. */
function browser() {
  const entries = ['#/toy'];
  const pointers = new EventTarget();
  const place = { at: 0, now: 0, refuses: false };
  const expectTaken = () => {
    if (place.refuses) throw new DOMException('Too many calls.', 'SecurityError');
  };
  const write = createHistorySteps({
    history: {
      pushState(_state, _title, hash) {
        expectTaken();
        place.at += 1;
        entries.splice(place.at, Infinity, String(hash));
      },
      replaceState(_state, _title, hash) {
        expectTaken();
        entries[place.at] = String(hash);
      },
    },
    location: {
      get hash() {
        return entries[place.at]!;
      },
    },
    pointers,
    now: () => place.now,
  });
  return {
    entries,
    write,
    wait: (milliseconds: number) => {
      place.now += milliseconds;
    },
    refuse: (refuses: boolean) => {
      place.refuses = refuses;
    },
    back: () => {
      place.at -= 1;
    },
    pointer: (name: 'down' | 'up' | 'cancel') => pointers.dispatchEvent(new Event(`pointer${name}`)),
  };
}

afterEach(() => void vi.useRealTimers());

describe('steps of the history', () => {
  test('a dragged slider is one step, however long the hand rests on the way', () => {
    const { entries, write, wait, pointer } = browser();
    pointer('down');
    for (let k = 1; k <= 20; k += 1) {
      wait(k === 10 ? 5 * SAME_STEP : 40);
      write(`#/toy?stepSize=${k}`, 'stepSize');
    }
    pointer('up');
    expect(entries).toEqual(['#/toy', '#/toy?stepSize=20']);
  });

  test('a key that is pressed again and again is one step; one pressed later is another', () => {
    const { entries, write, wait } = browser();
    for (let k = 1; k <= 10; k += 1) {
      write(`#/toy?seed=${k}`, 'seed');
      wait(SAME_STEP - 1);
    }
    wait(1);
    write('#/toy?seed=11', 'seed');
    expect(entries).toEqual(['#/toy', '#/toy?seed=10', '#/toy?seed=11']);
  });

  test('a drag that begins later is a step of its own, and so is one that was broken off', () => {
    const { entries, write, wait, pointer } = browser();
    for (const name of ['up', 'cancel'] as const) {
      pointer('down');
      write(`#/toy?seed=1${name}`, 'seed');
      pointer(name);
      wait(SAME_STEP);
      write(`#/toy?seed=2${name}`, 'seed');
      wait(SAME_STEP);
    }
    wait(SAME_STEP);
    pointer('down');
    write('#/toy?seed=3', 'seed');
    expect(entries).toHaveLength(1 + 5);
  });

  test('another setting, and what is no number, is a step of its own', () => {
    const { entries, write } = browser();
    write('#/toy?seed=1', 'seed');
    write('#/toy?seed=1&points=2', 'points');
    write('#/toy?seed=2&points=2', 'seed');
    write('#/toy?target=sine', undefined);
    write('#/toy?target=chirp', undefined);
    expect(entries).toHaveLength(1 + 5);
  });

  test('after Back, the next change does not overwrite where one has gone', () => {
    const { entries, write, back } = browser();
    write('#/toy?seed=1', 'seed');
    back();
    write('#/toy?seed=2', 'seed');
    expect(entries).toEqual(['#/toy', '#/toy?seed=2']);
  });

  test('what the browser refuses for being too much is written a moment later, as the step that it is', () => {
    vi.useFakeTimers();
    const { entries, write, refuse, back } = browser();
    write('#/toy?seed=1', 'seed');
    refuse(true);
    write('#/toy?seed=2', 'seed');
    write('#/toy?seed=3', 'seed');
    refuse(false);
    vi.advanceTimersByTime(SAME_STEP);
    expect(entries).toEqual(['#/toy', '#/toy?seed=3']);
    refuse(true);
    write('#/toy?seed=3&points=5', 'points');
    write('#/toy?seed=3&points=6', 'points');
    vi.advanceTimersByTime(SAME_STEP);
    refuse(false);
    vi.advanceTimersByTime(SAME_STEP);
    expect(entries).toEqual(['#/toy', '#/toy?seed=3', '#/toy?seed=3&points=6']);
    refuse(true);
    write('#/toy?seed=3&points=7', 'points');
    back();
    refuse(false);
    vi.advanceTimersByTime(SAME_STEP);
    expect(entries).toEqual(['#/toy', '#/toy?seed=3', '#/toy?seed=3&points=6']);
  });
});

test('names the one number that changed, and nothing else', () => {
  const changed = (change: object) => changedNumber(DEFAULT_RECIPE, { ...DEFAULT_RECIPE, ...change });
  expect(changed({ stepSize: 0.2 })).toBe('stepSize');
  expect(changed({})).toBeUndefined();
  expect(changed({ stepSize: 0.2, seed: 9 })).toBeUndefined();
  expect(changed({ method: 'net2net' })).toBeUndefined();
  expect(changed({ curve: 'drawn' })).toBeUndefined();
  expect(changed({ changes: [] })).toBeUndefined();
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LeftRun, leavePlace, leaveRun, leftPlaces, leftRuns } from './left-runs.ts';
import { storageStub } from './storage-stub.ts';

const summary = { id: '#/toy?v=1 cpu', name: '', recipe: 'Firefly', engine: 'cpu', savedAt: 5, phase: 2, neurons: 3 };
const run = (id: string, text: string): LeftRun => ({
  summary: { ...summary, id, loss: 0.5, events: 9, complete: false, at: 1500 },
  text,
});
const left = () => leftRuns().map((one) => one.left);

beforeEach(() => vi.stubGlobal('localStorage', storageStub()));
afterEach(() => vi.unstubAllGlobals());

describe('what the page is left with', () => {
  it('is read back as it was, and gone when it is forgotten', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), fc.string({ unit: 'grapheme' }), (ids, text) => {
        localStorage.setItem('firefly-lab/theme', 'dark');
        const runs = ids.map((id) => run(id, `${text}\n${id}`));
        for (const one of runs) expect(leaveRun(one)).toBe(true);
        expect(left()).toEqual(runs);
        for (const { forget } of leftRuns()) forget();
        expect(left()).toEqual([]);
        expect(localStorage.getItem('firefly-lab/theme')).toBe('dark');
      }),
      { numRuns: 30 },
    );
  });

  it('stays when it was left anew since it was read', () => {
    leaveRun(run('a', 'short'));
    const [before] = leftRuns();
    leaveRun(run('a', 'longer'));
    before!.forget();
    expect(left()).toEqual([run('a', 'longer')]);
  });

  it('is a place, until the run itself is left', () => {
    leavePlace('a', 700);
    leavePlace('b', 800);
    expect(leftPlaces().map((one) => one.left)).toEqual([
      { id: 'a', at: 700 },
      { id: 'b', at: 800 },
    ]);
    leaveRun(run('a', 'text'));
    expect(leftPlaces().map((one) => one.left)).toEqual([{ id: 'b', at: 800 }]);
  });

  it('is dropped where it is damaged', () => {
    leaveRun(run('a', 'text'));
    const key = localStorage.key(0)!;
    for (const value of ['', 'nothing\ntext', '{}\ntext', `${JSON.stringify(run('b', '').summary)}\ntext`]) {
      localStorage.setItem(key, value);
      expect(left()).toEqual([]);
      expect(localStorage.length).toBe(0);
    }
  });

  it('is refused where local storage is full or forbidden', () => {
    vi.stubGlobal('localStorage', storageStub(400));
    expect(leaveRun(run('a', 'x'.repeat(400)))).toBe(false);
    expect(leaveRun(run('a', 'x'))).toBe(true);
    const no = () => {
      throw new DOMException('no', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { setItem: no, getItem: no, removeItem: no, key: no, length: 1 });
    expect(leaveRun(run('a', 'x'))).toBe(false);
    expect(leavePlace('a', 1)).toBe(false);
    expect(left()).toEqual([]);
    vi.stubGlobal('localStorage', undefined);
    expect(leaveRun(run('a', 'x'))).toBe(false);
    expect(left()).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRecipe, recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { runFile, runFilePieces } from '../runs/file.ts';
import { isWorthKeeping, leftRun, packRun, runId } from './pack-run.ts';
import { unpackRun } from './packed-run.ts';

const events = await recordRun(SMALL_RECIPE);
const line = {
  recipe: SMALL_RECIPE,
  report: { kind: 'plain', device: '', reason: '', software: false, selfTestError: 0 },
  events,
  cursor: events.length - 1,
  seen: events.length - 1,
  status: 'complete',
} as const;
const noRest = () => undefined;

describe('packing', () => {
  it('in pieces gives the text of the run file, byte for byte', () => {
    fc.assert(
      fc.property(arbitraryRecipe, fc.integer({ min: 0, max: events.length }), (recipe, length) => {
        const log = events.slice(0, length);
        expect([...runFilePieces(recipe, 'cpu', log)].join('')).toBe(JSON.stringify(runFile(recipe, 'cpu', log)));
      }),
      { numRuns: 30 },
    );
  });

  it('is undone by unpacking, gzipped or not; a run that the page is left with is the same text', async () => {
    const text = JSON.stringify(runFile(SMALL_RECIPE, 'plain', events));
    const { summary, packed } = await packRun(line, 1, noRest);
    expect(packed.gzipped).toBe(true);
    expect(packed.bytes.length).toBeLessThan(text.length / 2);
    expect(await unpackRun(packed)).toBe(text);
    // Without gzip, as in a browser that has none, and as earlier versions kept runs.
    expect(await unpackRun({ bytes: new TextEncoder().encode(text), gzipped: false })).toBe(text);
    expect(leftRun(line, 1)).toEqual({ summary, text });
  });

  it('rests between pieces, and gives up when told so', async () => {
    let rests = 0;
    await packRun(line, 1, () => {
      rests += 1;
      return Promise.resolve();
    });
    expect(rests).toBeGreaterThan(events.length);
    const giveUp = () => Promise.reject(new Error('enough'));
    await expect(packRun(line, 1, giveUp)).rejects.toThrow('enough');
  });

  it('tells runs apart by recipe, engine and points, and nothing else', () => {
    const given = { name: 'a.csv', x: [0, 1], y: [1, 2] };
    const ids = [
      runId(SMALL_RECIPE, 'cpu'),
      runId(SMALL_RECIPE, 'webgpu'),
      runId({ ...SMALL_RECIPE, seed: 9 }, 'cpu'),
      runId({ ...SMALL_RECIPE, given }, 'cpu'),
      runId({ ...SMALL_RECIPE, given: { ...given, y: [1, 3] } }, 'cpu'),
      runId({ ...SMALL_RECIPE, changes: [{ phase: 2, keep: ['fresh 1'] }] }, 'cpu'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(runId({ ...SMALL_RECIPE, given: { ...given } }, 'cpu')).toBe(ids[3]);
  });

  it('keeps what has grown before the eyes of the visitor, or has ended', () => {
    const grown = events.findIndex(({ kind }) => kind === 'apply');
    const state = { ...line, status: 'computing' as const };
    expect(isWorthKeeping({ ...state, seen: grown - 1 })).toBe(false);
    expect(isWorthKeeping({ ...state, seen: grown })).toBe(true);
    expect(isWorthKeeping({ ...state, events: [], seen: -1 })).toBe(false);
    // One that has ended without growing, once its end was seen.
    const ended = { ...state, events: events.slice(0, 3), status: 'complete' } as const;
    expect(isWorthKeeping({ ...ended, seen: 2 })).toBe(true);
    expect(isWorthKeeping({ ...ended, seen: 1 })).toBe(false);
    expect(isWorthKeeping({ ...ended, seen: 2, status: 'computing' })).toBe(false);
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';

type FreeFrames = typeof import('./free-frames.ts');

/** A fresh module, and the browser's frames by hand. */
async function open() {
  let due: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (perform: () => void) => due.push(perform));
  vi.resetModules();
  const frames: FreeFrames = await import('./free-frames.ts');
  const frame = () => {
    const now = due;
    due = [];
    for (const perform of now) perform();
  };
  return { ...frames, frame, pending: () => due.length };
}

describe('work that waits for a frame of its own', () => {
  beforeEach(() => {
    vi.unstubAllGlobals();
  });

  it('comes one piece a frame, in order, and then nothing is watched any more', async () => {
    const { whenFree, playedFrame, playedNoFrame, inPieces, frame, pending } = await open();
    const done: string[] = [];
    playedFrame(false);
    playedNoFrame();
    expect(inPieces()).toBe(false);
    playedFrame(false);
    whenFree(() => done.push('a'));
    playedNoFrame();
    const takeBack = whenFree(() => done.push('b'));
    whenFree(() => done.push('c'));
    takeBack();
    whenFree(() => done.push('words'), true);
    expect(done).toEqual([]);
    frame();
    expect(done).toEqual(['words']);
    frame();
    expect(done).toEqual(['words', 'a']);
    frame();
    expect(done).toEqual(['words', 'a', 'c']);
    // What the last piece brings along is made in pieces as well.
    expect(inPieces()).toBe(true);
    frame();
    expect(inPieces()).toBe(false);
    expect(pending()).toBe(0);
  });

  it('brings nothing in pieces that was never played fast', async () => {
    const { whenFree, inPieces, frame } = await open();
    const done: string[] = [];
    whenFree(() => done.push('a'));
    expect(inPieces()).toBe(false);
    frame();
    expect(done).toEqual(['a']);
  });

  it('waits for frames of fast playback in which no figure moves', async () => {
    const { whenFree, playedFrame, inPieces, frame } = await open();
    const done: string[] = [];
    playedFrame(false);
    expect(inPieces()).toBe(true);
    whenFree(() => done.push('a'));
    whenFree(() => done.push('b'));
    // Whether the browser calls playback first or these makes no difference.
    frame();
    playedFrame(false);
    playedFrame(false);
    frame();
    expect(done).toEqual([]);
    playedFrame(true);
    frame();
    expect(done).toEqual(['a']);
  });

  it('goes on after fast playback, but not in the frame in which it ends', async () => {
    const { whenFree, playedFrame, playedNoFrame, frame } = await open();
    const done: string[] = [];
    playedFrame(false);
    whenFree(() => done.push('a'));
    frame();
    playedNoFrame();
    frame();
    expect(done).toEqual([]);
    frame();
    expect(done).toEqual(['a']);
  });

  it('is all done at once for a visitor who acts, also what it brings along', async () => {
    const { whenFree, playedFrame, performWaiting, inPieces, frame } = await open();
    const done: string[] = [];
    playedFrame(false);
    whenFree(() => {
      done.push('a');
      whenFree(() => done.push('within a'));
    });
    whenFree(() => done.push('b'));
    performWaiting();
    expect(done).toEqual(['a', 'b', 'within a']);
    expect(inPieces()).toBe(false);
    frame();
    frame();
    expect(done.length).toBe(3);
  });
});

/**
 * Work that waits for a frame of its own. While a run plays at the fastest speeds, figures with many parts are made in
 * pieces, each in a frame in which no figure moves; at other times a piece comes in the next frame.
 */

const waiting = new Set<() => void>();
/** Playback asks for its frames at one of the fastest speeds. */
let fast = false;
let watching = false;
/** There was no fast playback in the frame before. */
let calm = true;

function performFirst(): void {
  const [first] = waiting;
  if (!first) return;
  waiting.delete(first);
  first();
}

function watch(): void {
  watching = true;
  requestAnimationFrame(() => {
    // The frame after the last piece is still watched: until then what the piece brought along is made in pieces too.
    if (waiting.size === 0) {
      watching = false;
      return;
    }
    if (calm && !fast) performFirst();
    // In the frame in which fast playback ends, the fit moves.
    calm = !fast;
    watch();
  });
}

/**
 * Performs something in a frame in which nothing else moves, after whatever waits already. It should render at once
 * (`flushSync`): what React renders later is laid out together with the frame after.
 * @returns takes it back
 */
export function whenFree(perform: () => void): () => void {
  waiting.add(perform);
  if (!watching) watch();
  return () => waiting.delete(perform);
}

/** Whether figures are to be made in pieces now. */
export function inPieces(): boolean {
  return fast || watching;
}

/** To be called in each frame of fast playback. @param free whether no figure moves in it */
export function playedFrame(free: boolean): void {
  fast = true;
  if (free) performFirst();
}

/** To be called when playback rests, or is slow. */
export function playedNoFrame(): void {
  fast = false;
}

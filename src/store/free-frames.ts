/**
 * Work that waits for a frame of its own. While a run plays at the fastest speeds, figures with many parts are made in
 * pieces, each in a frame in which no figure moves; at other times a piece comes in the next frame.
 */

let waiting: readonly (() => void)[] = [];
/** Playback asks for its frames at one of the fastest speeds. */
let fast = false;
/** What fast playback left waiting is still being made. */
let settling = false;
let watching = false;
/** There was no fast playback in the frame before. */
let calm = true;

function performFirst(): void {
  const [first, ...others] = waiting;
  waiting = others;
  first?.();
}

function watch(): void {
  watching = true;
  requestAnimationFrame(() => {
    // The frame after the last piece is still watched: until then what the piece brought along is made in pieces too.
    if (waiting.length === 0) {
      watching = false;
      settling = false;
      return;
    }
    if (calm && !fast) performFirst();
    // In the frame in which fast playback ends, the fit moves.
    calm = !fast;
    watch();
  });
}

/**
 * Performs something in a frame in which nothing else moves. It should render at once (`flushSync`): what React renders
 * later is laid out together with the frame after.
 * @param ahead before whatever waits already, for a few words that should not lag behind
 * @returns takes it back
 */
export function whenFree(perform: () => void, ahead = false): () => void {
  const piece = () => perform();
  waiting = ahead ? [piece, ...waiting] : [...waiting, piece];
  if (!watching) watch();
  return () => {
    waiting = waiting.filter((one) => one !== piece);
  };
}

/** Whether figures are to be made in pieces now. */
export function inPieces(): boolean {
  return fast || settling;
}

/** To be called in each frame of fast playback. @param free whether no figure moves in it */
export function playedFrame(free: boolean): void {
  fast = true;
  settling = true;
  if (free) performFirst();
}

/** To be called when playback rests, or is slow. */
export function playedNoFrame(): void {
  fast = false;
  if (!watching) settling = false;
}

/** Performs all that waits, at once: to be called when a visitor acts on a run that rests, and so sees all of it as it is. */
export function performWaiting(): void {
  fast = false;
  settling = false;
  while (waiting.length > 0) performFirst();
}

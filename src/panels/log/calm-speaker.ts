/** Lets at most one message through in some time; of those that come too soon, only the newest is said, when time is up. */
export interface CalmSpeaker {
  /** @param tell makes the message when it is its turn; most never have one. Undefined for nothing to say. */
  say(tell: () => string | undefined): void;
  /** Forgets what waits. */
  stop(): void;
}

export function createCalmSpeaker(speak: (text: string) => void, interval: number): CalmSpeaker {
  let waiting: (() => string | undefined) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: string | undefined;
  const next = () => {
    timer = undefined;
    const text = waiting?.();
    waiting = undefined;
    if (text === undefined || text === last) return;
    last = text;
    speak(text);
    timer = setTimeout(next, interval);
  };
  return {
    say(tell) {
      waiting = tell;
      if (timer === undefined) next();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      waiting = undefined;
    },
  };
}

/** Lets at most one message through in some time; of those that come too soon, only the newest is said, when time is up. */
export interface CalmSpeaker {
  say(text: string): void;
  /** Forgets what waits. */
  stop(): void;
}

export function createCalmSpeaker(speak: (text: string) => void, interval: number): CalmSpeaker {
  let waiting: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: string | undefined;
  const next = () => {
    timer = undefined;
    if (waiting === undefined) return;
    last = waiting;
    waiting = undefined;
    speak(last);
    timer = setTimeout(next, interval);
  };
  return {
    say(text) {
      if (text === (waiting ?? last)) return;
      waiting = text;
      if (timer === undefined) next();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      waiting = undefined;
    },
  };
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunStore } from '../../store/run-store.ts';
import { pitchOf, soundLoss } from './loss-sound.ts';

/** A browser's audio, as far as it is used: remembers where each value is heading. */
class Value {
  target = 0;
  setTargetAtTime(target: number) {
    this.target = target;
  }
}
const nodes: Node[] = [];
class Node {
  gain = new Value();
  frequency = new Value();
  constructor() {
    nodes.push(this);
  }
  connect = (next: unknown) => next;
  start = () => {};
  stop = () => {};
}
const closed = vi.fn();
class Context {
  currentTime = 0;
  destination = {};
  resume = async () => {};
  close = closed;
}

beforeEach(() => {
  nodes.length = 0;
  vi.stubGlobal('AudioContext', Context);
  vi.stubGlobal('OscillatorNode', Node);
  vi.stubGlobal('GainNode', Node);
  vi.stubGlobal('document', new EventTarget());
});
afterEach(() => vi.unstubAllGlobals());

describe('the sound of the loss', () => {
  it('has a pitch that falls with the loss, an octave for equal factors, within what is pleasant to hear', () => {
    expect(pitchOf(1e-6)).toBeCloseTo(110, 9);
    expect(pitchOf(10)).toBeCloseTo(880, 9);
    expect(pitchOf(1e-4 * 10 ** (7 / 3)) / pitchOf(1e-4)).toBeCloseTo(2, 9);
    expect(pitchOf(0)).toBe(pitchOf(1e-9));
    expect(pitchOf(1e9)).toBe(pitchOf(10));
  });

  it('follows the event on screen, is silent while paused, rings at a growth and ends', () => {
    const events = [
      { kind: 'train', loss: 1 },
      { kind: 'train', loss: 0.01 },
      { kind: 'apply', loss: 0.001 },
    ];
    let state = { events, cursor: 0, playing: true };
    let listener: (now: typeof state, before: typeof state) => void = () => {};
    const stopped = vi.fn();
    const store = {
      getState: () => state,
      subscribe: (given: typeof listener) => {
        listener = given;
        return stopped;
      },
    } as unknown as RunStore;
    const go = (change: Partial<typeof state>) => {
      const before = state;
      state = { ...state, ...change };
      listener(state, before);
    };
    const end = soundLoss(store);
    const [tone, volume] = nodes;
    expect(tone!.frequency.target).toBe(pitchOf(1));
    expect(volume!.gain.target).toBeGreaterThan(0);
    go({ cursor: 1 });
    expect(tone!.frequency.target).toBe(pitchOf(0.01));
    expect(nodes).toHaveLength(2);
    go({ cursor: 2 });
    expect(nodes).toHaveLength(4);
    go({ playing: false });
    expect(volume!.gain.target).toBe(0);
    end();
    expect(stopped).toHaveBeenCalledOnce();
    expect(closed).toHaveBeenCalledOnce();
  });
});

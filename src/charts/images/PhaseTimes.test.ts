import { describe, expect, it } from 'vitest';
import { formatPair, formatSeconds } from './PhaseTimes.tsx';

describe('times for people', () => {
  it.each([
    [0.06, '0.06 s'],
    [4.47, '4.5 s'],
    [26.9, '27 s'],
    [129, '2 min 09 s'],
    [3725, '1 h 02 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('growth and training share a unit', () => {
    expect(formatPair({ grow: 0, train: 4.47 })).toBe('4.5 s');
    expect(formatPair({ grow: 0.06, train: 19.6 })).toBe('0.06 + 20 s');
    expect(formatPair({ grow: 15.2, train: 109 })).toBe('15 + 109 s');
    expect(formatPair({ grow: 252, train: 2280 })).toBe('4.2 + 38 min');
    expect(formatPair({ grow: 3600, train: 72_000 })).toBe('1.0 + 20 h');
  });
});

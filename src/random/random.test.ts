import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cos, exp, integerPower, log, sin, tanh } from './exact-math.ts';
import { openStream } from './stream.ts';

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(1e-300, Math.abs(b));

describe('exact math', () => {
  it('agrees with the host functions to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(relative(exp(x), Math.exp(x))).toBeLessThan(2e-15);
        expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(2e-15);
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-13);
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-13);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: 1e308, noNaN: true }), (x) => {
        expect(Math.abs(log(x) - Math.log(x))).toBeLessThan(2e-15 * Math.max(1, Math.abs(Math.log(x))));
      }),
    );
  });

  it('keeps the edges', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Infinity);
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(-1)).toBeNaN();
    expect(integerPower(0.5, 10)).toBe(1 / 1024);
    expect(integerPower(3, 0)).toBe(1);
  });
});

describe('streams', () => {
  it('repeat for the same seed and name, and differ otherwise', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (seed, name) => {
        const draw = (s: number, n: string) => {
          const stream = openStream(s, n);
          return [stream.uniform(), stream.normal(), stream.integer(1000), ...stream.unitVector(3)];
        };
        expect(draw(seed, name)).toEqual(draw(seed, name));
        expect(draw(seed, name)).not.toEqual(draw(seed, `${name}x`));
        expect(draw(seed, name)).not.toEqual(draw(seed + 1, name));
      }),
    );
  });

  it('have the moments of their distributions', () => {
    const stream = openStream(7, 'moments');
    const n = 40_000;
    let uniform = 0;
    let mean = 0;
    let square = 0;
    for (let i = 0; i < n; i += 1) {
      uniform += stream.uniform() / n;
      const z = stream.normal();
      mean += z / n;
      square += (z * z) / n;
    }
    expect(uniform).toBeCloseTo(0.5, 2);
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(square - 1)).toBeLessThan(0.03);
  });

  it('gives unit vectors of length one', () => {
    const vector = openStream(1, 'sphere').unitVector(5);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
  });
});

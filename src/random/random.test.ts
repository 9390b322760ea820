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

  it('are sfc32, seeded by FNV-1a: recipes and stored results rest on these very numbers', () => {
    const WORD = 2n ** 32n;
    const hash = (text: string, start: bigint) => {
      let sum = start % WORD;
      for (let at = 0; at < text.length; at += 1) sum = ((sum ^ BigInt(text.charCodeAt(at))) * 0x01000193n) % WORD;
      return sum;
    };
    // The published values of 32-bit FNV-1a.
    expect(hash('', 0x811c9dc5n)).toBe(0x811c9dc5n);
    expect(hash('foobar', 0x811c9dc5n)).toBe(0xbf9cf968n);
    // sfc32 as its author writes it, in whole numbers.
    const words = function* (seed: number, name: string): Generator<bigint, never> {
      let a = hash(name, 0x811c9dc5n ^ BigInt(seed));
      let b = hash(name, 0x9e3779b9n + BigInt(seed));
      let c = BigInt(seed);
      for (let counter = 1n; ; counter += 1n) {
        const word = (a + b + counter) % WORD;
        a = b ^ (b >> 9n);
        b = (c + (c << 3n)) % WORD;
        c = (((c << 21n) | (c >> 11n)) + word) % WORD;
        yield word;
      }
    };
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.string({ unit: 'binary', maxLength: 20 }), (seed, name) => {
        const stream = openStream(seed, name);
        const expected = words(seed, name);
        for (let discarded = 0; discarded < 16; discarded += 1) expected.next();
        for (let k = 0; k < 20; k += 1) expect(stream.uniform() * 2 ** 32).toBe(Number(expected.next().value));
      }),
    );
  });

  it('draw from all of a range and nothing else', () => {
    const stream = openStream(3, 'ranges');
    const counts = new Array<number>(6).fill(0);
    for (let k = 0; k < 6000; k += 1) {
      counts[stream.integer(6)]! += 1;
      const value = stream.between(-2, 5);
      expect(value >= -2 && value < 5).toBe(true);
    }
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    const far = Array.from({ length: 2000 }, () => stream.between(-2, 5));
    expect(Math.min(...far)).toBeLessThan(-1.98);
    expect(Math.max(...far)).toBeGreaterThan(4.98);
  });

  it('gives unit vectors of length one', () => {
    const vector = openStream(1, 'sphere').unitVector(5);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
  });
});

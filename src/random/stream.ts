/**
 * Named streams of random numbers: the only randomness in the project.
 *
 * A stream is determined by a seed and a name such as `phase 3 / fresh`. Streams with different names are independent,
 * so adding one kind of candidate never changes the draws of another, and a run resumed from a
 * snapshot needs no generator state: it opens the streams of its phase again.
 *
 * Generator: sfc32 (Chris Doty-Humphrey's small fast counting generator, public domain); seeding: 32-bit FNV-1a of the
 * name mixed with the seed, then 16 discarded draws.
 */
import { cos, log } from './exact-math.ts';

export interface RandomStream {
  /** A number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** A normal deviate with mean 0 and standard deviation 1 (Box-Muller, one deviate per two uniforms). */
  normal(): number;
  /** An integer in {0, ..., count - 1}; count >= 1. */
  integer(count: number): number;
  /** A vector of the given length, uniform on the unit sphere. */
  unitVector(length: number): number[];
}

function fnv1a(text: string, start: number): number {
  let hash = start >>> 0;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

/**
 * Opens the stream `name` of a seed.
 * @param seed a non-negative integer below 2^32
 * @param name any text; the same seed and name always give the same numbers
 */
export function openStream(seed: number, name: string): RandomStream {
  let a = fnv1a(name, 0x811c9dc5 ^ seed);
  let b = fnv1a(name, 0x9e3779b9 + seed);
  let c = seed >>> 0;
  let counter = 1;

  const next = (): number => {
    const sum = (((a + b) >>> 0) + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum;
  };
  for (let i = 0; i < 16; i += 1) next();

  const uniform = () => next() / 4294967296;
  const normal = () => {
    const radius = Math.sqrt(-2 * log(1 - uniform())); // 1 - uniform() is in (0, 1]
    return radius * cos(6.283185307179586 * uniform());
  };
  const unitVector = (length: number): number[] => {
    for (;;) {
      const vector = Array.from({ length }, normal);
      const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
      if (norm > 1e-12) return vector.map((value) => value / norm);
    }
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal,
    integer: (count) => Math.floor(uniform() * count),
    unitVector,
  };
}

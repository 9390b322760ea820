/** Both ends in one thread: the second gives its numbers and does not wait, then the first finds them there. */
import { expect, test } from 'vitest';
import type { Exchange } from '../ops.ts';
import { REGION_BYTES, SharedExchange, sumInPlace, ThreadLostError } from './shared-exchange.ts';

function pair(patience = 20) {
  const memory = SharedExchange.allocate();
  return [0, 1].map((rank) => new SharedExchange(memory, rank as 0 | 1, { spins: 10, patience })) as [
    SharedExchange,
    SharedExchange,
  ];
}

/** Gives numbers without waiting for the other's. */
function give(exchange: SharedExchange, numbers: Float64Array | Float32Array): void {
  expect(() => exchange.gather([numbers])).toThrow(ThreadLostError);
}

test('each gets what both gave, the first thread first', () => {
  const [first, second] = pair();
  give(second, Float64Array.of(3, 4, 5));
  expect(first.gather([Float64Array.of(1), Float64Array.of(2, 0.5)])).toEqual([
    Float64Array.of(1, 2, 0.5),
    Float64Array.of(3, 4, 5),
  ]);
  // One exchange ahead: what was given before is still there.
  give(second, Float32Array.of(7));
  const [, third] = first.gather([Float32Array.of(6)]);
  give(second, Float32Array.of(9));
  expect(third).toEqual(Float32Array.of(7));
  expect(first.gather([Float32Array.of(8)])).toEqual([Float32Array.of(8), Float32Array.of(9)]);
});

test("the second thread too gets the first one's numbers first", () => {
  const [first, second] = pair();
  give(first, Float64Array.of(1, 2));
  expect(second.gather([Float64Array.of(3, 4)])).toEqual([Float64Array.of(1, 2), Float64Array.of(3, 4)]);
});

test('a thread that waits in vain says so after its patience, and the other is told', () => {
  const [first, second] = pair(40);
  const start = performance.now();
  expect(() => first.gather([Float64Array.of(1)])).toThrow('The second thread has not answered for 0 s.');
  expect(performance.now() - start).toBeGreaterThanOrEqual(39);
  first.fail('It gave up.');
  expect(() => second.throwIfFailed()).toThrow('The first thread failed: It gave up.');
  first.fail('Later failures are consequences.');
  expect(() => second.throwIfFailed()).toThrow('It gave up.');
});

test('a thread that failed is not waited for', () => {
  const [first, second] = pair(60_000);
  second.fail('There is not enough memory for “π”.');
  expect(() => first.gather([Float64Array.of(1)])).toThrow(
    'The second thread failed: There is not enough memory for “π”.',
  );
});

test('threads that do not give equally many numbers are found out', () => {
  const [first, second] = pair();
  give(second, Float64Array.of(1, 2));
  expect(() => first.gather([Float64Array.of(1)])).toThrow('do not compute the same');
});

test('no more than a region is given at once', () => {
  const [first] = pair();
  expect(() => first.gather([new Float32Array(REGION_BYTES / 4 + 1)])).toThrow(RangeError);
});

test('sums of any length are taken in place, in pieces', () => {
  const pieces: number[] = [];
  const exchange: Exchange = {
    gather(own) {
      const numbers = own.flatMap((part) => [...part]);
      pieces.push(numbers.length);
      const View = own[0]!.constructor as Float32ArrayConstructor;
      return [View.from(numbers), View.from(numbers, (value) => 100 * value)] as never;
    },
  };
  const most = REGION_BYTES / 4;
  const lists = [1, most - 3, 5, 2 * most, 1].map((length) => Float32Array.from({ length }, (_, k) => k % 1000));
  sumInPlace(exchange, lists);
  expect(pieces).toEqual([most, most, most, 4]);
  for (const list of lists) expect(list.every((value, k) => value === 101 * (k % 1000))).toBe(true);
});

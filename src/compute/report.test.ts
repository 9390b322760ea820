import { expect, test } from 'vitest';
import { engineName, type ThreadCount } from './report.ts';

test.each<[ThreadCount[], string]>([
  [[1], 'wasm'],
  [[2], 'wasm, 2 threads'],
  [[2, 1, 2], 'wasm, 1 and 2 threads'],
])('a run by %j threads says so', (counts, name) => {
  expect(engineName('wasm', counts)).toBe(name);
});

import { expect, it } from 'vitest';
import { repeatText } from './repeat-text.ts';

it('promises a run bit for bit only where a link decides all of its sums', () => {
  const everywhere = /bit for bit, in every browser that computes it .*on the processor/;
  expect(repeatText({ kind: 'cpu' })).toMatch(everywhere);
  expect(repeatText({ kind: 'cpu' })).not.toMatch(/thread/);
  expect(repeatText({ kind: 'cpu' }, [1])).toMatch(/by one thread on the processor/);
  for (const other of [
    repeatText({ kind: 'cpu' }, [2]),
    repeatText({ kind: 'cpu' }, [1, 2]),
    repeatText({ kind: 'plain' }),
    repeatText({ kind: 'plain' }, [1]),
    repeatText({ kind: 'webgpu' }, [1]),
  ]) {
    expect(other).not.toMatch(everywhere);
    expect(other).toMatch(/last digits/);
  }
  expect(repeatText({ kind: 'cpu' }, [2])).toMatch(/with two threads again it gives the same run, bit for bit/);
  expect(repeatText({ kind: 'cpu' }, [2, 1])).not.toMatch(/bit for bit/);
});

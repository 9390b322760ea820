import { expect, it } from 'vitest';
import { resultPath } from './image-beginning.ts';

it('writes what a checkpoint comes to beside it, where nothing else is said', () => {
  const resume = 'a/b.json.checkpoint';
  expect(resultPath({ resume, out: undefined })).toBe('a/b.json');
  expect(resultPath({ resume, out: 'c.json' })).toBe('c.json');
  expect(resultPath({ resume: undefined, out: undefined })).toBeUndefined();
  // Never over the checkpoint, whatever it was renamed to.
  expect(resultPath({ resume: 'copy', out: undefined })).toBe('copy.json');
  expect(resultPath({ resume: '.checkpoint', out: undefined })).toBe('.checkpoint.json');
});

import { expect, it } from 'vitest';
import { comparableRuns } from './comparable-runs.ts';

const stored = 'aa';
const own = { dataset: 'CIFAR-100', sha256: 'bb', files: ['train.bin', 'test.bin'] };

it('runs stand beside each other on the same images only', () => {
  expect(comparableRuns({ stored, own: { ...own, sha256: stored }, looking: 'own' })).toEqual({
    showStored: true,
    showOwn: true,
    note: 'All runs, this one too, are on the same images.',
  });
  expect(comparableRuns({ stored, own, looking: 'own' })).toEqual({
    showStored: false,
    showOwn: true,
    note: 'This run is on your CIFAR-100 files, so the stored ones are not beside it.',
  });
  expect(comparableRuns({ stored, own: { dataset: 'CIFAR-10', sha256: 'cc' }, looking: 'stored' })).toEqual({
    showStored: true,
    showOwn: false,
    note: 'Your run is on other CIFAR-10 images, so it is not beside these.',
  });
});

it('one kind alone needs no words', () => {
  expect(comparableRuns({ stored, own: undefined, looking: 'stored' })).toMatchObject({
    showStored: true,
    note: undefined,
  });
  expect(comparableRuns({ stored: undefined, own, looking: 'own' })).toEqual({
    showStored: false,
    showOwn: true,
    note: undefined,
  });
});

import { describe, expect, it } from 'vitest';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { momentsOf, shownAt, type Trajectory } from '../../runs/images/image-timeline.ts';
import { aboutText, durationText, imageCaption, imageNews, imageStatus } from './image-sentences.ts';

const phase = (number: number, origins: string): ImagePhase => ({
  parameters: 1,
  multiplyAdds: 1,
  widths: [origins.split(' ').length],
  epochLosses: [2 / number, 1 / number],
  trainLoss: 1,
  validationAccuracy: 0.2,
  testAccuracy: 0.254,
  predictions: [1],
  channels: [{ group: 'conv1', origins, kernels: '', kernelSize: 0 }],
  scores: number === 1 ? [] : [{ group: 'conv1', splits: [-1, 1], fresh: [-2], keptSplits: [0], keptFresh: [0] }],
  trainSeconds: 1,
  growSeconds: 1,
});
const run: Trajectory = { finished: [phase(1, 'i i'), phase(2, 'i i f2 s2.0')], epochs: 2, phases: 2 };
const firefly = { name: 'Firefly', grows: true };
const shown = momentsOf(run).map((moment) => shownAt(run, moment));

describe('an image run in words', () => {
  it('has a status line for every moment', () => {
    expect(shown.map((one) => imageStatus(one, run, 'CPU'))).toEqual([
      'Phase 1 · train · epoch 0 of 2 · 2 channels · CPU',
      'Phase 1 · train · epoch 1 of 2 · 2 channels · loss 2.00 · CPU',
      'Phase 1 · train · epoch 2 of 2 · 2 channels · loss 1.00 · test 25.4\u00a0% · CPU',
      'Phase 1 · score · 2 channels · loss 1.00 · test 25.4\u00a0% · CPU',
      'Phase 1 · select · 2 channels · loss 1.00 · test 25.4\u00a0% · CPU',
      'Phase 2 · train · epoch 0 of 2 · 4 channels · loss 1.00 · CPU',
      'Phase 2 · train · epoch 1 of 2 · 4 channels · loss 1.00 · CPU',
      'Phase 2 · train · epoch 2 of 2 · 4 channels · loss 0.500 · test 25.4\u00a0% · CPU',
    ]);
  });

  it('says what has happened to those who hear it', () => {
    expect(shown.map((one) => imageNews(one, run)).slice(2, 6)).toEqual([
      'Phase 1, epoch 2 of 2: loss 1.00. Test accuracy 25.4\u00a0%.',
      'Phase 1: scoring.',
      'Phase 1: choosing.',
      'Phase 2 begins: 2 channels arrived, 1 by splitting and 1 fresh.',
    ]);
  });

  it('says nothing before the channels are known, and counts those that tell no origin', () => {
    const starting: Trajectory = { finished: [], epochs: 2, phases: 2 };
    expect(imageNews(shownAt(starting, { phase: 1, stage: 'train', epoch: 0 }), starting)).toBeUndefined();
    expect(imageNews(shown[0]!, run)).toBe('Start: 2 channels.');
    const plain: Trajectory = { ...run, finished: [phase(1, 'i i'), phase(2, 'i i i i i')] };
    expect(imageNews(shownAt(plain, { phase: 2, stage: 'train', epoch: 0 }), plain)).toBe(
      'Phase 2 begins: 3 channels arrived.',
    );
  });

  it('explains each stage in plain words', () => {
    const facts = shown.map((one) => imageCaption(one, firefly).fact);
    expect(facts[0]).toBe('2 channels with random filters.');
    expect(facts[3]).toBe('2 of 3 candidates would lower the loss.');
    expect(facts[4]).toMatch(/^2 of 3 candidates are kept/);
    expect(facts[7]).toBe('2 channels arrived: 1 by splitting, 1 fresh. Test accuracy is 25.4\u00a0%.');
    const plain = { ...run, finished: run.finished.map((one) => ({ ...one, scores: [] })) };
    const select = shownAt(plain, { phase: 1, stage: 'select', epoch: 2 });
    expect(imageCaption(select, { name: 'Net2Net', grows: true })).toEqual({
      fact: 'Net2Net chooses what grows.',
      meaning: 'It scores no candidates.',
    });
  });

  it('tells times as people do', () => {
    expect([8.4, 131, 845, 11_300].map(aboutText)).toEqual(['8 s', '2 min 10 s', '14 min', '3 h 10 min']);
    expect([0.4, 59.6, 125, 3599, 11_400].map(durationText)).toEqual([
      '0 s',
      '1 min 0 s',
      '2 min 5 s',
      '59 min 59 s',
      '3 h 10 min',
    ]);
  });
});

import { expect, it } from 'vitest';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { epochLosses } from './epoch-losses.ts';

function phase(origins: string, losses: readonly number[]) {
  return {
    epoch: losses.length,
    epochLosses: losses,
    parameters: 1,
    multiplyAdds: 1,
    widths: [1],
    channels: [{ group: 'conv1', origins, kernels: '', kernelSize: 0 }],
    scores: [],
    trainSeconds: 1,
    trainLoss: 1,
    validationAccuracy: 0,
    testAccuracy: 0,
    predictions: [],
    growSeconds: 0,
  } satisfies ImagePhase & { epoch: number };
}

it('counts the epochs of all phases, and appends those of the phase that trains', () => {
  const finished = [phase('i i', [2, 1.5])];
  const live = epochLosses({ finished, current: phase('i i f2 s2.0', [1.75]), epochs: 2, phases: 3 });
  expect(live.points.map(({ step, loss, phase, epoch, channels }) => [step, loss, phase, epoch, channels])).toEqual([
    [1, 2, 1, 1, 2],
    [2, 1.5, 1, 2, 2],
    [3, 1.75, 2, 1, 4],
  ]);
  expect(live.totalSteps).toBe(6);
});

it('marks a growth by what arrived, as soon as the phase that it leads to begins', () => {
  const finished = [phase('i i', [2, 1.5])];
  expect(epochLosses({ finished, growing: 'score', epochs: 2, phases: 2 }).growths).toEqual([]);
  const growths = (origins: string) =>
    epochLosses({ finished, current: phase(origins, []), epochs: 2, phases: 2 }).growths;
  expect(growths('i i f2 s2.0')).toEqual([{ phase: 1, step: 2, at: 1, kinds: ['fresh', 'split'] }]);
  expect(growths('i i s2.0')).toMatchObject([{ kinds: ['split'] }]);
});

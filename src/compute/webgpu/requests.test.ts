import { describe, expect, it } from 'vitest';
import { proposeSplits } from '../../growth/neighbourhood.ts';
import { SIGNED_FORMS } from '../../networks/split-forms.ts';
import { randomProblem } from '../engine-suite.ts';
import { directionTask } from './requests.ts';

describe('a request for directions', () => {
  it('is refused for what the kernel does not know: signed splits, and splits of neurons that are not there', () => {
    const problem = randomProblem({ activation: 'rbf', inputSize: 1, neurons: 2, count: 5, seed: 1 });
    const [split] = proposeSplits(problem.network, 1, 1, 0.1);
    const request = { ...problem, stepSize: 0.1, lengths: Float32Array.of(0.1), recordEvery: 1 };
    expect(() => directionTask({ ...request, candidates: [split!] })).not.toThrow();
    for (const form of SIGNED_FORMS) {
      expect(() => directionTask({ ...request, candidates: [{ ...split!, form }] })).toThrow(`not a ${form}`);
    }
    expect(() => directionTask({ ...request, candidates: [{ ...split!, neuron: 9 }] })).toThrow('no neuron 9');
  });
});

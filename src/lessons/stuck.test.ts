import { beforeAll, describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { checkClaims, runOf } from './check-claims.ts';
import { type CheckedRun, lossOf } from './checked-run.ts';
import { STUCK } from './stuck.ts';

const plain = createPlainEngine();

const length = (gradient: ArrayLike<number>) => Math.hypot(...Array.from(gradient));

describe('"Why a network gets stuck"', () => {
  let run: CheckedRun;
  beforeAll(async () => {
    run = await runOf(STUCK, 1);
  });

  it('has true numbers', async () => {
    const start = run.find('start', 1);
    const end = run.trained(1);
    const [before, after] = await plain.differentiate([start.network, end.network], run.task.data);
    const targets = Array.from(run.task.data.targets);
    checkClaims(STUCK, {
      1: [['2.23', start.loss]],
      2: [
        ['250', 250],
        ['1,500', end.steps],
        ['0.576', run.trained(1, 250).loss],
      ],
      3: [
        ['0.576', run.trained(1, 250).loss],
        ['0.574', end.loss],
        ['5.49', length(before!.gradient)],
        ['0.0000051', length(after!.gradient)],
      ],
      4: [
        ['512', targets.filter((y) => y < 0).length],
        ['1,000', targets.length],
      ],
      6: [
        ['0.574', end.loss],
        ['0.0521', run.trained(2).loss],
      ],
    });
    expect(run.trained(1, 250).loss / start.loss).toBeCloseTo(0.25, 1);
  });

  it('sits in a local minimum: no small change of the three numbers lowers the loss', async () => {
    const { network, loss } = run.trained(1);
    const [neuron] = network.neurons;
    for (let k = 0; k < 60; k += 1) {
      const [a, b] = [Math.cos(k), Math.sin(k)];
      const c = Math.sin(1.7 * k);
      const moved = {
        ...neuron!,
        weights: [neuron!.weights[0]! + 0.03 * a],
        bias: neuron!.bias + 0.03 * b,
        output: neuron!.output + 0.03 * c,
      };
      expect(await lossOf({ ...network, neurons: [moved] }, run)).toBeGreaterThan(loss);
    }
  });

  it('has a valley to the left and a hill to the right, and a fresh neuron that turned downwards', () => {
    const { inputs, targets } = run.task.data;
    const places = (below: boolean) => Array.from(inputs).filter((_, i) => targets[i]! < 0 === below);
    expect(Math.max(...places(true))).toBeLessThan(Math.min(...places(false)));
    const [first, second] = run.trained(2).network.neurons;
    expect(first!.output).toBeGreaterThan(0);
    expect(second!).toMatchObject({ origin: { kind: 'fresh' } });
    expect(second!.output).toBeLessThan(0);
    expect(run.find('select', 1).scored.map(({ candidate }) => candidate.kind)).toEqual([
      'split',
      ...Array(5).fill('fresh'),
    ]);
  });
});

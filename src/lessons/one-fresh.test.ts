import { describe, expect, it } from 'vitest';
import { checkClaims, runOf } from './check-claims.ts';
import { checkedRun } from './checked-run.ts';
import { lessonRecipe } from './lesson.ts';
import { ONE_FRESH } from './one-fresh.ts';
import { SPLITTING_ALONE } from './splitting-alone.ts';

describe('"One fresh neuron changes everything"', () => {
  it('has true numbers', async () => {
    const run = await runOf(ONE_FRESH, 1);
    const one = await runOf(ONE_FRESH, 5);
    const five = await runOf(ONE_FRESH, 6);
    const split = await runOf(SPLITTING_ALONE, 1);
    const grown = run.find('apply', 1);
    const oneLater = await checkedRun(lessonRecipe(ONE_FRESH.pages[4]!.view), 3);
    checkClaims(ONE_FRESH, {
      1: [['0.574', run.trained(1).loss]],
      2: [
        ['−0.00078', run.promise(1, 'split 0')],
        ['−0.0423', run.promise(1, 'fresh 1')],
        ['54', run.promise(1, 'fresh 1') / run.promise(1, 'split 0')],
      ],
      3: [
        ['−0.0423', grown.predictedChange],
        ['−0.0423', grown.actualChange],
        ['0.05', lessonRecipe(ONE_FRESH.pages[2]!.view).stepSize],
      ],
      4: [
        ['0.0521', run.trained(2).loss],
        ['0.000241', run.trained(3).loss],
      ],
      5: [
        ['0.631', one.trained(1).loss],
        ['0.558', one.trained(2).loss],
        ['0.00424', oneLater.trained(3).loss],
      ],
      6: [
        ['0.631', five.trained(1).loss],
        ['0.0184', five.trained(2).loss],
      ],
    });
    expect(Math.round(run.trained(1).loss / run.trained(2).loss)).toBe(11);
    expect(Math.round(split.trained(10).loss / run.trained(2).loss)).toBe(10);
    expect(grown.selected).toEqual(['fresh 1']);
    expect(grown.network.neurons[1]!.output).toBeLessThan(0);
  });

  it('misses once for seed 5: the only draw ends on the side where the first neuron is already', async () => {
    const { network } = (await runOf(ONE_FRESH, 5)).trained(2);
    const [first, second] = network.neurons;
    expect(second!.origin.kind).toBe('fresh');
    expect(Math.sign(second!.output)).toBe(Math.sign(first!.output));
    const five = (await runOf(ONE_FRESH, 6)).trained(2).network.neurons;
    expect(Math.sign(five[1]!.output)).not.toBe(Math.sign(five[0]!.output));
  });
});

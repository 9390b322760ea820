import { describe, expect, it } from 'vitest';
import { checkClaims, runOf } from './check-claims.ts';
import { checkedRun } from './checked-run.ts';
import { lessonRecipe } from './lesson.ts';
import { STEP_SIZE } from './step-size.ts';

describe('"What the step size does"', () => {
  it('has true numbers', async () => {
    const [usual, small, , double, far] = await Promise.all([1, 2, 3, 4, 5].map((page) => runOf(STEP_SIZE, page)));
    const usualLater = await checkedRun(lessonRecipe(STEP_SIZE.pages[0]!.view), 2);
    const farLater = await runOf(STEP_SIZE, 6);
    checkClaims(STEP_SIZE, {
      1: [
        ['0.05', 0.05],
        ['−0.00587', usual!.promise(1, 'split 0')],
        ['−0.00566', usual!.bestFresh(1)],
      ],
      2: [
        ['0.005', 0.005],
        ['−0.000058', small!.promise(1, 'split 0')],
        ['−0.00077', small!.bestFresh(1)],
        ['13', small!.bestFresh(1) / small!.promise(1, 'split 0')],
        ['100', usual!.promise(1, 'split 0') / small!.promise(1, 'split 0')],
        ['7', usual!.bestFresh(1) / small!.bestFresh(1)],
      ],
      4: [
        ['0.1', 0.1],
        ['−0.0213', double!.promise(1, 'split 0')],
        ['−0.0155', double!.bestFresh(1)],
        ['−0.0185', double!.find('apply', 1).actualChange],
      ],
      5: [
        ['0.4', 0.4],
        ['−0.0839', far!.bestFresh(1)],
        ['0.0718', far!.find('apply', 1).actualChange],
      ],
      6: [
        ['0.242', farLater.trained(2).loss],
        ['0.05', 0.05],
        ['0.05', 0.05],
        ['0.0379', usualLater.trained(2).loss],
      ],
    });
    expect(usual!.find('select', 1).selected).toEqual(['split 0']);
    expect(small!.find('select', 1).selected[0]).toMatch(/^fresh/);
    expect(double!.find('select', 1).selected).toEqual(['split 0']);
    expect(far!.find('select', 1).selected[0]).toMatch(/^fresh/);
    // All on, they do lower the loss; alone, the winner raises it.
    const overgrown = far!.events.findLast((event) => event.kind === 'overgrow' && event.phase === 1);
    expect(overgrown).toMatchObject({ kind: 'overgrow' });
    if (overgrown?.kind === 'overgrow') expect(overgrown.overgrownLoss).toBeLessThan(overgrown.loss);
  });

  it('shows a slope that grows in proportion for a split', async () => {
    const { scored } = (await runOf(STEP_SIZE, 3)).find('score', 1);
    const { nodes } = scored.find(({ candidate }) => candidate.key === 'split 0')!;
    const ratios = nodes.map(({ zeta, slope }) => slope / zeta);
    expect(ratios.every((ratio) => ratio < 0)).toBe(true);
    expect(Math.min(...ratios) / Math.max(...ratios)).toBeLessThan(1.1);
  });
});

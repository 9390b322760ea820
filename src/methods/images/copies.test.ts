import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDeepNetwork } from '../../networks/arbitrary-deep.ts';
import { groupTensors } from '../../networks/groups.ts';
import { drawCopies, widthGroups } from './copies.ts';

const SETTINGS = { seed: 5, stepSize: 0.02 };

describe('copies of channels', () => {
  it('are as many as asked, of channels that there are, and differ by noise as long as the step', () => {
    fc.assert(
      fc.property(arbitraryDeepNetwork, fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }), (network, counts) => {
        const { description } = network;
        const groups = widthGroups(description);
        expect(groups.map(({ name }) => name)).toEqual(
          description.groups
            .filter(({ growable, channels }) => growable && channels.length >= 1)
            .map(({ name }) => name),
        );
        const added = groups.map((_, k) => counts[k % counts.length]!);
        const copies = drawCopies(description, added, SETTINGS, 'phase 2');
        expect(Object.keys(copies)).toEqual(groups.map(({ name }) => name));
        for (const [k, { name, channels }] of groups.entries()) {
          expect(copies[name]).toHaveLength(added[k]!);
          for (const copy of copies[name]!) {
            if (copy.kind !== 'split') throw new Error('A copy is a split.');
            expect(channels.map(({ id }) => id)).toContain(copy.parent);
            expect(copy.offset).toHaveLength(groupTensors(description, name).thetaLength);
            expect(Math.hypot(...Array.from(copy.offset))).toBeCloseTo(SETTINGS.stepSize, 9);
          }
        }
        // Each has a stream of its own: one copy more changes none of the others.
        const more = drawCopies(
          description,
          added.map((count) => count + 1),
          SETTINGS,
          'phase 2',
        );
        for (const [k, { name }] of groups.entries()) expect(more[name]!.slice(0, added[k])).toEqual(copies[name]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChanges, recordRun, SMALL_RECIPE } from './arbitrary.ts';
import {
  changesWith,
  describeChange,
  keptInPhase,
  restoreChanges,
  settingsInPhase,
  withoutMissing,
  writeChanges,
} from './changes.ts';

describe('the changes of a branch', () => {
  it('can be written in a link and read again, also from the objects of a file', () => {
    fc.assert(
      fc.property(arbitraryChanges, (changes) => {
        expect(restoreChanges(writeChanges(changes))).toEqual({ changes, problems: [] });
        expect(restoreChanges(JSON.parse(JSON.stringify(changes)))).toEqual({ changes, problems: [] });
        // Nothing in it needs escaping, so that the link stays readable.
        const text = writeChanges(changes);
        expect(new URLSearchParams({ changes: text }).toString()).toBe(text === '' ? 'changes=' : `changes=${text}`);
      }),
    );
  });

  it('are restored, not trusted: anything gives usable changes or sentences', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (raw) => {
        const { changes, problems } = restoreChanges(raw);
        expect(restoreChanges(writeChanges(changes))).toEqual({ changes, problems: [] });
        for (const problem of problems) expect(problem).toMatch(/[.;]$/);
      }),
    );
    expect(restoreChanges('3_stepsPerPhase.10').problems).toEqual([
      '"stepsPerPhase" cannot be changed in the middle of a run; left out.',
    ]);
    expect(restoreChanges('3_stepSize.7')).toEqual({
      changes: [{ phase: 3, settings: { stepSize: 1 } }],
      problems: ['Phase 3: Step size goes from 0.001 to 1; 7 became 1.'],
    });
    expect(restoreChanges('x_fresh-1').problems).toHaveLength(1);
    expect(restoreChanges('2_Fresh-one').problems).toHaveLength(1);
  });

  it('hold from their phase on; a choice of candidates holds in its phase only', () => {
    const changes = [
      { phase: 2, keep: ['fresh 1'], settings: { stepSize: 0.1 } },
      { phase: 4, settings: { method: 'splitting' } },
    ];
    const settings = { stepSize: 0.05, method: 'firefly', changes };
    expect([1, 2, 3, 4, 9].map((phase) => settingsInPhase(settings, phase).stepSize)).toEqual([
      0.05, 0.1, 0.1, 0.1, 0.1,
    ]);
    expect([3, 4].map((phase) => settingsInPhase(settings, phase).method)).toEqual(['firefly', 'splitting']);
    expect([1, 2, 3].map((phase) => keptInPhase(changes, phase))).toEqual([undefined, ['fresh 1'], undefined]);
  });

  it('lose the candidates that a growth does not have, and say so in the words of the page', () => {
    const changes = [
      { phase: 1, keep: ['split 99'], settings: { stepSize: 0.1 } },
      { phase: 2, keep: ['fresh 1', 'draw 7', 'split 3'] },
      { phase: 3, keep: ['split 2'] },
    ];
    expect(withoutMissing(changes, 1, ['split 0', 'fresh 1', 'fresh 2'])).toEqual({
      changes: [{ phase: 1, settings: { stepSize: 0.1 } }, ...changes.slice(1)],
      problem: 'Phase 1 cannot keep split V4, because its growth has split A, fresh 1, fresh 2',
      remedy: 'the method chooses',
    });
    expect(withoutMissing(changes, 2, ['split 0', 'split 1', 'fresh 1'])).toEqual({
      changes: [changes[0], { phase: 2, keep: ['fresh 1'] }, changes[2]],
      problem: 'Phase 2 cannot keep draw 7, split D, because its growth has split A, split B, fresh 1',
      remedy: 'left out',
    });
    expect(withoutMissing(changes, 3, [])).toEqual({
      changes: changes.slice(0, 2),
      problem: 'Phase 3 cannot keep split C, because its growth tries no candidates',
      remedy: 'the method chooses',
    });
    expect(withoutMissing(changes, 3, ['split 2'])).toBeUndefined();
    expect(withoutMissing(changes, 4, [])).toBeUndefined();
    const many = Array.from({ length: 12 }, (_, k) => `fresh ${k + 1}`);
    expect(withoutMissing(changes, 3, many)!.problem).toMatch(/fresh 8 and 4 more$/);
  });

  it('of a branch of a branch: earlier ones stay, later ones go, the same over-growing keeps its settings', () => {
    const before = [
      { phase: 1, keep: ['split 1'] },
      { phase: 2, settings: { stepSize: 0.1 } },
      { phase: 3, keep: ['fresh 2'] },
    ];
    const other = { phase: 2, keep: ['fresh 1'] };
    expect(changesWith(before, other)).toEqual([before[0], { ...other, settings: { stepSize: 0.1 } }]);
    expect(changesWith(before, { phase: 2, settings: { stepSize: 0.2 } })[1]).toEqual({
      phase: 2,
      settings: { stepSize: 0.2 },
    });
  });

  it('have a description', () => {
    expect(describeChange({ phase: 3, keep: ['fresh 2', 'split 1'] })).toBe('keeps fresh 2, split B in phase 3');
    expect(describeChange({ phase: 2, settings: { method: 'splitting', stepSize: 0.1 } })).toBe(
      'Splitting, step size 0.1 from phase 2',
    );
  });
});

describe('a run with changes', () => {
  it('shares every event before the growth, and keeps the chosen candidates there', async () => {
    const plain = await recordRun(SMALL_RECIPE);
    const scoring = plain.findIndex((event) => event.kind === 'score' && event.phase === 2);
    const event = plain[scoring]!;
    const selection = plain[scoring + 1]!;
    if (event.kind !== 'score' || selection.kind !== 'select') throw new Error('The run has no second growth.');
    const other = event.scored.map(({ candidate }) => candidate.key).find((key) => !selection.selected.includes(key))!;
    const changed = await recordRun({ ...SMALL_RECIPE, changes: [{ phase: 2, keep: [other] }] });
    expect(changed.slice(0, scoring + 1)).toEqual(plain.slice(0, scoring + 1));
    expect(changed[scoring + 1]).toMatchObject({ kind: 'select', selected: [other], budget: 1 });
    expect(changed[scoring + 2]).not.toEqual(plain[scoring + 2]);
    // From the snapshot at the fork, the branch is the same run.
    const branch = await recordRun({ ...SMALL_RECIPE, changes: [{ phase: 2, keep: [other] }] }, event.state);
    expect([...plain.slice(0, scoring + 1), ...branch]).toEqual(changed);
  });

  it('never grows past the limit, however many are chosen', async () => {
    const keep = ['split 0', 'fresh 1', 'fresh 2'];
    const events = await recordRun({ ...SMALL_RECIPE, maxNeurons: 3, changes: [{ phase: 1, keep }] });
    expect(events.at(-1)).toMatchObject({ kind: 'end', reason: 'neuron-limit' });
    expect(events.at(-1)!.network.neurons).toHaveLength(3);
  });

  it('goes on without candidates that a growth does not have: with the others, or as the method chooses', async () => {
    const run = (...keep: string[]) => recordRun({ ...SMALL_RECIPE, changes: [{ phase: 1, keep }] });
    expect(await run('fresh 99')).toEqual(await recordRun(SMALL_RECIPE));
    expect(await run('fresh 99', 'fresh 2')).toEqual(await run('fresh 2'));
    expect(await run('fresh 2')).not.toEqual(await recordRun(SMALL_RECIPE));
  });

  it('grows by another method from a phase on', async () => {
    const changes = [{ phase: 2, settings: { method: 'firefly-split' } }];
    const events = await recordRun({ ...SMALL_RECIPE, changes });
    const fresh = (phase: number) =>
      events.some(
        (event) =>
          event.kind === 'score' &&
          event.phase === phase &&
          event.scored.some(({ candidate }) => candidate.kind === 'fresh'),
      );
    expect([1, 2, 3].map(fresh)).toEqual([true, false, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { METHODS } from '../methods/registry.ts';
import { addNeuron, emptyNetwork, splitNeuron } from '../networks/edits.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { familiesOf, growthKind, lineageOf, lineageOrder } from './lineage.ts';

const single = addNeuron(emptyNetwork('rbf', 1), { weights: [1], bias: 0, output: 1 }, { kind: 'initial' });
const triple = splitNeuron(single, 0, [0.1, 0], 1, 'signed triple');
const later = splitNeuron(triple, 1, [0.1, 0], 2);

describe('the lineage', () => {
  it('has every copy of a signed split after their parent, and each copy’s own copies after it', () => {
    expect(lineageOrder(triple.neurons).map(({ id }) => id)).toEqual([0, 2, 1]);
    expect(lineageOrder(later.neurons).map(({ id }) => id)).toEqual([0, 2, 1, 3]);
  });

  it('knows when and as what each neuron was born', () => {
    const apply = {
      kind: 'apply',
      phase: 1,
      network: triple,
      loss: 1,
      scored: [],
      selected: [],
      budget: 2,
      before: { network: single, loss: 1 },
      predictedChange: 0,
      actualChange: 0,
    } as const;
    const { lives, lastPhase } = lineageOf([apply]);
    expect(lastPhase).toBe(2);
    expect(lives.map(({ id, birth }) => [id, birth])).toEqual([
      [0, 1],
      [2, 2],
      [1, 2],
    ]);
    expect(lives[1]!.origin).toEqual({ kind: 'split', parent: 0, phase: 1, form: 'signed triple' });
    expect(growthKind(apply)).toBe('split');
  });

  it('has as leaves, at every moment of every method, the neurons of the network then', async () => {
    for (const { id } of METHODS) {
      const events = await recordRun({ ...SMALL_RECIPE, method: id, maxNeurons: 6 });
      for (const [index, event] of events.entries()) {
        // Told by the growths before it, not read off the network.
        const { lives } = lineageOf(events.slice(0, index + 1));
        const ids = lives.map((life) => life.id).sort((a, b) => a - b);
        expect([id, index, ids]).toEqual([id, index, event.network.neurons.map((neuron) => neuron.id)]);
        for (const { birth } of lives) expect(birth).toBeLessThanOrEqual(event.phase + Number(event.kind === 'apply'));
      }
      const births = new Set(lineageOf(events).lives.map(({ birth }) => birth));
      // Every growth brings a birth; where a method begins again, all are born at once.
      const growths = events.filter(({ kind }) => kind === 'apply').length;
      expect([id, births.size]).toEqual([id, id === 'scratch' ? 1 : growths + 1]);
    }
  });

  it('keeps every candidate that was let go', async () => {
    const events = await recordRun(SMALL_RECIPE);
    const { rejected } = lineageOf(events);
    const selections = events.filter((event) => event.kind === 'select');
    expect(rejected).toHaveLength(selections.length);
    for (const [index, event] of selections.entries()) {
      const { phase, splits, fresh } = rejected[index]!;
      expect(phase).toBe(event.phase);
      expect(splits.length + fresh + event.selected.length).toBe(event.scored.length);
      for (const id of splits) expect(event.selected).not.toContain(`split ${id}`);
    }
    // A neuron that could have split in two forms was let go once.
    const [select] = (await recordRun({ ...SMALL_RECIPE, method: 'signed-splitting' })).filter(
      (event) => event.kind === 'select',
    );
    const { candidate } = select!.scored[0]!;
    const alone = { ...select!, selected: [] };
    expect(lineageOf([{ ...alone, scored: [select!.scored[0]!] }]).rejected).toMatchObject([
      { splits: candidate.kind === 'split' ? [candidate.neuron] : [], fresh: 0 },
    ]);
    expect(
      lineageOf([{ ...alone, scored: [select!.scored[0]!, select!.scored[0]!] }]).rejected[0]!.splits,
    ).toHaveLength(1);
    // What was never scored was not let go: scratch has no candidates.
    expect(lineageOf(await recordRun({ ...SMALL_RECIPE, method: 'scratch' })).rejected).toEqual([]);
  });

  it('has families that part the neurons, each with the root that every parent leads to, in places that stay', async () => {
    const events = await recordRun({ ...SMALL_RECIPE, maxNeurons: 8, neuronBudget: 2 });
    let before: readonly number[] = [];
    for (const { network } of events) {
      const families = familiesOf(network.neurons);
      expect(families.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(
        network.neurons.map(({ id }) => id),
      );
      for (const { root, members } of families) {
        for (const member of members) {
          let at = network.neurons.find(({ id }) => id === member)!;
          while (at.origin.kind === 'split') {
            const { parent } = at.origin;
            at = network.neurons.find(({ id }) => id === parent)!;
          }
          expect(at.id).toBe(root);
        }
      }
      const roots = families.map(({ root }) => root);
      expect(roots.slice(0, before.length)).toEqual(before);
      before = roots;
    }
    expect(before.length).toBeGreaterThan(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossEntropy, differentiateNetwork, toMaps } from '../../compute/plain/deep-network.ts';
import { type PlainBatch, plainDeepEngine } from '../../compute/plain/plain-deep-engine.ts';
import { arbitraryDeepNetwork, inDoubles } from '../../networks/arbitrary-deep.ts';
import { mlp } from '../../networks/architectures.ts';
import { countParameters } from '../../networks/counting.ts';
import { neuronCount, openSlots, widthOf } from '../../networks/description.ts';
import { checkTensors, type DeepNetwork, initialise } from '../../networks/tensors.ts';
import { openStream } from '../../random/stream.ts';
import { engineFor } from './arbitrary.ts';
import { overgrow } from './candidates.ts';
import { type DeepEngine, meanLoss } from './engine.ts';
import { type GrowthStepEvent, type GrowthStepSettings, growOnce } from './grow-once.ts';
import { selectChannels } from './selection.ts';

const SETTINGS: GrowthStepSettings = {
  seed: 1,
  phase: 3,
  stepSize: 0.01,
  splits: true,
  freshPerGroup: 2,
  freshPerSlot: 2,
  directionSteps: 8,
  quadraturePoints: 3,
  scoreRule: 'path',
  selection: 'greedy',
  neuronBudget: 3,
  layerBudget: 1,
};

async function grow(engine: DeepEngine, network: DeepNetwork, settings: Partial<GrowthStepSettings> = {}) {
  const events: GrowthStepEvent[] = [];
  const running = growOnce(engine, network, { ...SETTINGS, ...settings });
  for (;;) {
    const { done, value } = await running.next();
    if (done) return { events, grown: value };
    events.push(value);
  }
}

const slotsUsed = (network: DeepNetwork) => {
  const layers = network.description.layers.filter((layer) => layer.kind === 'residual' && layer.slot);
  return layers.length - openSlots(network.description).length;
};

describe('one growth', () => {
  it('keeps within its budgets and lowers the loss, or does nothing', async () => {
    const property = fc.asyncProperty(arbitraryDeepNetwork, fc.nat(1e6), async (single, seed) => {
      const network = inDoubles(single);
      const engine = engineFor(network, seed, 1);
      const { grown, events } = await grow(engine, network, { seed });
      checkTensors(grown);
      const added = neuronCount(grown.description) - neuronCount(network.description);
      const last = events.at(-1)!;
      expect(last.kind === 'select' && last.selected.length).toBe(added);
      expect(added).toBeLessThanOrEqual(3);
      expect(slotsUsed(grown) - slotsUsed(network)).toBeLessThanOrEqual(1);
      const [before, after] = [await meanLoss(engine, network), await meanLoss(engine, grown)];
      if (added === 0) expect(grown).toBe(network);
      // A candidate at a kink of a ReLU, or one that predicts next to nothing, may be off by a little.
      const predicted = last.kind === 'select' ? last.selected.reduce((sum, each) => sum + each.predictedChange, 0) : 0;
      expect(after - before).toBeLessThan(0.3 * Math.abs(predicted) + 1e-9);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('happens in the order of Algorithm 1, the same every time', async () => {
    const network = inDoubles(initialise(mlp({ inputs: 2, hidden: [2, 2], outputs: 2, slots: true }), 4));
    const engine = engineFor(network, 3, 2);
    const first = await grow(engine, network);
    const kinds = [...new Set(first.events.map(({ kind }) => kind))];
    expect(kinds).toEqual(['propose', 'overgrow', 'scoring', 'score', 'select']);
    expect(await grow(engine, network)).toEqual(first);
    expect((await grow(engine, network, { seed: 2 })).grown).not.toEqual(first.grown);
  });

  it('without a budget returns the network itself', async () => {
    const network = inDoubles(initialise(mlp({ inputs: 2, hidden: [2], outputs: 2, slots: true }), 4));
    expect((await grow(engineFor(network, 3), network, { neuronBudget: 0 })).grown).toBe(network);
  });

  it('can be of splits alone, of width alone, or of depth alone', async () => {
    const network = inDoubles(
      initialise(mlp({ inputs: 2, hidden: [3, 3], outputs: 2, slots: true, activation: 'tanh' }), 4),
    );
    const engine = engineFor(network, 3);
    const widthsOf = (grown: DeepNetwork) =>
      ['layer1', 'layer2', 'slot1', 'slot2'].map((name) => widthOf(grown.description, name));
    const originsOf = (grown: DeepNetwork) => {
      const channels = grown.description.groups.flatMap((group) => group.channels);
      return new Set(channels.filter(({ origin }) => origin.kind !== 'initial').map(({ origin }) => origin.kind));
    };
    const split = (
      await grow(engine, network, { freshPerGroup: 0, freshPerSlot: 0, stepSize: 0.3, directionSteps: 20 })
    ).grown;
    expect(originsOf(split)).toEqual(new Set(['split']));
    const wide = (await grow(engine, network, { layerBudget: 0 })).grown;
    expect(widthsOf(wide).slice(2)).toEqual([0, 0]);
    expect(neuronCount(wide.description)).toBe(9);
    const deep = (await grow(engine, network, { splits: false, freshPerGroup: 0, layerBudget: 2 })).grown;
    expect(widthsOf(deep).slice(0, 2)).toEqual([3, 3]);
    expect(neuronCount(deep.description)).toBe(9);
    // An opened slot has another one behind it.
    expect(openSlots(deep.description).length).toBe(2);
  });

  it('scores what it found, and what is kept enters with whole steps, in the phase that it is told', async () => {
    const network = inDoubles(initialise(mlp({ inputs: 2, hidden: [3, 3], outputs: 3 }), 4));
    const { events, grown } = await grow(engineFor(network, 3, 2), network, { stepSize: 0.1, neuronBudget: 6 });
    const found = events.findLast((event) => event.kind === 'overgrow')!.candidates;
    const { scored } = events.find((event) => event.kind === 'score')!;
    expect(scored.map(({ candidate }) => candidate)).toEqual(found);
    const { selected } = events.find((event) => event.kind === 'select')!;
    // The solution of eq. 5 has -stepSize sign(s_i), whatever the amplitude was found to be.
    const whole = selected.map(({ candidate, score }) =>
      candidate.kind === 'fresh' ? { ...candidate, amplitude: -0.1 * Math.sign(score) } : candidate,
    );
    expect(selected.map(({ candidate }) => candidate)).not.toEqual(whole);
    expect(grown.tensors).toEqual(overgrow(network, whole).tensors);
    const phases = grown.description.groups.flatMap(({ channels }) =>
      channels.flatMap(({ origin }) => (origin.kind === 'initial' ? [] : [origin.phase])),
    );
    expect(phases).toEqual(new Array(selected.length).fill(SETTINGS.phase));
    expect(phases.length).toBeGreaterThan(0);
  });

  it('selects by the rule that it is told', async () => {
    const network = inDoubles(initialise(mlp({ inputs: 2, hidden: [2, 2, 2], outputs: 2, slots: true }), 3));
    const engine = engineFor(network, 3);
    const kept = new Set<string>();
    for (const selection of ['greedy', 'stop', 'exact'] as const) {
      const { events } = await grow(engine, network, { selection, neuronBudget: 4 });
      const { scored } = events.find((event) => event.kind === 'score')!;
      const { selected } = events.find((event) => event.kind === 'select')!;
      expect(selected).toEqual(selectChannels(scored, { neuronBudget: 4, layerBudget: 1 }, selection));
      kept.add(selected.map(({ candidate }) => candidate.key).join());
    }
    expect(kept.size).toBe(3);
  });

  it('with the exact selection predicts no less than with the greedy one', async () => {
    const network = inDoubles(initialise(mlp({ inputs: 2, hidden: [2, 2, 2], outputs: 2, slots: true }), 4));
    const engine = engineFor(network, 3);
    const predicted = async (selection: 'greedy' | 'exact') => {
      const last = (await grow(engine, network, { selection, neuronBudget: 4 })).events.at(-1)!;
      return last.kind === 'select' ? last.selected.reduce((sum, each) => sum + each.predictedChange, 0) : 0;
    };
    expect(await predicted('exact')).toBeLessThanOrEqual(await predicted('greedy'));
  });
});

/** Two classes, one around the other. */
function rings() {
  const stream = openStream(1, 'rings');
  const points = Array.from({ length: 60 }, (_, k) => {
    const [x, y] = stream.unitVector(2);
    const radius = k % 2 === 0 ? 0.6 : 1.6;
    return [x! * radius, y! * radius];
  });
  const description = mlp({ inputs: 2, hidden: [2], outputs: 2, slots: true });
  const input = toMaps(description, points.length, points.flat());
  const lossOf = crossEntropy(points.map((_, k) => k % 2));
  return { description, input, lossOf, engine: plainDeepEngine([{ input, lossOf }]) };
}

/** Full-batch gradient descent. */
function train(start: DeepNetwork, { input, lossOf }: PlainBatch, steps: number): DeepNetwork {
  let network = start;
  for (let step = 0; step < steps; step += 1) {
    const { gradients } = differentiateNetwork(network, input, lossOf);
    const entries = Object.entries(network.tensors).map(([name, data]) => {
      const gradient = gradients[name];
      return [name, gradient ? data.map((value, k) => value - 0.5 * gradient[k]!) : data];
    });
    network = { ...network, tensors: Object.fromEntries(entries) };
  }
  return network;
}

it('training and growing in turn learns what the first network could not', async () => {
  const { description, engine, ...data } = rings();
  let network = train(inDoubles(initialise(description, 2)), data, 300);
  const stuck = await meanLoss(engine, train(network, data, 600));
  for (let phase = 1; phase <= 2; phase += 1) {
    const before = await meanLoss(engine, network);
    const { grown } = await grow(engine, network, { phase, stepSize: 0.2, directionSteps: 40, neuronBudget: 2 });
    expect(await meanLoss(engine, grown)).toBeLessThan(before);
    network = train(grown, data, 300);
  }
  expect(countParameters(network.description)).toBeGreaterThan(countParameters(description));
  expect(await meanLoss(engine, network)).toBeLessThan(0.3 * stuck);
});

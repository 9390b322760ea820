import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset, Engine } from '../compute/engine.ts';
import { createPlainEngine, differentiatePlainly } from '../compute/plain/plain-engine.ts';
import { firefly, fireflySplit } from '../methods/firefly.ts';
import type { Method } from '../methods/method.ts';
import { predict } from '../networks/network.ts';
import { startingNetwork, teacherTask } from '../tasks/teacher.ts';
import { type Descent, descend, type GrowthSettings, initialState } from './descent.ts';
import type { DescentEvent, DescentState } from './events.ts';
import { applyCandidates } from './neighbourhood.ts';
import { settle } from './selection.ts';
import { trainingPlan } from './training.ts';

const SETTINGS: GrowthSettings = {
  seed: 3,
  stepSize: 0.05,
  freshCandidates: 2,
  neuronBudget: 1,
  quadraturePoints: 2,
  scoreRule: 'integral',
  directionSteps: 4,
  stepsPerPhase: 6,
  learningRate: 0.02,
  maxNeurons: 4,
};

function descentOf(settings: GrowthSettings, method: Method = firefly, change: Partial<Descent> = {}): Descent {
  const { data } = teacherTask({ seed: settings.seed, truthNeurons: 4, truthVariance: 3, points: 12 });
  return { engine: createPlainEngine(), data, rule: method.rule, settings, ...change };
}

async function eventsOf(descent: Descent, from?: DescentState): Promise<DescentEvent[]> {
  const events: DescentEvent[] = [];
  const start = from ?? initialState(startingNetwork(descent.settings.seed));
  for await (const event of descend(descent, start)) events.push(event);
  return events;
}

const settings: fc.Arbitrary<GrowthSettings> = fc.record({
  seed: fc.nat(10_000),
  stepSize: fc.double({ min: 0.005, max: 0.5, noNaN: true }),
  freshCandidates: fc.nat(3),
  neuronBudget: fc.integer({ min: 1, max: 3 }),
  quadraturePoints: fc.integer({ min: 1, max: 3 }),
  scoreRule: fc.constantFrom('integral', 'leave-one-out', 'end-point'),
  directionSteps: fc.nat(6),
  stepsPerPhase: fc.integer({ min: 1, max: 9 }),
  learningRate: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
  maxNeurons: fc.integer({ min: 1, max: 5 }),
});
const method = fc.constantFrom(firefly, fireflySplit);

/** A descent's events as one letter each. */
const letters = { start: 'S', train: 't', overgrow: 'o', score: 's', select: 'c', apply: 'a', end: 'E' } as const;
const spelled = (events: readonly DescentEvent[]) => events.map(({ kind }) => letters[kind]).join('');

describe('descend', () => {
  it('trains, over-grows, scores, selects, applies, again and again, and trains once more before it ends', async () => {
    await fc.assert(
      fc.asyncProperty(settings, method, async (given, { rule }) => {
        const events = await eventsOf({ ...descentOf(given), rule });
        expect(spelled(events)).toMatch(/^S(t+o*sca)*t+(o*sc)?E$/);
        const last = events.at(-1)!;
        expect(last.kind === 'end' && last.reason).toBe(
          spelled(events).endsWith('cE') ? 'no-candidate' : 'neuron-limit',
        );
        let phase = 1;
        for (const event of events) {
          expect(event.phase).toBe(phase);
          if (event.kind === 'apply') phase += 1;
          expect(event.loss).toSatisfy(Number.isFinite);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('reports for every event the loss of the network it shows', async () => {
    const descent = descentOf(SETTINGS);
    for (const event of await eventsOf(descent)) {
      const { loss } = differentiatePlainly(event.network, descent.data);
      expect(Math.abs(event.loss - loss)).toBeLessThan(1e-6 * (1 + loss)); // losses between steps are 32-bit floats
    }
  });

  it('takes the steps asked for, in every phase, whatever the requests they are cut into', async () => {
    const steps = 700; // more than one request
    const events = await eventsOf(descentOf({ ...SETTINGS, stepsPerPhase: steps, maxNeurons: 2, freshCandidates: 1 }));
    const { recordEvery } = trainingPlan(steps);
    for (const phase of [1, 2]) {
      const seen = events.flatMap((event) => (event.kind === 'train' && event.phase === phase ? [event.step] : []));
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, k) => Math.min(steps, (k + 1) * recordEvery)));
      expect(seen.at(-1)).toBe(steps);
    }
    const final = events.findLast(({ state }) => state)!.state!;
    expect(final.slots.map((slot) => slot.steps)).toEqual([2 * steps, steps]); // a newcomer counts its own
  });

  it('gives the same events from any state it reported, byte for byte, and through JSON', async () => {
    await fc.assert(
      fc.asyncProperty(settings, method, async (given, { rule }) => {
        const descent = { ...descentOf(given), rule };
        const events = await eventsOf(descent);
        const resumable = events.flatMap(({ state }, index) => (state ? [{ state, index }] : []));
        expect(resumable.map(({ index }) => events[index]!.kind)).toEqual(
          expect.arrayContaining(['start', 'train', 'end']),
        );
        for (const { state, index } of resumable) {
          const saved = JSON.parse(JSON.stringify(state)) as DescentState;
          expect(JSON.stringify(await eventsOf(descent, saved))).toBe(JSON.stringify(events.slice(index + 1)));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('resumes in the middle of a phase', async () => {
    const descent = descentOf({ ...SETTINGS, stepsPerPhase: 1100, maxNeurons: 1 });
    const events = await eventsOf(descent);
    const index = events.findIndex(({ state }) => state?.stage === 'train' && state.step > 0);
    expect(events[index]).toMatchObject({ kind: 'train', step: 497 });
    const rest = await eventsOf(descent, events[index]!.state!);
    expect(JSON.stringify(rest)).toBe(JSON.stringify(events.slice(index + 1)));
  });

  it('never grows by more than the budget nor beyond the neuron limit, and says what it grew by', async () => {
    await fc.assert(
      fc.asyncProperty(settings, method, async (given, { rule }) => {
        for (const event of await eventsOf({ ...descentOf(given), rule })) {
          expect(event.network.neurons.length).toBeLessThanOrEqual(given.maxNeurons);
          if (event.kind !== 'apply') continue;
          const grown = event.network.neurons.length - event.before.network.neurons.length;
          expect(grown).toBe(event.selected.length);
          expect(grown).toBeGreaterThan(0);
          expect(event.budget).toBe(
            Math.min(given.neuronBudget, given.maxNeurons - event.before.network.neurons.length),
          );
          expect(grown).toBeLessThanOrEqual(event.budget);
          expect(event.predictedChange).toBeLessThan(0);
          expect(event.actualChange).toBe(event.loss - event.before.loss);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('applies exactly the candidates it selected, and carries the optimizer over', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async (given) => {
        const events = await eventsOf(descentOf(given));
        events.forEach((event, index) => {
          if (event.kind !== 'apply') return;
          const kept = event.selected.map((key) => event.scored.find(({ candidate }) => candidate.key === key)!);
          const settled = kept.map((entry) => settle(entry, given.stepSize));
          expect(event.network).toEqual(applyCandidates(event.before.network, settled, event.phase));
          const before = events.slice(0, index).findLast(({ state }) => state)!.state!;
          expect(event.state!.slots.slice(0, before.slots.length)).toEqual(before.slots);
          expect(event.state!.slots.slice(before.slots.length).every(({ steps }) => steps === 0)).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('lowers the loss by growing when one candidate, alone, is predicted to and eps is small', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), method, fc.constantFrom(0.02, 0.005), async (seed, { rule }, stepSize) => {
        const given = { ...SETTINGS, seed, stepSize, freshCandidates: 1, directionSteps: 3 };
        const alone: Descent['rule'] = {
          ...rule,
          propose: (situation) => rule.propose(situation).slice(-1), // the fresh neuron, or the youngest split
        };
        const descent = { ...descentOf(given), rule: alone };
        for (const event of await eventsOf(descent)) {
          if (event.kind !== 'apply') continue;
          // A fresh neuron is put at eps = stepSize whatever the optimum: at most 2 eps^2 E[phi^2] off; phi <= 1.
          const { candidate } = event.scored[0]!;
          const tolerance = candidate.kind === 'fresh' ? 2 * stepSize ** 2 : stepSize ** 4 * 100;
          expect(event.actualChange).toBeLessThanOrEqual(event.predictedChange + tolerance);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('repeats itself for a seed, and differs for another', async () => {
    const [once, again, other] = await Promise.all(
      [3, 3, 4].map(async (seed) => JSON.stringify(await eventsOf(descentOf({ ...SETTINGS, seed })))),
    );
    expect(again).toBe(once);
    expect(other).not.toBe(once);
  });

  it('ends where it stands, with finite numbers, when training diverges', async () => {
    const plain = createPlainEngine();
    let requests = 0;
    const failing: Engine = {
      ...plain,
      async train(request) {
        const result = await plain.train(request);
        requests += 1;
        if (requests < 2) return result;
        const network = {
          ...result.network,
          neurons: result.network.neurons.map((neuron) => ({ ...neuron, output: NaN })),
        };
        return { ...result, network, frames: result.frames.map(() => network) };
      },
    };
    const events = await eventsOf(descentOf(SETTINGS, firefly, { engine: failing }));
    const last = events.at(-1)!;
    expect(last).toMatchObject({ kind: 'end', reason: 'diverged', phase: 2 });
    expect(last.network).toEqual(events.at(-2)!.network);
    expect(last.loss).toBe(events.at(-2)!.loss);
    expect(JSON.stringify(events)).not.toMatch(/null|NaN/);
  });

  it('ends when no candidate can lower the loss', async () => {
    // The data are the network itself: loss and every slope are 0.
    const network = startingNetwork(5);
    const inputs = Float32Array.from({ length: 12 }, (_, k) => k / 3 - 2);
    const rounded = {
      ...network,
      neurons: network.neurons.map((neuron) => ({
        ...neuron,
        weights: neuron.weights.map(Math.fround),
        bias: Math.fround(neuron.bias),
        output: 0,
      })),
    };
    const data: Dataset = {
      inputSize: 1,
      count: 12,
      inputs,
      targets: inputs.map((_, k) => predict(rounded, inputs, k)),
    };
    const events = await eventsOf(descentOf(SETTINGS, fireflySplit, { data }), initialState(rounded));
    expect(spelled(events)).toMatch(/^St+o*scE$/);
    expect(events.at(-1)).toMatchObject({ kind: 'end', reason: 'no-candidate', network: rounded, loss: 0 });
  });
});

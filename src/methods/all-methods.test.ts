/** What every method must do, whatever it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCpuEngine } from '../compute/cpu/cpu-engine.ts';
import type { Engine } from '../compute/engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { DescentEvent, DescentState } from '../growth/events.ts';
import { predict } from '../networks/network.ts';
import { runFile } from '../runs/file.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';
import { restoreRun } from '../runs/restore-run.ts';
import { runEvents } from '../runs/run.ts';
import { taskOf } from '../runs/run-task.ts';
import { packEvents, unpackEvents } from '../worker/packing.ts';
import { METHODS } from './registry.ts';

const plain = createPlainEngine();
const ENGINES: Record<string, () => Promise<Engine>> = { plain: async () => plain, cpu: () => createCpuEngine() };
const IDS = METHODS.map(({ id }) => id);

const SMALL: Recipe = {
  ...DEFAULT_RECIPE,
  seed: 3,
  points: 20,
  truthNeurons: 4,
  freshCandidates: 2,
  directionSteps: 6,
  stepsPerPhase: 12,
  maxNeurons: 5,
};

async function eventsOf(recipe: Recipe, engine: Engine = plain, from?: DescentState): Promise<DescentEvent[]> {
  const events: DescentEvent[] = [];
  for await (const event of runEvents(recipe, taskOf(recipe), engine, from)) events.push(event);
  return events;
}

describe.each(Object.keys(ENGINES))('on the %s engine', (name) => {
  it('all methods start from the same trained one-neuron network, bit for bit', async () => {
    const engine = await ENGINES[name]!();
    for (const seed of [0, 7]) {
      const trained = await Promise.all(
        IDS.map(async (method) => {
          const events = await eventsOf({ ...SMALL, seed, method, maxNeurons: 2, stepsPerPhase: 40 }, engine);
          return JSON.stringify(events.findLast((event) => event.kind === 'train' && event.phase === 1)?.network);
        }),
      );
      expect(trained[0]).toContain('"weights"');
      expect(new Set(trained).size).toBe(1);
    }
  });

  it.each(IDS)('%s trains and scores to the end, with the same events twice, byte for byte', async (method) => {
    const recipe = { ...SMALL, method, neuronBudget: 2 };
    const once = await eventsOf(recipe, await ENGINES[name]!());
    const twice = await eventsOf(recipe, await ENGINES[name]!());
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
    expect(once.some(({ kind }) => kind === 'apply')).toBe(true);
    for (const event of once) expect(event.loss).toSatisfy(Number.isFinite);
  });
});

describe.each(IDS)('%s', (method) => {
  it('never exceeds its budget or the width asked for', async () => {
    const budgets = fc.record({
      seed: fc.nat(1000),
      neuronBudget: fc.integer({ min: 1, max: 4 }),
      maxNeurons: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(budgets, async (change) => {
        for (const event of await eventsOf({ ...SMALL, ...change, method, stepsPerPhase: 4 })) {
          expect(event.network.neurons.length).toBeLessThanOrEqual(change.maxNeurons);
          if (event.kind !== 'apply') continue;
          const added = event.network.neurons.length - event.before.network.neurons.length;
          expect(added).toBeGreaterThan(0);
          expect(added).toBeLessThanOrEqual(Math.min(event.budget, change.neuronBudget));
        }
      }),
      { numRuns: 8 },
    );
  });

  it('goes on from any state, and survives files and the way to the page', async () => {
    const recipe = { ...SMALL, method, neuronBudget: 2 };
    const events = await eventsOf(recipe);
    for (const [index, { state }] of events.entries()) {
      if (!state) continue;
      const saved = JSON.parse(JSON.stringify(state)) as DescentState;
      expect(JSON.stringify(await eventsOf(recipe, plain, saved))).toBe(JSON.stringify(events.slice(index + 1)));
    }
    expect(restoreRun(JSON.stringify(runFile(recipe, 'plain', events))).events).toEqual(events);
    const { packed, transfer } = packEvents(events);
    expect(unpackEvents(structuredClone(packed, { transfer }))).toEqual(events);
  });

  // Scratch is no growth: nothing of the network before stays.
  // Scratch replaces the network instead of growing it.
  if (method === 'scratch') return;
  it('preserves the function as the step size goes to 0', async () => {
    for (const stepSize of [1e-3, 1e-6]) {
      for (const event of await eventsOf({ ...SMALL, method, stepSize, neuronBudget: 3 })) {
        if (event.kind !== 'apply') continue;
        for (const x of [-4, -1, 0, 0.5, 3]) {
          const change = predict(event.network, [x]) - predict(event.before.network, [x]);
          expect(Math.abs(change)).toBeLessThan(10 * stepSize); // of order eps: at most 3 neurons, each at most eps strong
        }
      }
    }
  });
});

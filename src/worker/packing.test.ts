import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DescentEvent } from '../growth/events.ts';
import { arbitraryNetwork } from '../networks/arbitrary.ts';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { packEvents, unpackEvents } from './packing.ts';

const run = await recordRun({ ...SMALL_RECIPE, stepsPerPhase: 20 });

/** Over to the page as a post goes: buffers are handed over, the rest is copied. */
function travel(events: readonly DescentEvent[]): DescentEvent[] {
  const { packed, transfer } = packEvents(events);
  const arrived = structuredClone(packed, { transfer });
  expect(transfer.every((buffer) => buffer.byteLength === 0)).toBe(true); // handed over, not copied
  return unpackEvents(arrived);
}

describe('packed events', () => {
  it('arrive as they were, wherever a run is cut into posts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 3, maxLength: 30 }), (lengths) => {
        const arrived: DescentEvent[] = [];
        for (const length of lengths) arrived.push(...travel(run.slice(arrived.length, arrived.length + length)));
        expect(arrived).toEqual(run.slice(0, arrived.length));
        expect(JSON.stringify(arrived)).toBe(JSON.stringify(run.slice(0, arrived.length)));
      }),
    );
    expect(travel(run)).toEqual(run);
    expect(travel([])).toEqual([]);
  });

  it('arrive as they were when neurons came from signed splits', async () => {
    const recipe = { ...SMALL_RECIPE, method: 'signed-splitting', neuronBudget: 2, stepsPerPhase: 20, maxNeurons: 7 };
    const events = await recordRun(recipe);
    expect(JSON.stringify(events)).toContain('"form":"signed triple"');
    expect(travel(events)).toEqual(events);
  });

  it('keep every bit of every number', () => {
    const pictures = arbitraryNetwork().chain((network) => {
      const size = network.neurons.length * (network.inputSize + 2);
      const parameters = fc.array(fc.double({ noNaN: true }), { minLength: size, maxLength: size });
      const picture = fc.tuple(parameters, fc.nat(20_000), fc.double({ noNaN: true, min: 0 }));
      return fc.array(picture, { minLength: 1, maxLength: 6 }).map((list) =>
        list.map(([values, step, loss]): DescentEvent => {
          let at = 0;
          const neurons = network.neurons.map((neuron) => ({
            ...neuron,
            weights: neuron.weights.map(() => values[at++]!),
            bias: values[at++]!,
            output: values[at++]!,
          }));
          return { kind: 'train', phase: 2, step, steps: 20_000, network: { ...network, neurons }, loss };
        }),
      );
    });
    fc.assert(
      fc.property(pictures, (events) => {
        expect(travel(events)).toEqual(events);
      }),
    );
  });

  it('carry the network of a stretch once', () => {
    const pictures = run.filter((event) => event.kind === 'train' && event.phase === 1 && !event.state);
    expect(pictures.length).toBeGreaterThan(10);
    const { packed, transfer } = packEvents(pictures);
    expect(packed.parts).toHaveLength(1);
    expect(transfer).toHaveLength(2);
  });
});

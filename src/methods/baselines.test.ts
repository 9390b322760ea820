/** The baselines of Figure 3: splitting, random search, scratch. */
import { describe, expect, it } from 'vitest';
import { createCpuEngine } from '../compute/cpu/cpu-engine.ts';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { Situation } from '../growth/descent.ts';
import type { DescentEvent } from '../growth/events.ts';
import { randomNetwork } from '../networks/random-network.ts';
import { DEFAULT_RECIPE, type Recipe } from '../runs/recipe.ts';
import { runEvents } from '../runs/run.ts';
import { taskOf } from '../runs/run-task.ts';
import { teacherTask } from '../tasks/teacher.ts';
import { DRAWS, randSplitNew } from './random-search.ts';
import { methodById } from './registry.ts';

const engine = createPlainEngine();
const { data } = teacherTask({ seed: 5, truthNeurons: 15, truthVariance: 3, points: 60 });

function situation(change: Partial<Situation> = {}): Situation {
  return { engine, data, phase: 1, settings: DEFAULT_RECIPE, network: randomNetwork(3, 'test', 3, 1), ...change };
}

async function directionsOf(id: string, at: Situation) {
  const { rule } = methodById(id);
  const search = rule.findDirections(at, rule.propose(at));
  for (;;) {
    const step = await search.next();
    if (step.done) return step.value;
  }
}

async function eventsOf(change: Partial<Recipe>): Promise<DescentEvent[]> {
  const recipe = { ...DEFAULT_RECIPE, ...change };
  const events: DescentEvent[] = [];
  for await (const event of runEvents(recipe, taskOf(recipe), await createCpuEngine())) events.push(event);
  return events;
}

const lossesOf = (events: readonly DescentEvent[]) =>
  events.flatMap((event) => (event.kind === 'train' && event.step === event.steps ? [event.loss] : []));

describe('splitting', () => {
  it('finds directions that no other beats, and predicts their change to leading order', async () => {
    const at = situation();
    const { rule } = methodById('splitting');
    const scored = await rule.score(at, await directionsOf('splitting', at));
    const other = await rule.score(at, rule.propose(at));
    for (const [i, { score }] of scored.entries()) expect(score).toBeLessThanOrEqual(other[i]!.score + 1e-12);
  });

  it('descends to the same eigenvector without the matrix', async () => {
    const at = situation();
    const exact = await directionsOf('splitting', at);
    const fast = await directionsOf('splitting-fast', at);
    const { rule } = methodById('splitting');
    const [best, found] = [await rule.score(at, exact), await rule.score(at, fast)];
    for (const [i, { score }] of found.entries()) {
      expect(score).toBeGreaterThanOrEqual(best[i]!.score - 1e-12);
      expect(score - best[i]!.score).toBeLessThan(1e-3 * Math.abs(best[i]!.score) + 1e-9);
    }
  });
});

describe('random search', () => {
  it('draws uniformly over splits and new neurons (chi-square)', () => {
    const counts = new Map<string, number>();
    const rounds = 800;
    for (let seed = 0; seed < rounds; seed += 1) {
      for (const candidate of randSplitNew.rule.propose(situation({ settings: { ...DEFAULT_RECIPE, seed } }))) {
        const bin = candidate.kind === 'split' ? `split ${candidate.neuron}` : 'new';
        counts.set(bin, (counts.get(bin) ?? 0) + 1);
      }
    }
    const draws = rounds * DRAWS;
    const expected = new Map([
      ['split 0', draws / 8],
      ['split 1', draws / 8],
      ['split 2', draws / 8],
      ['new', (5 * draws) / 8],
    ]);
    let chiSquare = 0;
    for (const [bin, count] of expected) chiSquare += ((counts.get(bin) ?? 0) - count) ** 2 / count;
    expect(chiSquare).toBeLessThan(16.3); // 0.1 % of the distribution with 3 degrees of freedom lies above
  });

  it('draws directions uniformly on the circle, and signs evenly (chi-square)', () => {
    const angles = new Array<number>(12).fill(0);
    let [positive, fresh] = [0, 0];
    for (let seed = 0; seed < 800; seed += 1) {
      for (const candidate of randSplitNew.rule.propose(situation({ settings: { ...DEFAULT_RECIPE, seed } }))) {
        if (candidate.kind === 'fresh') {
          fresh += 1;
          if (candidate.amplitude > 0) positive += 1;
          continue;
        }
        const [x, y] = candidate.direction as [number, number];
        angles[Math.min(11, Math.floor((12 * (Math.atan2(y, x) + Math.PI)) / (2 * Math.PI)))]! += 1;
      }
    }
    const splits = angles.reduce((sum, count) => sum + count, 0);
    const chiSquare = angles.reduce((sum, count) => sum + (count - splits / 12) ** 2 / (splits / 12), 0);
    expect(chiSquare).toBeLessThan(31.3); // 0.1 % of the distribution with 11 degrees of freedom lies above
    expect(Math.abs(positive - fresh / 2)).toBeLessThan(3.3 * Math.sqrt(fresh / 4));
  });

  it('keeps the draw with the lowest loss, and always grows', async () => {
    const events = await eventsOf({ method: 'rand-split', seed: 2, stepsPerPhase: 50, maxNeurons: 6, points: 100 });
    const selections = events.filter((event) => event.kind === 'select');
    expect(selections).toHaveLength(5);
    for (const { scored, selected } of selections) {
      expect(scored).toHaveLength(DRAWS);
      const lowest = Math.min(...scored.map(({ predictedChange }) => predictedChange));
      expect(scored.find(({ candidate }) => candidate.key === selected[0])?.predictedChange).toBe(lowest);
    }
  });

  it('predicts exactly what happens, because it looks', async () => {
    const events = await eventsOf({ method: 'rand-split-new', stepsPerPhase: 50, maxNeurons: 5, points: 100 });
    for (const event of events) {
      if (event.kind === 'apply') expect(event.actualChange).toBeCloseTo(event.predictedChange, 9);
    }
  });
});

describe('scratch', () => {
  it('begins each width anew, with empty optimizer slots', async () => {
    const events = await eventsOf({ method: 'scratch', stepsPerPhase: 50, maxNeurons: 4, points: 100 });
    const widths = events.flatMap((event) => (event.kind === 'apply' ? [event.network.neurons.length] : []));
    expect(widths).toEqual([2, 3, 4]);
    for (const event of events) {
      if (event.kind !== 'apply') continue;
      expect(event.state?.slots.every(({ steps }) => steps === 0)).toBe(true);
      expect(event.network.neurons.every(({ origin }) => origin.kind === 'initial')).toBe(true);
    }
  });

  it('draws its parameters from N(0, 1), anew for each seed and width', () => {
    const { replace } = methodById('scratch').rule;
    const drawn = Array.from({ length: 300 }, (_, seed) => {
      const situation = { settings: { seed } } as Situation;
      return replace!(situation, 3).neurons.flatMap(({ weights, bias, output }) => [...weights, bias, output]);
    });
    const numbers = drawn.flat();
    expect(new Set(numbers).size).toBe(300 * 9);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
    // The deviations of these are 0.019 and 0.027.
    expect(Math.abs(mean)).toBeLessThan(0.08);
    expect(Math.abs(variance - 1)).toBeLessThan(0.12);
    const situation = { settings: { seed: 0 } } as Situation;
    expect(replace!(situation, 4).neurons.slice(0, 3)).not.toEqual(replace!(situation, 3).neurons);
  });
});

describe('the methods', () => {
  it('order as in Figure 3 in a small version of it: fresh neurons beat splitting alone', async () => {
    const mean = async (method: string) => {
      let sum = 0;
      for (const seed of [0, 1, 2]) {
        sum += lossesOf(await eventsOf({ method, seed, stepsPerPhase: 300, maxNeurons: 6 })).at(-1)! / 3;
      }
      return sum;
    };
    const [grown, split, steepest] = [await mean('firefly'), await mean('firefly-split'), await mean('splitting')];
    expect(grown).toBeLessThan(split);
    expect(grown).toBeLessThan(steepest);
  });
});

import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import type { ToyOutcome } from '../experiments/toy-experiment.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { type Listener, runInThreads, runTogether } from './schedule.ts';

const recipes = [0, 1, 2].map((seed) => ({
  ...DEFAULT_RECIPE,
  seed,
  maxNeurons: 2,
  stepsPerPhase: 20,
  points: 20,
}));

/** A listener that remembers the finished runs by number. */
function remember(onDone: () => void = () => {}) {
  const outcomes = new Map<number, ToyOutcome>();
  const listener: Listener = {
    onSteps() {},
    onDone(job, outcome) {
      outcomes.set(job, outcome);
      onDone();
    },
  };
  return { outcomes, listener };
}

const never = new AbortController().signal;

describe('runs that share an engine', () => {
  it('all ask it before it has answered any, so that it can serve them together', async () => {
    const engine = createPlainEngine();
    let asked = 0;
    let askedAtFirstAnswer: number | undefined;
    const { outcomes, listener } = remember();
    await runTogether(
      recipes,
      {
        ...engine,
        async train(request) {
          asked += 1;
          await new Promise((answer) => setTimeout(answer));
          askedAtFirstAnswer ??= asked;
          return engine.train(request);
        },
      },
      listener,
      never,
    );
    expect(askedAtFirstAnswer).toBe(recipes.length);
    expect([...outcomes].map(([job, { result }]) => [job, result.seed]).sort()).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('end with the reason when it is lost, though it never answers', async () => {
    const lost = Promise.resolve(new Error('The card was unplugged.'));
    const engine = { ...createPlainEngine(), lost, differentiate: () => new Promise<never>(() => {}) };
    const { outcomes, listener } = remember();
    await expect(runTogether(recipes, engine, listener, never)).rejects.toThrow('The card was unplugged.');
    expect(outcomes.size).toBe(0);
  });

  it('end when they are stopped, though it never answers', async () => {
    const stop = new AbortController();
    const engine = { ...createPlainEngine(), differentiate: () => new Promise<never>(() => {}) };
    const { outcomes, listener } = remember();
    setTimeout(() => stop.abort(), 20);
    await runTogether(recipes, engine, listener, stop.signal);
    expect(outcomes.size).toBe(0);
  });
});

describe('runs in threads', () => {
  it('are each done once, whether there are more threads or more runs', async () => {
    for (const threads of [1, 5]) {
      const { outcomes, listener } = remember();
      await runInThreads(recipes, threads, listener, never);
      expect([...outcomes].map(([job, { result }]) => [job, result.seed]).sort()).toEqual([
        [0, 0],
        [1, 1],
        [2, 2],
      ]);
    }
  });

  it('keep what is finished when one fails, and say why', async () => {
    const broken = { ...recipes[1]!, method: 'magic' };
    const { outcomes, listener } = remember();
    await expect(runInThreads([recipes[0]!, broken, recipes[2]!], 1, listener, never)).rejects.toThrow('magic');
    expect([...outcomes.keys()]).toEqual([0]);
  });

  it('begin no other once they are stopped', async () => {
    const stop = new AbortController();
    const { outcomes, listener } = remember(() => stop.abort());
    await runInThreads(recipes, 1, listener, stop.signal);
    expect([...outcomes.keys()]).toEqual([0]);
  });
});

import { describe, expect, it } from 'vitest';
import { createCpuEngine } from '../../compute/cpu/cpu-engine.ts';
import type { DescentEvent } from '../../growth/events.ts';
import { isStop } from '../../runs/positions.ts';
import { DEFAULT_RECIPE, type Recipe } from '../../runs/recipe.ts';
import { runEvents } from '../../runs/run.ts';
import { taskOf } from '../../runs/run-task.ts';
import { lastEntry, logOf } from './run-sentences.ts';

async function eventsOf(change: Partial<Recipe>): Promise<DescentEvent[]> {
  const recipe = { ...DEFAULT_RECIPE, maxNeurons: 3, points: 200, stepsPerPhase: 200, ...change };
  const events: DescentEvent[] = [];
  for await (const event of runEvents(recipe, taskOf(recipe), await createCpuEngine())) events.push(event);
  return events;
}

const textsOf = (events: readonly DescentEvent[]) => logOf(events, events.length - 1).map(({ text }) => text);

describe('the log of a run', () => {
  it('has one sentence for each sub-step, in order', async () => {
    const events = await eventsOf({});
    const texts = textsOf(events);
    expect(texts.map((text) => /^(Start|Done|Phase \d, [\w-]+)/.exec(text)?.[0])).toEqual([
      'Start',
      ...[1, 2].flatMap((phase) => ['train', 'over-grow', 'score', 'select'].map((step) => `Phase ${phase}, ${step}`)),
      'Phase 3, train',
      'Done',
    ]);
    for (const text of texts) expect(text).toMatch(/^[^.].*\.$/);
    for (const { index } of logOf(events, events.length - 1).slice(1)) expect(isStop(events, index)).toBe(true);
  });

  it('says of a selection what was promised and what happened', async () => {
    const events = await eventsOf({});
    const apply = events.find((event) => event.kind === 'apply')!;
    const text = textsOf(events).find((one) => one.startsWith('Phase 1, select'))!;
    expect(text).toMatch(
      /^Phase 1, select: kept (fresh neuron \d|split A), predicted change −\d\.\d\de−\d, loss 0\.\d+ to 0\.\d+\.$/,
    );
    if (apply.kind === 'apply') expect(text).toContain(`loss ${apply.before.loss.toPrecision(3)} to`);
  });

  it('counts what was tried, of each kind that was', async () => {
    const tried = async (change: Partial<Recipe>) =>
      textsOf(await eventsOf(change)).find((text) => text.startsWith('Phase 1, over-grow'));
    expect(await tried({})).toMatch(/^Phase 1, over-grow: tried 1 split and 5 fresh neurons, all on/);
    expect(await tried({ method: 'firefly-split' })).toMatch(/^Phase 1, over-grow: tried 1 split, all on/);
    expect(await tried({ method: 'gradmax' })).toMatch(/^Phase 1, over-grow: tried 1 fresh neuron, all on/);
  });

  it('goes no further than it is asked to', async () => {
    const events = await eventsOf({});
    const all = logOf(events, events.length - 1);
    expect(logOf(events, all[3]!.index)).toEqual(all.slice(0, 4));
    expect(logOf(events, all[3]!.index - 1)).toEqual(all.slice(0, 3));
    expect(logOf([], 5)).toEqual([]);
    expect(lastEntry([], 5)).toBeUndefined();
    for (const last of events.keys()) expect(lastEntry(events, last)).toEqual(logOf(events, last).at(-1));
  });

  it('tells of methods that begin again, and of growth that is stuck', async () => {
    const scratch = textsOf(await eventsOf({ method: 'scratch' }));
    expect(scratch.filter((text) => text.includes('tried'))).toEqual([]);
    expect(scratch).toContainEqual(expect.stringMatching(/^Phase 1, select: a new network of 2 neurons, loss /));
    const stuck = textsOf(await eventsOf({ method: 'firefly-split', seed: 9, points: 1000, stepsPerPhase: 1500 }));
    expect(stuck.at(-2)).toBe('Phase 1, select: no candidate would lower the loss.');
    expect(stuck.at(-1)).toMatch(/^Done: growth is stuck with 1 neuron, loss 1\.50\.$/);
  });
});

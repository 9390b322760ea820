import { afterEach, describe, expect, it } from 'vitest';
import { recordRun, SMALL_RECIPE } from '../runs/arbitrary.ts';
import { createLoopback, type Loopback, type LoopbackOptions } from '../worker/loopback.ts';
import { createRaceStore, momentAt, type RaceStore, raceLength } from './race-store.ts';

const METHODS = ['firefly', 'firefly-split', 'scratch'];
const opened: RaceStore[] = [];
afterEach(() => {
  for (const race of opened.splice(0)) race.dispose();
});

function openRace(options: (worker: number) => LoopbackOptions = () => ({})) {
  const workers: Loopback[] = [];
  const race = createRaceStore(() => {
    const worker = createLoopback(options(workers.length));
    workers.push(worker);
    return worker;
  }, SMALL_RECIPE);
  opened.push(race);
  const lane = (method: string) => race.getState().lanes.find((one) => one.method === method)!;
  const complete = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (race.getState().lanes.some(({ status }) => status === 'computing')) return;
        stop();
        resolve();
      };
      const stop = race.subscribe(look);
      look();
    });
  return { race, workers, lane, complete };
}

/** What a lane should hold: the events of its run that change the network. */
async function expectedEvents(method: string, seed: number) {
  const events = await recordRun({ ...SMALL_RECIPE, method, seed });
  return events.filter(({ kind }) => kind === 'start' || kind === 'train' || kind === 'apply');
}

describe('a race', () => {
  it('computes each lane as its method does alone, from the same trained start', async () => {
    const { race, lane, complete } = openRace();
    race.start(5, METHODS);
    await complete();
    for (const method of METHODS) {
      const events = lane(method).moments.map(({ event }) => event);
      expect(JSON.stringify(events)).toBe(JSON.stringify(await expectedEvents(method, 5)));
      expect(lane(method).moments.map(({ steps }) => steps)).toEqual(
        lane(method)
          .moments.map(({ steps }) => steps)
          .sort((a, b) => a - b),
      );
    }
    const starts = METHODS.map((method) => momentAt(lane(method).moments, SMALL_RECIPE.stepsPerPhase - 1)!.event);
    expect(new Set(starts.map(({ network }) => JSON.stringify(network))).size).toBe(1);
  });

  it('loses nothing when a worker is lost', async () => {
    let posts = 0;
    const { race, lane, complete } = openRace((worker) =>
      worker > 0 ? {} : { onPost: ({ type }, own) => type === 'events' && ++posts === 1 && own.die('error') },
    );
    race.start(5, ['firefly']);
    await complete();
    const events = lane('firefly').moments.map(({ event }) => event);
    expect(JSON.stringify(events)).toBe(JSON.stringify(await expectedEvents('firefly', 5)));
  });

  it('plays together: all lanes at the same steps, until each is at its end', async () => {
    const pair = ['firefly', 'scratch'];
    const { race, lane, complete } = openRace();
    race.start(5, pair);
    await complete();
    const length = raceLength(SMALL_RECIPE);
    race.setSpeed(100);
    race.play();
    race.advance(50);
    expect(pair.map((method) => lane(method).place)).toEqual([5, 5]);
    race.hold('scratch', true);
    race.advance(50);
    expect(pair.map((method) => lane(method).place)).toEqual([10, 5]);
    race.hold('scratch', false);
    for (let k = 0; k < 10; k += 1) race.advance(100);
    expect(lane('scratch').place).toBe(length);
    expect(race.getState().playing).toBe(false);
    race.play();
    expect(pair.map((method) => lane(method).place)).toEqual([0, 0]);
  });

  it('plays one lane after the other', async () => {
    const { race, lane, complete } = openRace();
    race.start(5, ['firefly', 'scratch']);
    await complete();
    race.setMode('in turn');
    race.setSpeed(100);
    race.play();
    race.advance(100);
    expect([lane('firefly').place, lane('scratch').place]).toEqual([10, 0]);
    for (let k = 0; k < 3; k += 1) race.advance(100);
    expect(lane('firefly').place).toBe(raceLength(SMALL_RECIPE));
    race.advance(100);
    expect(lane('scratch').place).toBeGreaterThan(0);
  });

  it('is looked at anywhere, within each lane’s run', async () => {
    const { race, lane, complete } = openRace();
    race.start(5, ['firefly']);
    await complete();
    race.seek(1e9);
    expect(lane('firefly').place).toBe(lane('firefly').moments.at(-1)!.steps);
    race.seek(-3);
    expect(momentAt(lane('firefly').moments, lane('firefly').place)!.event.kind).toBe('start');
    race.hold('firefly', true);
    race.seek(3);
    expect(lane('firefly').place).toBe(0);
    race.restart();
    race.seek(SMALL_RECIPE.stepsPerPhase);
    expect(momentAt(lane('firefly').moments, lane('firefly').place)!.event.kind).toBe('apply');
  });

  it('says why a lane stopped, and ends its workers when it is over', async () => {
    const { race, workers, lane, complete } = openRace();
    race.start(5, ['magic']);
    await complete();
    expect(lane('magic')).toMatchObject({ status: 'failed' });
    expect(lane('magic').message).toContain('magic');
    race.start(6, ['firefly']);
    expect(workers[0]!.terminated).toBe(true);
    race.dispose();
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { Coalescer } from './coalescer.ts';
import type { Task } from './requests.ts';
import type { Runner } from './runner.ts';

/** A device that only notes which requests share a batch, and answers after a while. */
function setup() {
  const batches: string[] = [];
  let names: string[] = [];
  const runner: Runner = {
    async run() {
      batches.push([...names].sort().join(' '));
      names = [];
      await new Promise((resolve) => setImmediate(resolve));
      return new Float32Array();
    },
    counters: () => ({ dispatches: 0, bytesRead: 0, bytesAllocated: 0 }),
    destroy() {},
  };
  const coalescer = new Coalescer(runner);
  const ask = (name: string, long = false) => {
    const task: Task<string> = {
      work: 1,
      ...(long && { long: true }),
      write() {
        names.push(name);
        return () => name;
      },
    };
    return coalescer.ask(task);
  };
  return { ask, batches, coalescer };
}

describe('requests that are made at about the same time', () => {
  it('share a batch, and each has its own answer', async () => {
    const { ask, batches } = setup();
    expect(await Promise.all([ask('a'), ask('b'), ask('c')])).toEqual(['a', 'b', 'c']);
    expect(batches).toEqual(['a b c']);
  });

  it('for training wait for those that are short, so that runs which grow in different ways train together', async () => {
    const { ask, batches } = setup();
    const run = async (name: string, growth: number) => {
      for (let phase = 0; phase < 3; phase += 1) {
        await ask(`train-${name}`, true);
        for (let k = 0; k < growth; k += 1) await ask(name);
      }
    };
    await Promise.all([run('a', 0), run('b', 1), run('c', 3)]);
    const trainings = batches.filter((batch) => batch.includes('train'));
    expect(trainings).toEqual(Array(3).fill('train-a train-b train-c'));
    expect(batches).toHaveLength(3 * 4);
  });

  it('are refused once the device is lost, those that wait as well', async () => {
    const { ask, coalescer } = setup();
    const asked = [ask('a'), ask('b', true)].map((answer) => answer.catch((error: Error) => error.message));
    coalescer.fail(new Error('It is gone.'));
    expect(await Promise.all(asked)).toEqual(['It is gone.', 'It is gone.']);
    await expect(ask('c')).rejects.toThrow('It is gone.');
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPlainEngine } from '../compute/plain/plain-engine.ts';
import { curveTask, TARGETS, targetFunction, targetTask } from './targets.ts';
import { INPUT_RANGE } from './task.ts';
import { teacherTask } from './teacher.ts';

const SETTINGS = { seed: 4, truthNeurons: 15, truthVariance: 3, points: 1000 };
const formOf = (target: string) => targetFunction({ ...SETTINGS, target });
const grid = Array.from({ length: 201 }, (_, k) => -5 + k / 20);

describe('the closed forms', () => {
  it('are what their names say, by the host’s own functions', () => {
    const forms: Record<string, (x: number) => number> = {
      sine: (x) => Math.sin((2 * Math.PI * x) / 5),
      chirp: (x) => Math.sin(2 * Math.PI * ((x + 5) / 20 + 2.5 * ((x + 5) / 10) ** 2)),
      sawtooth: (x) => ((2 * ((((x % 2.5) + 2.5) % 2.5) / 2.5) - 1 + 1) % 2) - 1,
      step: (x) => (x < 0 ? -1 : 1),
      'two-bumps': (x) => Math.exp(-2 * (x + 2) ** 2) + 0.7 * Math.exp(-((x - 2) ** 2) / 2),
    };
    for (const [target, form] of Object.entries(forms)) {
      for (const x of grid) expect(formOf(target)(x), `${target} at ${x}`).toBeCloseTo(form(x), 9);
    }
  });

  it('has two bumps that two neurons fit exactly', async () => {
    const task = targetTask({ ...SETTINGS, target: 'two-bumps' });
    const scale = task.targetScale.factor;
    const neuron = (id: number, a: number, b: number, w: number) => ({
      id,
      weights: [a],
      bias: b,
      output: w / scale,
      origin: { kind: 'initial' } as const,
    });
    const network = {
      activation: 'rbf' as const,
      inputSize: 1,
      neurons: [neuron(0, 2, 4, 1), neuron(1, 1, -2, 0.7)],
      nextId: 2,
    };
    const [result] = await createPlainEngine().differentiate([network], task.data);
    expect(result!.loss).toBeLessThan(1e-12);
  });
});

describe('points of a target', () => {
  it.each(TARGETS.map(({ id }) => id))('of %s have standard deviation 1, at the same x for all', (target) => {
    const { data, targetScale } = targetTask({ ...SETTINGS, target });
    expect(data.inputs).toEqual(teacherTask(SETTINGS).data.inputs);
    const mean = data.targets.reduce((sum, y) => sum + y / data.count, 0);
    const variance = data.targets.reduce((sum, y) => sum + (y - mean) ** 2 / data.count, 0);
    expect(variance).toBeCloseTo(1, 4);
    data.inputs.forEach((x, i) => {
      if (i % 50 === 0 && target !== 'step' && target !== 'sawtooth') {
        expect(data.targets[i]! * targetScale.factor).toBeCloseTo(formOf(target)(x), 4);
      }
    });
  });

  it('are the teacher’s by default, and also for a target that is not known', () => {
    for (const target of ['teacher', 'magic', 'toString']) {
      expect(targetTask({ ...SETTINGS, target })).toEqual(teacherTask(SETTINGS));
    }
  });

  it('stay finite however few there are', () => {
    for (const { id } of TARGETS) {
      for (let seed = 0; seed < 50; seed += 1) {
        const { data } = targetTask({ ...SETTINGS, seed, points: 2, target: id });
        expect([...data.inputs, ...data.targets].every(Number.isFinite)).toBe(true);
      }
    }
    const { data } = curveTask(
      [
        { x: -5, y: 0 },
        { x: -4.9, y: 1 },
      ],
      { seed: 1, points: 3 },
    );
    expect([...data.targets].every(Number.isFinite)).toBe(true);
  });

  // The same bytes in Node and in every browser: e2e/replay.spec.ts compares runs; this pins the points of today.
  it('never change', () => {
    const bytes = TARGETS.map(({ id }) => new Uint8Array(targetTask({ ...SETTINGS, target: id }).data.targets.buffer));
    const hash = createHash('sha256');
    for (const each of bytes) hash.update(each);
    expect(hash.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"e7eeaf624bb699db"`);
  });

  it('are sampled within [-5, 5]', () => {
    const { data } = targetTask({ ...SETTINGS, target: 'sine' });
    expect(Math.max(...data.inputs.map(Math.abs))).toBeLessThanOrEqual(INPUT_RANGE);
  });
});

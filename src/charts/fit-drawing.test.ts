import { describe, expect, it } from 'vitest';
import { predict } from '../networks/network.ts';
import { randomNetwork } from '../networks/random-network.ts';
import { taskFromPoints } from '../tasks/task.ts';
import { plotScales } from './curves.ts';
import { fitDrawing, fitGrid } from './fit-drawing.ts';

const MARGIN = { top: 14, right: 14, bottom: 26, left: 38 };
const WIDTH = 600;
const HEIGHT = 300;
const task = taskFromPoints([-5, -1, 2, 5], [1, -2, 3, 0.5]);
const scales = plotScales(task, WIDTH, HEIGHT, MARGIN);
const x = fitGrid(scales);
const network = randomNetwork(3, 'drawn', 4, 1);
const scene = { network, ghosts: [], pointed: undefined, scales, x };
const numbers = (path: string) => (path.match(/-?[\d.]+/g) ?? []).map(Number);

describe('the drawing of a fit', () => {
  it('goes on beyond the plot on both sides, so that the upright ends of areas are never seen', () => {
    const [firstX, firstY, ...rest] = numbers(fitDrawing(scene).neurons[0]!.area);
    expect(firstX).toBeLessThan(MARGIN.left - 1);
    expect(firstY).toBeCloseTo(scales.y(0), 0);
    expect(rest.at(-2)).toBeGreaterThan(WIDTH - MARGIN.right + 1);
    expect(rest.at(-1)).toBeCloseTo(scales.y(0), 0);
  });

  it('puts the network where it predicts', () => {
    const path = numbers(fitDrawing(scene).network);
    expect(path).toHaveLength(2 * x.length);
    for (const i of [0, 40, 77, 120]) {
      expect(path[2 * i]).toBeCloseTo(scales.x(x[i]!), 0);
      expect(path[2 * i + 1]).toBeCloseTo(scales.y(predict(network, x, i)), 0);
    }
  });

  it('keeps letters inside the plot, and lets the rest step back behind what is pointed at', () => {
    const { neurons } = fitDrawing({ ...scene, pointed: `neuron ${network.neurons[1]!.id}` });
    expect(neurons.map(({ opacity }) => opacity)).toEqual([0.35, 1, 0.35, 0.35]);
    for (const { at } of neurons) {
      expect(at.x).toBeGreaterThanOrEqual(MARGIN.left);
      expect(at.x).toBeLessThanOrEqual(WIDTH - MARGIN.right);
      expect(at.y).toBeGreaterThanOrEqual(14);
      expect(at.y).toBeLessThanOrEqual(HEIGHT - MARGIN.bottom);
    }
  });

  it('draws a split as two halves and shows which candidates were kept', () => {
    const [{ id }] = network.neurons as unknown as [{ id: number }];
    const split = { kind: 'split', key: `split ${id}`, neuron: id, amplitude: 0.1, direction: [1, 0] } as const;
    const fresh = { kind: 'fresh', key: 'fresh 1', amplitude: 0.05, direction: [1, 0] } as const;
    const { ghosts } = fitDrawing({
      ...scene,
      ghosts: [
        { candidate: split, fate: 'rejected' },
        { candidate: fresh, fate: 'selected' },
      ],
    });
    expect(ghosts.map(({ strong }) => strong)).toEqual([false, true]);
    const [first, second, ...more] = ghosts[0]!.path.split('M').slice(1);
    expect(first).not.toBe(second);
    expect(more).toEqual([]);
  });

  it('draws all candidates that look the same as one path, and the one pointed at by itself', () => {
    const ghosts = [1, 2, 3].map((k) => {
      const candidate = { kind: 'fresh', key: `fresh ${k}`, amplitude: 0.05, direction: [k, 0] } as const;
      return { candidate, fate: 'open' } as const;
    });
    const curves = (pointed?: string) => fitDrawing({ ...scene, ghosts, pointed }).ghosts.map(({ path }) => path);
    const [all] = curves();
    expect(curves()).toHaveLength(1);
    const [others, one] = curves('fresh 2') as [string, string];
    const parts = (path: string) => path.split('M').slice(1);
    expect(parts(one)).toEqual([parts(all!)[1]]);
    expect(parts(others)).toEqual([parts(all!)[0], parts(all!)[2]]);
  });
});

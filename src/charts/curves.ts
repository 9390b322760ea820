/** Curves of one-input networks, sampled for drawing. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { type Candidate, copiesOf, splitOffset } from '../growth/neighbourhood.ts';
import { splitCopy } from '../networks/edits.ts';
import { activate, contribution, type Network, type Neuron } from '../networks/network.ts';
import type { Task } from '../tasks/task.ts';
import { oneDecimal } from './paths.ts';

/** Values at evenly spaced x. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface PlotScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

/** Evenly spaced numbers from `low` to `high`. */
export function sampleGrid(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** w sigma(a x + b) of one neuron on a grid. */
export function neuronCurve(
  network: Network,
  neuron: Pick<Neuron, 'weights' | 'bias' | 'output'>,
  x: Float64Array,
): Curve {
  return { x, y: x.map((_, i) => contribution(network.activation, neuron, x, i)) };
}

/** f on the grid of its neurons' curves: their sum. */
export function sumCurves(x: Float64Array, curves: readonly Curve[]): Curve {
  const y = new Float64Array(x.length);
  for (const curve of curves) for (let i = 0; i < y.length; i += 1) y[i]! += curve.y[i]!;
  return { x, y };
}

/**
 * What a candidate looks like, a curve for each neuron it is about. A fresh neuron enters with a tiny weight, so its shape is
 * drawn with height 1, on the side it would enter; a split as its copies. None for a split of a neuron that is not there.
 */
export function candidateCurves(network: Network, candidate: Candidate, x: Float64Array): Curve[] {
  if (candidate.kind === 'fresh') {
    const [a = 0, b = 0] = candidate.direction;
    const sign = candidate.amplitude < 0 ? -1 : 1;
    return [{ x, y: x.map((value) => sign * activate(network.activation, a * value + b)) }];
  }
  const parent = network.neurons.find(({ id }) => id === candidate.neuron);
  if (!parent) return [];
  return copiesOf(candidate).map((copy) => neuronCurve(network, splitCopy(parent, splitOffset(candidate), copy), x));
}

/** Scales of the plot: x as far as the points go, y with room above and below; the same for the whole run. */
export function plotScales(task: Task, width: number, height: number, margin: Margin): PlotScales {
  const { inputs, targets } = task.data;
  let [left, right, low, high] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < targets.length; i += 1) {
    left = Math.min(left, inputs[i]!);
    right = Math.max(right, inputs[i]!);
    low = Math.min(low, targets[i]!);
    high = Math.max(high, targets[i]!);
  }
  const room = 0.22 * (high - low);
  return {
    x: scaleLinear([left, right], [margin.left, width - margin.right]),
    y: scaleLinear([low - room, high + room], [height - margin.bottom, margin.top]),
  };
}

export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/**
 * Path data of a curve, coordinates with one decimal; values far outside the plot are cut off. Written as a loop, not with
 * d3-shape: a frame draws some twenty of these.
 */
export function curvePath({ x, y }: Curve, scales: PlotScales): string {
  const [bottom = 0, top = 0] = scales.y.range();
  const [low = 0, high = 1] = scales.y.domain();
  const perY = (top - bottom) / (high - low);
  const reach = 2 * Math.abs(bottom - top);
  const across = stepsAcross(x, scales);
  let path = '';
  for (let i = 0; i < x.length; i += 1) {
    const up = Math.max(top - reach, Math.min(bottom + reach, bottom + perY * (y[i]! - low)));
    path += across[i]! + oneDecimal(up);
  }
  return path;
}

/** For each grid, the scale it was last written for and what was written. */
const acrossGrids = new WeakMap<
  Float64Array,
  { readonly scale: PlotScales['x']; readonly across: readonly string[] }
>();

/** The part of a path's steps that all curves of a picture share: `M40,`, `L45.2,` and so on. */
function stepsAcross(x: Float64Array, { x: scale }: PlotScales): readonly string[] {
  const known = acrossGrids.get(x);
  if (known?.scale === scale) return known.across;
  const across = Array.from(x, (value, i) => `${i === 0 ? 'M' : 'L'}${oneDecimal(scale(value))},`);
  acrossGrids.set(x, { scale, across });
  return across;
}

/** Path data of the area between 0 and a curve whose path is known. */
export function areaUnder(path: string, { x }: Curve, scales: PlotScales): string {
  const zero = scales.y(0).toFixed(1);
  return `${path}L${scales.x(x[x.length - 1]!).toFixed(1)},${zero}L${scales.x(x[0]!).toFixed(1)},${zero}Z`;
}

/**
 * A neuron's colour: its own hue for life; ten hues, then again from the start (letters keep them apart). Where the page
 * colours by lineage it names the family's colour as --of-neuron-ID, and every figure follows.
 */
export function neuronColor(id: number): string {
  return `var(--of-neuron-${id}, var(--neuron-${id % 10}))`;
}

/** The neuron that is pointed at, itself or by a candidate that would split it; undefined while it is anything else. */
export function pointedNeuron(pointed: string | undefined): number | undefined {
  const id = /^(?:neuron|split) (\d+)$/.exec(pointed ?? '')?.[1];
  return id === undefined ? undefined : Number(id);
}

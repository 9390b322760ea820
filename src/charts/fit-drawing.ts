/** What "Function fit" draws in every frame, as plain data: one thin curve per neuron with its letter, candidates, the network. */
import type { Candidate } from '../growth/neighbourhood.ts';
import { type Network, neuronName } from '../networks/network.ts';
import {
  type Curve,
  candidateCurves,
  curvePath,
  neuronColor,
  neuronCurve,
  type PlotScales,
  pointedNeuron,
  sampleGrid,
  sumCurves,
} from './curves.ts';
import { type LetterPlace, type LetterRoom, lettersApart } from './letters.ts';
import { areaFrom } from './paths.ts';

export interface Ghost {
  readonly candidate: Candidate;
  readonly fate: 'open' | 'selected' | 'rejected';
}

export interface FitScene {
  readonly network: Network;
  readonly ghosts: readonly Ghost[];
  /** What the pointer or keyboard is on, wherever that is; the rest steps back. */
  readonly pointed: string | undefined;
  readonly scales: PlotScales;
  /** Where curves are sampled, in the network's own x. */
  readonly x: Float64Array;
}

export interface NeuronMark {
  readonly id: number;
  /** Path of the area between 0 and the curve. Its upright ends lie outside the plot, so it can be stroked as well. */
  readonly area: string;
  readonly color: string;
  readonly opacity: number;
  readonly letter: string;
  /** Where the letter stands, in pixels. */
  readonly at: { readonly x: number; readonly y: number };
}

/** All candidates that look the same, as one path: while a run plays they come and go by the dozen. */
export interface GhostMark {
  readonly key: string;
  readonly path: string;
  readonly color: string;
  readonly strong: boolean;
  readonly opacity: number;
}

export interface FitDrawing {
  readonly neurons: readonly NeuronMark[];
  readonly ghosts: readonly GhostMark[];
  /** Path of the network's own curve. */
  readonly network: string;
}

const SAMPLES = 121;
/** Pixels by which curves go on beyond the plot, where nothing is seen. */
const BEYOND = 4;

/** Where curves are sampled: from a little left of the plot to a little right of it. */
export function fitGrid({ x }: PlotScales): Float64Array {
  const [left = 0, right = 0] = x.range();
  return sampleGrid(x.invert(left - BEYOND), x.invert(right + BEYOND), SAMPLES);
}

/** The marks of a scene. */
export function fitDrawing({ network, ghosts, pointed, scales, x }: FitScene): FitDrawing {
  const curves = network.neurons.map((neuron) => neuronCurve(network, neuron, x));
  const base = scales.y(0);
  const room = letterRoom(scales);
  const letters = network.neurons.map(({ id }, k) => ({
    letter: neuronName(id),
    at: besidePeak(curves[k]!, scales, room),
  }));
  const places = lettersApart(letters, room);
  return {
    neurons: network.neurons.map(({ id }, k) => ({
      id,
      area: areaFrom(base, curvePath(curves[k]!, scales)),
      color: neuronColor(id),
      opacity: pointed === undefined || pointedNeuron(pointed) === id ? 1 : 0.35,
      letter: letters[k]!.letter,
      at: places[k]!,
    })),
    ghosts: ghostMarks({ network, ghosts, pointed, scales, x }),
    network: curvePath(sumCurves(x, curves), scales),
  };
}

function ghostMarks({ network, ghosts, pointed, scales, x }: FitScene): GhostMark[] {
  const marks = new Map<string, GhostMark>();
  for (const { candidate, fate } of ghosts) {
    const strong = pointed === candidate.key || (fate === 'selected' && pointed === undefined);
    const opacity = strong ? 1 : fate === 'rejected' ? 0.28 : 0.65;
    const key = `${candidate.kind} ${opacity}`;
    const color = candidate.kind === 'fresh' ? 'var(--fresh)' : 'var(--split)';
    const curves = candidateCurves(network, candidate, x).map((curve) => curvePath(curve, scales));
    marks.set(key, { key, color, strong, opacity, path: (marks.get(key)?.path ?? '') + curves.join('') });
  }
  return [...marks.values()];
}

/** Where letters may stand: inside the plot. */
function letterRoom(scales: PlotScales): LetterRoom {
  const [left = 0, right = 0] = scales.x.range();
  const [bottom = 0] = scales.y.range();
  return { left: left + 8, right: right - 8, top: 14, bottom: bottom - 4 };
}

/** A place beside the farthest point of a curve, inside the plot. */
function besidePeak({ x, y }: Curve, scales: PlotScales, room: LetterRoom): LetterPlace {
  let peak = 0;
  for (let i = 1; i < y.length; i += 1) if (Math.abs(y[i]!) > Math.abs(y[peak]!)) peak = i;
  const beside = scales.y(y[peak]!) + (y[peak]! < 0 ? 14 : -6);
  return {
    x: Math.min(Math.max(scales.x(x[peak]!), room.left), room.right),
    y: Math.min(Math.max(beside, room.top), room.bottom),
  };
}

/**
 * The interface between the algorithm and what computes it. Growth code asks; an engine may serve many runs at once by
 * coalescing their requests into one dispatch. Types only: nothing here runs.
 *
 * Every loss is the mean squared error mean_n (f(x_n) - y_n)^2, so r = dL/df = 2 (f - y).
 */
import type { Candidate } from '../growth/neighbourhood.ts';
import type { Network } from '../networks/network.ts';
import type { OptimizerSlots } from '../networks/slots.ts';

export interface Dataset {
  readonly inputSize: number;
  /** Number of points, >= 2. */
  readonly count: number;
  /** Inputs, shape [count x inputSize], row-major. */
  readonly inputs: Float32Array;
  /** Targets, shape [count]. */
  readonly targets: Float32Array;
}

/** Adam's constants (Kingma and Ba's defaults; the paper names no optimizer for its toy: our choice). */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

export interface TrainRequest {
  readonly network: Network;
  /** One entry per neuron, in the network's order. */
  readonly slots: OptimizerSlots;
  readonly data: Dataset;
  /** Learning rate of each full-batch Adam step; its length is the number of steps. */
  readonly rates: Float32Array;
  /** The network is recorded after every so many steps, and after the last. */
  readonly recordEvery: number;
}

export interface TrainResult {
  /** Loss before each step, shape [steps]. */
  readonly losses: Float32Array;
  /** The recorded networks: after recordEvery, 2 recordEvery, ... steps, and after the last step if that is not one. */
  readonly frames: readonly Network[];
  /** The network after the last step (the last frame). */
  readonly network: Network;
  readonly slots: OptimizerSlots;
}

export interface DirectionRequest {
  readonly network: Network;
  /** The candidates to start from. */
  readonly candidates: readonly Candidate[];
  readonly data: Dataset;
  /** eps of the paper: bound on every |eps_i|. */
  readonly stepSize: number;
  /** Length of each projected step (see growth/directions.ts); its length is the number of steps. */
  readonly lengths: Float32Array;
  readonly recordEvery: number;
}

export interface DirectionResult {
  /** Loss with all candidates on, before each step, shape [steps]. */
  readonly losses: Float32Array;
  /** The candidates after recordEvery, 2 recordEvery, ... steps, and after the last. */
  readonly frames: readonly (readonly Candidate[])[];
}

export interface Differential {
  readonly loss: number;
  /** dL/d parameters in the layout of `packParameters`. */
  readonly gradient: ArrayLike<number>;
}

/** 'plain' is the oracle: float64 loops, used by tests and by browsers without WebAssembly SIMD. */
export type EngineKind = 'cpu' | 'webgpu' | 'plain';

export interface Engine {
  readonly kind: EngineKind;
  /** Where it runs, for people: an adapter's name, or 'WebAssembly SIMD'. */
  readonly device: string;
  /** Resolves to an Error when the engine's device is lost and it can no longer compute; never resolves otherwise. */
  readonly lost: Promise<Error>;
  /** Full-batch Adam. */
  train(request: TrainRequest): Promise<TrainResult>;
  /** Projected gradient steps on (eps, delta), eq. 4. */
  fitDirections(request: DirectionRequest): Promise<DirectionResult>;
  /** Loss and gradient of each network on the same data. */
  differentiate(networks: readonly Network[], data: Dataset): Promise<Differential[]>;
  /** Frees everything; the engine cannot be used afterwards. */
  dispose(): void;
}

/** Requests as jobs: how each is written into a batch, and how its answer is read from the batch's state. */
import type { Candidate } from '../../growth/neighbourhood.ts';
import { ACTIVATIONS, type Network, neuronParameters, parameterCount } from '../../networks/network.ts';
import { packParameters, withParameters } from '../../networks/packing.ts';
import type { Dataset, Differential, DirectionRequest, DirectionResult, TrainRequest, TrainResult } from '../engine.ts';
import type { Batch } from './batch.ts';
import { type JobFields, MODES, paddedCount } from './job.ts';
import { MAX_INPUT_SIZE, MAX_PARAMETERS } from './kernel.ts';

/** A request that can be computed with others. */
export interface Task<Result> {
  /** Cost of one step of the request's largest job, in neurons times points. */
  readonly work: number;
  /** It takes many steps, and waits until nothing short is asked for, so that all trainings share their dispatches. */
  readonly long?: true;
  /** Writes the request's jobs; returns a function that reads its result once the state is back. */
  write(batch: Batch): (state: Float32Array) => Result;
}

/** Fields that a job has whatever its mode. */
function commonFields(batch: Batch, network: Network, data: Dataset, added = 0): JobFields {
  return {
    mode: MODES.differentiate,
    activation: ACTIVATIONS.indexOf(network.activation),
    inputSize: network.inputSize,
    count: data.count,
    neurons: network.neurons.length + added,
    ...batch.dataset(data),
    ratesAt: 0,
    steps: 1,
    recordEvery: 1,
    parametersAt: batch.state.push(packParameters(network)),
    firstAt: 0,
    secondAt: 0,
    agesAt: 0,
    gradientAt: batch.state.reserve(parameterCount(network) + added * neuronParameters(network.inputSize)),
    lossesAt: 0,
    framesAt: 0,
    candidates: 0,
    candidatesAt: 0,
    parentsAt: 0,
    splitsAt: 0,
    stepSizeAt: 0,
  };
}

/** @throws RangeError when a network is too large for the kernel's workgroup memory, or does not fit its data */
function checkSize(network: Network, data: Dataset, added = 0): void {
  const stride = neuronParameters(network.inputSize);
  if (network.inputSize !== data.inputSize) {
    throw new RangeError(`The network has ${network.inputSize} inputs, its data ${data.inputSize}.`);
  }
  if (network.inputSize > MAX_INPUT_SIZE) {
    throw new RangeError(
      `On WebGPU a network has at most ${MAX_INPUT_SIZE} inputs, this one has ${network.inputSize}.`,
    );
  }
  const most = Math.floor(MAX_PARAMETERS / stride);
  const neurons = network.neurons.length + added;
  if (neurons > most) {
    throw new RangeError(`On WebGPU ${most} neurons fit at once with so many inputs, this needs ${neurons}.`);
  }
}

const workOf = (neurons: number, data: Dataset) => (neurons + 1) * paddedCount(data.count, data.inputSize);

/** Steps after which a frame is recorded. */
const frameCount = (steps: number, recordEvery: number) => Math.ceil(steps / recordEvery);

/** @throws RangeError as `checkSize` */
export function differentiateTask(networks: readonly Network[], data: Dataset): Task<Differential[]> {
  for (const network of networks) checkSize(network, data);
  return {
    work: Math.max(...networks.map(({ neurons }) => workOf(neurons.length, data))),
    write(batch) {
      const places = networks.map((network) => {
        const fields = { ...commonFields(batch, network, data), lossesAt: batch.state.reserve(1) };
        batch.jobs.push(fields);
        return { ...fields, parameters: parameterCount(network) };
      });
      return (state) =>
        places.map(({ lossesAt, gradientAt, parameters }) => ({
          loss: state[lossesAt]!,
          gradient: state.slice(gradientAt, gradientAt + parameters),
        }));
    },
  };
}

/**
 * The network and the slots are read back as float32, which is what they were on the device.
 * @throws RangeError as `checkSize`
 */
export function trainTask({ network, slots, data, rates, recordEvery }: TrainRequest): Task<TrainResult> {
  checkSize(network, data);
  const steps = rates.length;
  const parameters = parameterCount(network);
  const stride = neuronParameters(network.inputSize);
  const frames = frameCount(steps, recordEvery);
  return {
    work: workOf(network.neurons.length, data),
    long: true,
    write(batch) {
      const { given, state } = batch;
      const fields = {
        ...commonFields(batch, network, data),
        mode: MODES.train,
        steps,
        recordEvery,
        ratesAt: given.push(rates),
        agesAt: given.push(slots.map((slot) => slot.steps)),
        firstAt: state.push(slots.flatMap((slot) => slot.first)),
        secondAt: state.push(slots.flatMap((slot) => slot.second)),
        lossesAt: state.reserve(steps),
        framesAt: state.reserve(frames * parameters),
      };
      batch.jobs.push(fields);
      const { lossesAt, framesAt, firstAt, secondAt } = fields;
      return (found) => {
        const moments = (at: number, i: number) => Array.from(found.subarray(at + i * stride, at + (i + 1) * stride));
        const recorded = Array.from({ length: frames }, (_, index) =>
          withParameters(network, found, framesAt + index * parameters),
        );
        return {
          losses: found.slice(lossesAt, lossesAt + steps),
          frames: recorded,
          network: recorded.at(-1) ?? network,
          slots: slots.map((slot, i) => ({
            ...slot,
            steps: slot.steps + steps,
            first: moments(firstAt, i),
            second: moments(secondAt, i),
          })),
        };
      };
    },
  };
}

/** 1 + the index of each candidate's neuron, or 0; and 1 + the index of each neuron's candidate, or 0. */
function splitTables(network: Network, candidates: readonly Candidate[]): { parents: number[]; splits: number[] } {
  const position = new Map(network.neurons.map(({ id }, index) => [id, index]));
  const splits = new Array<number>(network.neurons.length).fill(0);
  const parents = candidates.map((candidate, index) => {
    if (candidate.kind === 'fresh') return 0;
    // Signed splits have closed forms; no method tunes them.
    if (candidate.form)
      throw new RangeError(`On WebGPU only splits in two halves can be tuned, not a ${candidate.form}.`);
    const parent = position.get(candidate.neuron);
    if (parent === undefined) throw new RangeError(`The network has no neuron ${candidate.neuron}.`);
    splits[parent] = index + 1;
    return parent + 1;
  });
  return { parents, splits };
}

/** @throws RangeError as `checkSize`, or when a candidate splits a neuron that is not there, or in a signed form */
export function directionTask(request: DirectionRequest): Task<DirectionResult> {
  const { network, candidates, data, stepSize, lengths, recordEvery } = request;
  checkSize(network, data, candidates.length);
  const { parents, splits } = splitTables(network, candidates);
  const steps = lengths.length;
  const stride = neuronParameters(network.inputSize);
  const frames = frameCount(steps, recordEvery);
  return {
    work: workOf(network.neurons.length + candidates.length, data),
    write(batch) {
      const { given, state } = batch;
      const fields = {
        ...commonFields(batch, network, data, candidates.length),
        mode: MODES.directions,
        steps,
        recordEvery,
        ratesAt: given.push(lengths),
        stepSizeAt: given.push([stepSize]),
        parentsAt: given.push(parents),
        splitsAt: given.push(splits),
        candidates: candidates.length,
        candidatesAt: state.push(candidates.flatMap(({ amplitude, direction }) => [amplitude, ...direction])),
        lossesAt: state.reserve(steps),
        framesAt: state.reserve(frames * candidates.length * stride),
      };
      batch.jobs.push(fields);
      const { lossesAt, framesAt } = fields;
      return (found) => ({
        losses: found.slice(lossesAt, lossesAt + steps),
        frames: Array.from({ length: frames }, (_, frame) =>
          candidates.map((candidate, index): Candidate => {
            const at = framesAt + (frame * candidates.length + index) * stride;
            const direction = Array.from(found.subarray(at + 1, at + stride));
            return { ...candidate, amplitude: found[at]!, direction };
          }),
        ),
      });
    },
  };
}

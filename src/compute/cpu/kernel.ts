/** The compiled kernel and its memory: puts a network, its optimizer slots and the data where kernel.as.ts reads them. */
import { ACTIVATIONS, type Network } from '../../networks/network.ts';
import { packParameters, withParameters } from '../../networks/packing.ts';
import type { OptimizerSlots } from '../../networks/slots.ts';
import { ADAM, type Dataset, type Differential, type TrainRequest, type TrainResult } from '../engine.ts';
import { kernelWasm } from './kernel.wasm.ts';

/** POINT_STEP and SMALLEST_PRODUCT of kernel.as.ts, BLOCK of activation.as.ts. */
const POINT_STEP = 16;
const BLOCK = 256;
const SMALLEST_PRODUCT = 1e-20;

/** Where the job record lies: above 0, so that an address is never 0. */
const JOB_ADDRESS = 64;
const FIRST_ADDRESS = 256;
const PAGE = 65536;

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly differentiate: (job: number) => number;
  readonly train: (job: number) => void;
}

export interface Kernel {
  differentiate(network: Network, data: Dataset): Differential;
  train(request: TrainRequest): TrainResult;
}

const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;

/** beta^0, beta^1, ... as the kernel multiplies them, until they count as 0. Continuing a run starts from the same bits. */
function runningProducts(beta: number): Float64Array {
  const products = [1];
  while (products.at(-1)! !== 0) {
    const next = products.at(-1)! * beta;
    products.push(next < SMALLEST_PRODUCT ? 0 : next);
  }
  return Float64Array.from(products);
}

export async function loadKernel(): Promise<Kernel> {
  const bytes = Uint8Array.from(atob(kernelWasm), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  return connectKernel(instance.exports as unknown as KernelExports);
}

function connectKernel({ memory, differentiate, train }: KernelExports): Kernel {
  const products1 = runningProducts(ADAM.beta1);
  const products2 = runningProducts(ADAM.beta2);
  let floats = new Float32Array(memory.buffer);
  let doubles = new Float64Array(memory.buffer);
  let words = new Int32Array(memory.buffer);
  let loaded: Dataset | undefined;

  /** Makes room up to `end`. Growing moves the memory, so the views are taken anew. */
  function reserve(end: number): void {
    const missing = end - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE));
    floats = new Float32Array(memory.buffer);
    doubles = new Float64Array(memory.buffer);
    words = new Int32Array(memory.buffer);
  }

  /** Lays out a job, writes its record, its data (unless they lie there already) and its network. */
  function prepare(network: Network, data: Dataset, steps = 0, recordEvery = 1) {
    const { inputSize, neurons } = network;
    const rows = inputSize + 2;
    const paddedCount = roundUp(data.count, POINT_STEP);
    const across = roundUp(neurons.length, 4);
    let end = FIRST_ADDRESS;
    const allocate = (bytes: number) => {
      const address = end;
      end = roundUp(end + bytes, 16);
      return address;
    };
    // The data come first, so that they stay in place while networks of other sizes come and go.
    const inputs = allocate(4 * inputSize * paddedCount);
    const targets = allocate(4 * paddedCount);
    const mask = allocate(4 * paddedCount);
    const parameters = allocate(4 * rows * across);
    const first = allocate(4 * rows * across);
    const second = allocate(4 * rows * across);
    const powers1 = allocate(8 * across);
    const powers2 = allocate(8 * across);
    const gradient = allocate(8 * rows * across);
    const scratch = allocate(8 * neurons.length * BLOCK);
    const residuals = allocate(4 * BLOCK);
    const rates = allocate(4 * steps);
    const losses = allocate(4 * steps);
    const frameCount = Math.ceil(steps / recordEvery);
    const frames = allocate(4 * rows * across * frameCount);
    reserve(end);
    if (loaded !== data) {
      floats.fill(0, inputs / 4, parameters / 4);
      for (let n = 0; n < data.count; n += 1) {
        for (let k = 0; k < inputSize; k += 1) {
          floats[inputs / 4 + k * paddedCount + n] = data.inputs[n * inputSize + k]!;
        }
      }
      floats.set(data.targets.subarray(0, data.count), targets / 4);
      words.fill(-1, mask / 4, mask / 4 + data.count);
      loaded = data;
    }
    floats.fill(0, parameters / 4, powers1 / 4);
    const packed = packParameters(network);
    for (let i = 0; i < neurons.length; i += 1) {
      for (let k = 0; k < rows; k += 1) floats[parameters / 4 + k * across + i] = packed[i * rows + k]!;
    }
    const activation = ACTIVATIONS.indexOf(network.activation);
    const sizes = [activation, inputSize, data.count, paddedCount, neurons.length, across];
    const dataAddresses = [inputs, targets, mask];
    const networkAddresses = [parameters, first, second, powers1, powers2, gradient, scratch, residuals];
    const runWords = [steps, recordEvery, rates, losses, frames];
    words.set([...sizes, ...dataAddresses, ...networkAddresses, ...runWords], JOB_ADDRESS / 4);
    return { rows, across, parameters, first, second, powers1, powers2, gradient, rates, losses, frameCount, frames };
  }

  /** An array by coordinate as one by neuron, the layout of `packParameters`. */
  function byNeuron(view: Float32Array | Float64Array, at: number, neurons: number, rows: number, across: number) {
    return Float64Array.from(
      { length: neurons * rows },
      (_, j) => view[at + (j % rows) * across + Math.floor(j / rows)]!,
    );
  }

  return {
    differentiate(network, data) {
      const { rows, across, gradient } = prepare(network, data);
      const loss = differentiate(JOB_ADDRESS);
      return { loss, gradient: byNeuron(doubles, gradient / 8, network.neurons.length, rows, across) };
    },

    train({ network, slots, data, rates, recordEvery }) {
      const job = prepare(network, data, rates.length, recordEvery);
      const { rows, across } = job;
      floats.set(rates, job.rates / 4);
      for (const [i, slot] of slots.entries()) {
        doubles[job.powers1 / 8 + i] = products1[Math.min(slot.steps, products1.length - 1)]!;
        doubles[job.powers2 / 8 + i] = products2[Math.min(slot.steps, products2.length - 1)]!;
        for (let k = 0; k < rows; k += 1) {
          floats[job.first / 4 + k * across + i] = slot.first[k]!;
          floats[job.second / 4 + k * across + i] = slot.second[k]!;
        }
      }
      train(JOB_ADDRESS);
      const read = (address: number) => byNeuron(floats, address / 4, network.neurons.length, rows, across);
      const losses = floats.slice(job.losses / 4, job.losses / 4 + rates.length);
      const frames = Array.from({ length: job.frameCount }, (_, frame) =>
        withParameters(network, read(job.frames + 4 * rows * across * frame)),
      );
      const first = read(job.first);
      const second = read(job.second);
      const moved: OptimizerSlots = slots.map((slot, i) => ({
        neuron: slot.neuron,
        steps: slot.steps + rates.length,
        first: [...first.subarray(i * rows, (i + 1) * rows)],
        second: [...second.subarray(i * rows, (i + 1) * rows)],
      }));
      return { losses, frames, network: frames.at(-1) ?? network, slots: moved };
    },
  };
}

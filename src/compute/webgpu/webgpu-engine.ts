/**
 * The `webgpu` engine: fused kernels on the device of the tfjs WebGPU backend, one workgroup per network, many steps per
 * dispatch. Requests made at the same time share a dispatch; what an answer is does not depend on who shared it.
 */
import type { Engine, TrainRequest, TrainResult } from '../engine.ts';
import { openDevice } from './adapter.ts';
import { Coalescer, DeviceLostError } from './coalescer.ts';
import { differentiateTask, directionTask, trainTask } from './requests.ts';
import { type Counters, createRunner } from './runner.ts';

export { DeviceLostError };

export interface WebGpuEngine extends Engine {
  /** The adapter, for people; software adapters are marked "(software)". Same as `device`. */
  readonly adapterName: string;
  /** Whether the adapter is a program on the processor. */
  readonly software: boolean;
  /** What the engine has done and holds. */
  counters(): Counters;
  /** Destroys the device on purpose, to see what a loss does. */
  loseDevice(): void;
}

/** Nothing was asked for: no step is taken, and there is nothing to read. */
function untrained({ network, slots }: TrainRequest): TrainResult {
  return { losses: new Float32Array(0), frames: [], network, slots };
}

/**
 * Opens adapter, device and kernel. Numbers are 32-bit floats throughout. A request rejects with DeviceLostError once the
 * device is lost, and with RangeError when its network is too large for a workgroup (more than 128 neurons of one input).
 * @throws Error with one sentence if the browser offers no adapter
 */
export async function createWebGpuEngine(gpu: GPU): Promise<WebGpuEngine> {
  const { device, adapterName, software, flushTfjs, close } = await openDevice(gpu);
  const runner = await createRunner(device, software, flushTfjs).catch((error: unknown) => {
    close();
    throw error;
  });
  const coalescer = new Coalescer(runner);
  let disposed = false;
  const lost = new Promise<Error>((resolve) => {
    void device.lost.then(({ message }) => {
      if (disposed) return;
      const error = new DeviceLostError(`The GPU device was lost${message ? `: ${message}` : ''}.`);
      coalescer.fail(error);
      resolve(error);
    });
  });
  return {
    kind: 'webgpu',
    device: adapterName,
    adapterName,
    software,
    lost,
    train: async (request) => (request.rates.length === 0 ? untrained(request) : coalescer.ask(trainTask(request))),
    fitDirections: async (request) =>
      request.lengths.length === 0
        ? { losses: new Float32Array(0), frames: [] }
        : coalescer.ask(directionTask(request)),
    differentiate: async (networks, data) =>
      networks.length === 0 ? [] : coalescer.ask(differentiateTask(networks, data)),
    counters: () => runner.counters(),
    loseDevice: () => device.destroy(),
    dispose() {
      disposed = true;
      coalescer.fail(new Error('The engine was disposed of.'));
      runner.destroy();
      close();
    },
  };
}

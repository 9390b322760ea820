/** PyTorch as a contestant: a Python process that trains on request. Absent where Python has no torch. */

import { DESCENT } from '../../src/compute/tfjs/trainer.ts';
import { startPyTorchProcess } from '../pytorch-process.ts';
import type { Measured } from './images.worker.ts';
import { imagesProblem, type NetworkName, RATE, SIZE } from './problem.ts';

export interface PyTorch {
  readonly version: string;
  open(network: NetworkName): Promise<void>;
  train(network: NetworkName, steps: number): Promise<Measured>;
  close(network: NetworkName): Promise<void>;
  stop(): void;
}

/** Starts it with BENCH_PYTHON or `python3`; undefined if that has no torch. */
export async function startPyTorch(): Promise<PyTorch | undefined> {
  const started = await startPyTorchProcess(new URL('./pytorch.py', import.meta.url));
  if (!started) return undefined;
  const { version, ask, stop } = started;
  return {
    version,
    async open(network) {
      const { net, start, images, labels } = imagesProblem(network);
      const parameters = Object.fromEntries(
        Object.entries(start.parameters).map(([name, { shape, data }]) => [name, [shape, [...data]]]),
      );
      const settings = { rate: RATE, momentum: DESCENT.momentum, decay: DESCENT.weightDecay, size: SIZE };
      const numbers = { layers: net.layers, parameters, images: [...images], labels: [...labels] };
      await ask({ kind: 'open', network, ...settings, ...numbers });
    },
    async train(network, steps) {
      const { loss, seconds } = await ask({ kind: 'train', network, steps });
      return { loss: Number(loss), seconds: Number(seconds), dispatches: 0 };
    },
    async close(network) {
      await ask({ kind: 'close', network });
    },
    stop,
  };
}

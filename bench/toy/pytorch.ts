/** PyTorch as a contestant: a Python process that trains on request. Absent where Python has no torch. */
import { startPyTorchProcess } from '../pytorch-process.ts';
import { columns, RATE, toyProblem } from './problem.ts';
import type { Measured } from './toy.worker.ts';

export interface PyTorch {
  readonly version: string;
  open(networks: number): Promise<void>;
  train(networks: number, steps: number): Promise<Measured>;
  close(): void;
}

/** Starts it with BENCH_PYTHON or `python3`; undefined if that has no torch. */
export async function startPyTorch(): Promise<PyTorch | undefined> {
  const started = await startPyTorchProcess(new URL('./pytorch.py', import.meta.url));
  if (!started) return undefined;
  const { version, ask, stop } = started;
  return {
    version,
    async open(networks) {
      const problem = toyProblem(networks);
      const { a, b, w } = columns(problem);
      const numbers = { a: [...a], b: [...b], w: [...w], x: [...problem.data.inputs], y: [...problem.data.targets] };
      await ask({ kind: 'open', networks, rate: RATE, ...numbers });
    },
    async train(networks, steps) {
      const { loss, seconds } = await ask({ kind: 'train', networks, steps });
      return { loss: Number(loss), seconds: Number(seconds), dispatches: 0, bytesRead: 0 };
    },
    close: stop,
  };
}

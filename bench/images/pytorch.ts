/** PyTorch as a contestant: a Python process that trains on request. Absent where Python has no torch. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DESCENT } from '../../src/compute/tfjs/trainer.ts';
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
  const script = fileURLToPath(new URL('./pytorch.py', import.meta.url));
  const child = spawn(process.env.BENCH_PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown> | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const ask = async (request: object): Promise<Record<string, unknown>> => {
    const answer = next();
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const found = await answer;
    if (!found) throw new Error('PyTorch stopped.');
    return found;
  };
  const hello = await next();
  if (!hello) return undefined;
  return {
    version: String(hello.version),
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
    stop: () => child.kill(),
  };
}

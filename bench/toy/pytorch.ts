/** PyTorch as a contestant: a Python process that trains on request. Absent where Python has no torch. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
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
    close: () => child.kill(),
  };
}

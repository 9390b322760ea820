/** A PyTorch program beside the bench: JSON lines in, JSON lines out. Its first line says which version it is. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PyTorchProcess {
  readonly version: string;
  /** Sends a request and waits for its answer; throws Error if the program ends. */
  ask(request: object): Promise<Record<string, unknown>>;
  stop(): void;
}

/** Starts a script with BENCH_PYTHON or `python3`; undefined if that has no torch. */
export async function startPyTorchProcess(script: URL): Promise<PyTorchProcess | undefined> {
  const python = process.env.BENCH_PYTHON ?? 'python3';
  const child = spawn(python, [fileURLToPath(script)], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown> | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const hello = await next();
  if (!hello) return undefined;
  return {
    version: String(hello.version),
    async ask(request) {
      const answer = next();
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const found = await answer;
      if (!found) throw new Error('PyTorch stopped.');
      return found;
    },
    stop: () => child.kill(),
  };
}

/** Runs the browser's contestants, one request at a time. */
import { gpuCounters } from '../toy/gpu-counters.ts';
import type { Contestant, Session } from './contestant.ts';
import { imagesProblem, type NetworkName } from './problem.ts';

const contestants: Readonly<Record<string, () => Promise<Contestant>>> = {
  'ours, wasm': async () => (await import('./ours.ts')).wasmContestant('kernels'),
  'ours, webgpu': async () => (await import('./ours.ts')).gpuContestant('kernels'),
  'jax-js jit, wasm': async () => (await import('./jax.ts')).jaxContestant('wasm'),
  'jax-js jit, webgpu': async () => (await import('./jax.ts')).jaxContestant('webgpu'),
  'tfjs, wasm': async () => (await import('./ours.ts')).wasmContestant('stock'),
  'tfjs, webgpu': async () => (await import('./ours.ts')).gpuContestant('stock'),
};

export type BrowserRequest =
  | { readonly kind: 'names' }
  | { readonly kind: 'open'; readonly name: string; readonly network: NetworkName }
  | { readonly kind: 'close'; readonly name: string; readonly network: NetworkName }
  | { readonly kind: 'train'; readonly name: string; readonly network: NetworkName; readonly steps: number };

export interface Measured {
  readonly loss: number;
  readonly seconds: number;
  readonly dispatches: number;
}

const loaded = new Map<string, Promise<Contestant>>();
const sessions = new Map<string, Session>();

async function answer(request: BrowserRequest): Promise<unknown> {
  if (request.kind === 'names') return Object.keys(contestants);
  const { name, network } = request;
  const key = `${name} / ${network}`;
  if (request.kind === 'open') {
    if (!loaded.has(name)) loaded.set(name, contestants[name]!());
    const contestant = await loaded.get(name)!;
    sessions.set(key, await contestant.open(imagesProblem(network)));
    return undefined;
  }
  if (request.kind === 'close') {
    sessions.get(key)?.dispose();
    sessions.delete(key);
    return undefined;
  }
  const before = gpuCounters.dispatches;
  const start = performance.now();
  const loss = await sessions.get(key)!.train(request.steps);
  const seconds = (performance.now() - start) / 1000;
  return { loss, seconds, dispatches: gpuCounters.dispatches - before } satisfies Measured;
}

self.onmessage = async ({ data }: MessageEvent<BrowserRequest>) => {
  try {
    self.postMessage({ result: await answer(data) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};

/** Runs the browser's contestants, one request at a time. */

import type { Engine } from '../../src/compute/engine.ts';
import type { Contestant, Contestants, Session } from './contestant.ts';
import { gpuCounters } from './gpu-counters.ts';
import { toyProblem } from './problem.ts';

// The webgpu engine is looked for rather than imported, so that the bench also runs without it.
const webgpuEngine = import.meta.glob('../../src/compute/webgpu/webgpu-engine.ts');

const contestants: Contestants = {
  'ours, cpu': async () => {
    const { createCpuEngine } = await import('../../src/compute/cpu/cpu-engine.ts');
    const { engineContestant } = await import('./ours.ts');
    return engineContestant('ours, cpu', await createCpuEngine());
  },
  'ours, webgpu': async () => {
    const [load] = Object.values(webgpuEngine);
    if (!load) throw new Error('The webgpu engine is not there yet.');
    const { createWebGpuEngine } = (await load()) as { createWebGpuEngine(gpu: GPU): Promise<Engine> };
    const { engineContestant } = await import('./ours.ts');
    return engineContestant('ours, webgpu', await createWebGpuEngine(navigator.gpu));
  },
  'jax-js jit, webgpu': async () => (await import('./jax.ts')).jaxContestant('webgpu'),
  'jax-js jit, wasm': async () => (await import('./jax.ts')).jaxContestant('wasm'),
  'tfjs, webgpu': async () => (await import('./tfjs.ts')).tfjsContestant('webgpu'),
  'tfjs, wasm': async () => (await import('./tfjs.ts')).tfjsContestant('wasm'),
  'tfjs, cpu': async () => (await import('./tfjs.ts')).tfjsContestant('cpu'),
};

export type BrowserRequest =
  | { readonly kind: 'names' }
  | { readonly kind: 'open'; readonly name: string; readonly networks: number }
  | { readonly kind: 'train'; readonly name: string; readonly networks: number; readonly steps: number };

export interface Measured {
  readonly loss: number;
  readonly seconds: number;
  readonly dispatches: number;
  readonly bytesRead: number;
}

const loaded = new Map<string, Promise<Contestant>>();
const sessions = new Map<string, Session>();

async function answer(request: BrowserRequest): Promise<unknown> {
  if (request.kind === 'names') return Object.keys(contestants);
  const { name, networks } = request;
  const key = `${name} / ${networks}`;
  if (request.kind === 'open') {
    if (!loaded.has(name)) loaded.set(name, contestants[name]!());
    const contestant = await loaded.get(name)!;
    sessions.get(key)?.dispose();
    sessions.set(key, await contestant.open(toyProblem(networks)));
    return undefined;
  }
  const before = { ...gpuCounters };
  const start = performance.now();
  const loss = await sessions.get(key)!.train(request.steps);
  const seconds = (performance.now() - start) / 1000;
  const dispatches = gpuCounters.dispatches - before.dispatches;
  return { loss, seconds, dispatches, bytesRead: gpuCounters.bytesRead - before.bytesRead } satisfies Measured;
}

self.onmessage = async ({ data }: MessageEvent<BrowserRequest>) => {
  try {
    self.postMessage({ result: await answer(data) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};

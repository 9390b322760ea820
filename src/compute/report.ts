/** What the page says about the engine it runs on. */
import type { Engine, EngineKind } from './engine.ts';

export type { EngineKind };

/** What a visitor may ask for. 'auto' takes WebGPU on a hardware adapter that passes the self-test, else the processor. */
export type EnginePreference = 'auto' | 'webgpu' | 'cpu';
export const ENGINE_PREFERENCES: readonly EnginePreference[] = ['auto', 'webgpu', 'cpu'];

export interface EngineReport {
  readonly kind: EngineKind;
  /** The adapter or instruction set, for example `SwiftShader (software)` or `WebAssembly SIMD`. */
  readonly device: string;
  /** One sentence: why this engine, and why not the other. */
  readonly reason: string;
  /** True when WebGPU runs in software. */
  readonly software: boolean;
  /** Largest disagreement with the oracle found at start-up, relative to the gradient's norm. */
  readonly selfTestError: number;
  /** Threads that share the batches of an image run; one without it. */
  readonly threads?: ThreadCount;
}

export interface ChosenEngine {
  readonly engine: Engine;
  readonly report: EngineReport;
}

/** How many threads may share the batches of an image run on the processor. */
export const THREAD_COUNTS = [1, 2] as const;
export type ThreadCount = (typeof THREAD_COUNTS)[number];

/**
 * The engine as results of image runs name it: the backend alone for one thread, whose bytes are promised; two threads add up in
 * another order.
 * @param counts all that a run was computed with, in any order
 */
export function engineName(backend: string, counts: readonly ThreadCount[]): string {
  const used = THREAD_COUNTS.filter((count) => counts.includes(count));
  return used.includes(2) ? `${backend}, ${used.join(' and ')} threads` : backend;
}

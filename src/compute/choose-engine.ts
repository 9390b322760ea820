/**
 * Which engine computes, and why. WebGPU when there is a hardware adapter and it agrees with the oracle, else the
 * processor; a visitor may force either. Nothing is chosen silently: the report says why in one sentence.
 */

import { createCpuEngine, simdSupported } from './cpu/cpu-engine.ts';
import type { Engine } from './engine.ts';
import { createPlainEngine } from './plain/plain-engine.ts';
import type { ChosenEngine, EnginePreference } from './report.ts';
import { SELF_TEST_TOLERANCE, selfTest } from './self-test.ts';
import { isSoftwareAdapter } from './software-adapter.ts';

/** An engine that runs on an adapter. */
interface AdapterEngine extends Engine {
  readonly software: boolean;
}

/** How engines are made; tests pass their own. */
export interface EngineMakers {
  webgpu(gpu: GPU): Promise<AdapterEngine>;
  cpu(): Promise<Engine>;
  plain(): Engine;
  simd(): boolean;
}

const MAKERS: EngineMakers = {
  // tfjs comes with it, so it is loaded only where it can run.
  webgpu: async (gpu) => (await import('./webgpu/webgpu-engine.ts')).createWebGpuEngine(gpu),
  cpu: createCpuEngine,
  plain: createPlainEngine,
  simd: simdSupported,
};

/** Makes and tests an engine; resolves to a sentence when it cannot be used. */
async function tryEngine<T extends Engine>(make: () => Promise<T>): Promise<{ engine: T; error: number } | string> {
  let engine: T;
  try {
    engine = await make();
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  try {
    const error = await selfTest(engine);
    if (error <= SELF_TEST_TOLERANCE) return { engine, error };
    engine.dispose();
    return 'its gradients disagree with the reference by more than rounding';
  } catch (thrown) {
    engine.dispose();
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Why WebGPU is not even tried, or undefined when it should be. */
export async function reasonAgainstGpu(
  preference: EnginePreference,
  gpu: GPU | undefined,
): Promise<string | undefined> {
  if (preference === 'cpu') return 'The processor was chosen in the recipe.';
  if (!gpu) return 'This browser has no WebGPU, so the processor computes.';
  let adapter: GPUAdapter | null = null;
  try {
    adapter = await gpu.requestAdapter();
  } catch {
    // A browser that cannot say is one without an adapter.
  }
  if (!adapter) return 'The browser offers no GPU to pages here, so the processor computes.';
  if (preference === 'auto' && isSoftwareAdapter(adapter.info)) {
    return 'WebGPU would run in software here, and the processor is faster than that.';
  }
  return undefined;
}

/**
 * Chooses, makes and tests an engine.
 * @param gpu `navigator.gpu`, undefined where there is none
 */
export async function chooseEngine(
  preference: EnginePreference,
  gpu: GPU | undefined,
  makers: EngineMakers = MAKERS,
): Promise<ChosenEngine> {
  let reason = await reasonAgainstGpu(preference, gpu);
  if (reason === undefined && gpu) {
    const tried = await tryEngine(() => makers.webgpu(gpu));
    if (typeof tried !== 'string') {
      const { engine, error } = tried;
      const why = preference === 'webgpu' ? 'WebGPU was chosen in the recipe' : 'A graphics card is the fastest';
      const caution = engine.software ? '; it runs in software here, which is slow' : '';
      const { kind, device, software } = engine;
      return { engine, report: { kind, device, software, reason: `${why}${caution}.`, selfTestError: error } };
    }
    reason = `WebGPU cannot be used: ${tried.replace(/\.$/, '')}. The processor computes.`;
  }
  return chooseProcessor(reason ?? '', makers);
}

async function chooseProcessor(reason: string, makers: EngineMakers): Promise<ChosenEngine> {
  const tried = makers.simd() ? await tryEngine(makers.cpu) : 'this browser has no WebAssembly SIMD';
  if (typeof tried !== 'string') {
    const { engine, error } = tried;
    return {
      engine,
      report: { kind: engine.kind, device: engine.device, software: false, reason, selfTestError: error },
    };
  }
  const engine = makers.plain();
  return {
    engine,
    report: {
      kind: 'plain',
      device: engine.device,
      software: false,
      reason: `${reason} It runs plain loops, which are slower: ${tried.replace(/\.$/, '')}.`,
      selfTestError: 0,
    },
  };
}

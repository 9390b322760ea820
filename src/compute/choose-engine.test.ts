import { describe, expect, it } from 'vitest';
import { chooseEngine, type EngineMakers } from './choose-engine.ts';
import { createCpuEngine } from './cpu/cpu-engine.ts';
import type { Engine } from './engine.ts';
import { createPlainEngine } from './plain/plain-engine.ts';
import { selfTest } from './self-test.ts';

function fakeGpu(info: Partial<GPUAdapterInfo> | null): GPU {
  const adapter = info && { info: { vendor: '', architecture: '', device: '', description: '', ...info } };
  return { requestAdapter: async () => adapter } as unknown as GPU;
}

const HARDWARE = fakeGpu({ vendor: 'apple', architecture: 'metal-3' });
const SOFTWARE = fakeGpu({ vendor: 'google', architecture: 'swiftshader' });

function makers(change: Partial<EngineMakers> = {}): EngineMakers {
  return {
    webgpu: async () => ({ ...createPlainEngine(), kind: 'webgpu', device: 'A card', software: false }),
    cpu: async () => ({ ...createPlainEngine(), kind: 'cpu', device: 'WebAssembly SIMD' }),
    plain: createPlainEngine,
    simd: () => true,
    ...change,
  };
}

/** An engine whose gradients have the wrong sign, as a broken driver's might. */
function wrong<T extends Engine>(engine: T): T {
  return {
    ...engine,
    differentiate: async (networks, data) =>
      (await engine.differentiate(networks, data)).map(({ loss, gradient }) => ({
        loss,
        gradient: Array.from(gradient, (value) => -value),
      })),
  };
}

describe('chooseEngine', () => {
  const kindOf = async (...args: Parameters<typeof chooseEngine>) => (await chooseEngine(...args)).report.kind;

  it('takes WebGPU on hardware and the processor otherwise', async () => {
    expect(await kindOf('auto', HARDWARE, makers())).toBe('webgpu');
    expect(await kindOf('auto', SOFTWARE, makers())).toBe('cpu');
    expect(await kindOf('auto', fakeGpu(null), makers())).toBe('cpu');
    expect(await kindOf('auto', undefined, makers())).toBe('cpu');
  });

  it('lets the visitor force either, software adapters included', async () => {
    expect(await kindOf('cpu', HARDWARE, makers())).toBe('cpu');
    expect(await kindOf('webgpu', SOFTWARE, makers())).toBe('webgpu');
    expect(await kindOf('webgpu', fakeGpu(null), makers())).toBe('cpu');
  });

  it('falls back when the self-test fails or an engine cannot be made, and says so', async () => {
    const broken = makers({ webgpu: async (gpu) => wrong(await makers().webgpu(gpu)) });
    const { report } = await chooseEngine('auto', HARDWARE, broken);
    expect(report.kind).toBe('cpu');
    expect(report.reason).toMatch(/disagree/);
    const refused = makers({ webgpu: async () => Promise.reject(new Error('The device was refused.')) });
    expect((await chooseEngine('webgpu', HARDWARE, refused)).report.reason).toMatch(/The device was refused\. The/);
    const noSimd = await chooseEngine('auto', undefined, makers({ simd: () => false }));
    expect(noSimd.report.kind).toBe('plain');
    expect(noSimd.report.reason).toMatch(/WebAssembly SIMD/);
    const wrongCpu = makers({ cpu: async () => wrong(await makers().cpu()) });
    expect(await kindOf('cpu', undefined, wrongCpu)).toBe('plain');
  });
});

describe('selfTest', () => {
  it('passes the processor engine closely and catches a wrong sign', async () => {
    const engine = await createCpuEngine();
    const error = await selfTest(engine);
    expect(error).toBeLessThan(1e-5);
    expect(error).toBeGreaterThan(0);
    expect(await selfTest(wrong(engine))).toBeGreaterThan(1);
  });
});

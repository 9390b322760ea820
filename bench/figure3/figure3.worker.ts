/** Figure 3(a) on WebGPU in a worker, all runs at once, with what it asked of the device. */
import { gpuCounters } from '../toy/gpu-counters.ts';
import type { Figure3Measured, Figure3Request } from './request.ts';

async function measure({ seeds }: Figure3Request): Promise<Figure3Measured> {
  const { createWebGpuEngine } = await import('../../src/compute/webgpu/webgpu-engine.ts');
  const { figureById, figureJobs } = await import('../../src/experiments/figures.ts');
  const { runToyJob } = await import('../../src/experiments/toy-experiment.ts');
  const engine = await createWebGpuEngine(navigator.gpu);
  const jobs = figureJobs(figureById('3a'), seeds);
  const before = { ...gpuCounters };
  const start = performance.now();
  const outcomes = await Promise.all(jobs.map(({ recipe }) => runToyJob(recipe, engine)));
  const last = (method: string) =>
    outcomes.filter(({ result }) => result.method === method).map(({ result }) => result.loss.at(-1)!);
  return {
    seconds: (performance.now() - start) / 1000,
    dispatches: gpuCounters.dispatches - before.dispatches,
    batches: gpuCounters.reads - before.reads,
    bytesRead: gpuCounters.bytesRead - before.bytesRead,
    networkSteps: outcomes.reduce((sum, { networkSteps }) => sum + networkSteps, 0),
    device: engine.device,
    fireflyLoss: last('firefly').reduce((sum, loss) => sum + loss, 0) / seeds,
  };
}

self.onmessage = async ({ data }: MessageEvent<Figure3Request>) => {
  try {
    self.postMessage({ result: await measure(data) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};

/** Figure 3(a), whole: six methods, 20 seeds, 10 widths, 1,500 steps a phase; on the processor, on WebGPU, beside PyTorch. */
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { runInThreads } from '../../src/cli/schedule.ts';
import { figureById, figureJobs, REFERENCE_SEEDS } from '../../src/experiments/figures.ts';
import type { ToyOutcome } from '../../src/experiments/toy-experiment.ts';
import { DEFAULT_RECIPE } from '../../src/runs/recipe.ts';
import { launchBrowser } from '../browser.ts';
import { type PyTorchProcess, startPyTorchProcess } from '../pytorch-process.ts';
import { formatTable, median, short } from '../table.ts';
import type { Figure3Measured, Figure3Request } from './request.ts';

const WORKERS = 2;
/** Asked of this machine class: two cores, no graphics card. */
const MOST_SECONDS = 25;
const MOST_DISPATCHES = 2000;
/** Steps that PyTorch takes at each width; the rest is extrapolated. */
const PYTORCH_STEPS = 20;

async function onProcessor() {
  const jobs = figureJobs(figureById('3a'), REFERENCE_SEEDS);
  const outcomes: ToyOutcome[] = [];
  const start = performance.now();
  await runInThreads(
    jobs.map(({ recipe }) => recipe),
    WORKERS,
    { onSteps() {}, onDone: (_, outcome) => outcomes.push(outcome) },
    new AbortController().signal,
  );
  const seconds = (performance.now() - start) / 1000;
  const firefly = outcomes.filter(({ result }) => result.method === 'firefly');
  return {
    seconds,
    networkSteps: outcomes.reduce((sum, { networkSteps }) => sum + networkSteps, 0),
    fireflyLoss: firefly.reduce((sum, { result }) => sum + result.loss.at(-1)!, 0) / REFERENCE_SEEDS,
  };
}

async function onWebGpu(seeds: number): Promise<Figure3Measured> {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('..', import.meta.url)),
    cacheDir: `${repository}node_modules/.vite-bench-figure3`,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null, fs: { allow: [repository] } },
    worker: { format: 'es' },
    // Named here because Vite does not look for them inside a worker, and would reload the page on finding one.
    optimizeDeps: { include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'] },
  });
  await server.listen();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]!}figure3/index.html`);
    await page.waitForFunction(() => (globalThis as unknown as { ready?: boolean }).ready === true);
    return await page.evaluate(
      (request) => (globalThis as unknown as { ask(m: Figure3Request): Promise<Figure3Measured> }).ask(request),
      { seeds },
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Seconds of all training steps of the figure with so many threads, from a few steps at each width. */
async function onPyTorch(pytorch: PyTorchProcess, networks: number, threads: number): Promise<number> {
  const { points, maxNeurons, stepsPerPhase } = DEFAULT_RECIPE;
  let perStep = 0;
  for (let width = 1; width <= maxNeurons; width += 1) {
    const { seconds } = await pytorch.ask({ networks, points, width, steps: PYTORCH_STEPS, threads });
    perStep += Number(seconds) / PYTORCH_STEPS;
  }
  return perStep * stepsPerPhase;
}

/**
 * @param rounds of the processor's measurement
 * @param seeds of the WebGPU measurement; fewer than 20 where WebGPU is software and time is short
 */
export async function benchFigure3(rounds: number, seeds: number) {
  const load = loadavg()[0]!;
  const processor = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`processor, round ${round + 1} of ${rounds}\n`);
    processor.push(await onProcessor());
  }
  const networks = figureJobs(figureById('3a'), REFERENCE_SEEDS).length;
  process.stderr.write('PyTorch\n');
  const torch = await startPyTorchProcess(new URL('./pytorch.py', import.meta.url));
  const pytorch = [];
  for (const threads of torch ? [1, WORKERS] : []) {
    pytorch.push({ threads, seconds: await onPyTorch(torch!, networks, threads) });
  }
  torch?.stop();
  process.stderr.write(`WebGPU, ${seeds} seeds\n`);
  const webgpu = await onWebGpu(seeds).catch((error: unknown) => String(error));

  const times = processor.map(({ seconds }) => seconds);
  const middle = median(times);
  const rows = [
    ['', 'runs', 'seconds', 'network-steps/s', 'dispatches (batches)', 'bytes read'],
    [
      `ours, cpu, ${WORKERS} workers`,
      String(networks),
      `${short(Math.min(...times))} best, ${short(middle)} median`,
      Math.round(processor[0]!.networkSteps / middle).toLocaleString('en-US'),
      '-',
      '-',
    ],
  ];
  if (typeof webgpu !== 'string') {
    rows.push([
      `ours, webgpu (${webgpu.device})`,
      String((networks / REFERENCE_SEEDS) * seeds),
      short(webgpu.seconds),
      Math.round(webgpu.networkSteps / webgpu.seconds).toLocaleString('en-US'),
      `${webgpu.dispatches.toLocaleString('en-US')} (${webgpu.batches.toLocaleString('en-US')})`,
      webgpu.bytesRead.toLocaleString('en-US'),
    ]);
  }
  for (const { threads, seconds } of pytorch) {
    rows.push([
      `PyTorch ${torch!.version}, ${threads} thread${threads === 1 ? '' : 's'}, training only`,
      String(networks),
      `${short(seconds)} from ${PYTORCH_STEPS} steps per width`,
      Math.round((networks * DEFAULT_RECIPE.stepsPerPhase * DEFAULT_RECIPE.maxNeurons) / seconds).toLocaleString(
        'en-US',
      ),
      '-',
      '-',
    ]);
  }
  const lines = [
    `Figure 3(a): ${networks} runs, ${processor[0]!.networkSteps.toLocaleString('en-US')} network-steps with growth; ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}; load average ${load.toFixed(1)} at the start.`,
    '',
    formatTable(rows),
    '',
    `cpu: asked ${MOST_SECONDS} s, ${middle <= MOST_SECONDS ? 'met' : 'MISSED'} (median).`,
  ];
  let passed = middle <= MOST_SECONDS;
  if (typeof webgpu === 'string') lines.push(`webgpu: not measured (${webgpu.split('\n')[0]}).`);
  else {
    const met = webgpu.dispatches <= MOST_DISPATCHES;
    passed &&= met;
    const part = seeds === REFERENCE_SEEDS ? '' : `, with ${seeds} of ${REFERENCE_SEEDS} seeds`;
    lines.push(`webgpu: asked ${MOST_DISPATCHES} dispatches, ${met ? 'met' : 'MISSED'}${part}.`);
    lines.push(
      `Firefly ends at ${short(webgpu.fireflyLoss)} on webgpu (${seeds} seeds), ${short(processor[0]!.fireflyLoss)} on cpu.`,
    );
  }
  if (!torch) lines.push('PyTorch is absent: set BENCH_PYTHON to a Python that has torch.');
  return { report: lines.join('\n'), passed, result: { load, processor, webgpu, pytorch } };
}

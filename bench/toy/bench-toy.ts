/** Training speed on the toy against other frameworks: same numbers first, then the clock. */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { createPlainEngine } from '../../src/compute/plain/plain-engine.ts';
import { launchBrowser } from '../browser.ts';
import { formatTable, median, short } from '../table.ts';
import { engineContestant } from './ours.ts';
import { CHECK_STEPS, NEURONS, POINTS, SIZES, toyProblem } from './problem.ts';
import { startPyTorch } from './pytorch.ts';
import type { BrowserRequest, Measured } from './toy.worker.ts';

/** How long one measurement should take: long enough for the clock, short enough for many rounds. */
const SECONDS = 0.4;
const MOST_STEPS = 20_000;
/** Losses after CHECK_STEPS may differ by roundings only. */
const LOSS_TOLERANCE = 1e-4;

interface Runner {
  readonly name: string;
  open(networks: number): Promise<unknown>;
  train(networks: number, steps: number): Promise<Measured>;
}

interface Row {
  readonly name: string;
  readonly networks: number;
  /** Steps of all networks together, per second. */
  readonly best: number;
  readonly median: number;
  readonly dispatches: number;
  readonly bytesRead: number;
  /** Relative difference of the loss from the oracle's after CHECK_STEPS. */
  readonly lossError: number;
}

interface Target {
  readonly ours: string;
  readonly peer: string;
  readonly networks: number;
  readonly factor: number;
}

const TARGETS: readonly Target[] = [
  { ours: 'ours, webgpu', peer: 'jax-js jit, webgpu', networks: 1, factor: 20 },
  { ours: 'ours, webgpu', peer: 'jax-js jit, webgpu', networks: 120, factor: 2.5 },
  { ours: 'ours, cpu', peer: 'jax-js jit, wasm', networks: 1, factor: 150 },
  { ours: 'ours, cpu', peer: 'PyTorch, 1 thread', networks: 1, factor: 6 },
];

/** Serves bench/toy with its own cache, so that the product's dev server is left alone. */
async function serve(): Promise<ViteDevServer> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const server = await createServer({
    configFile: false,
    root,
    cacheDir: `${repository}node_modules/.vite-bench`,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null, fs: { allow: [repository] } },
    worker: { format: 'es' },
    optimizeDeps: {
      // Named here because Vite does not look for them inside a worker, and would reload the page on finding one.
      include: ['@jax-js/jax', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-wasm'],
    },
  });
  return server.listen();
}

function inBrowser(page: Page, name: string): Runner {
  const ask = <T>(request: BrowserRequest) =>
    page.evaluate((message) => (globalThis as unknown as { ask(m: unknown): Promise<T> }).ask(message), request);
  return {
    name,
    open: (networks) => ask({ kind: 'open', name, networks }),
    train: (networks, steps) => ask<Measured>({ kind: 'train', name, networks, steps }),
  };
}

/** Checks a contestant against the oracle, then finds how many steps fill a measurement. */
async function prepare(runner: Runner, networks: number, expected: number) {
  await runner.open(networks);
  const checked = await runner.train(networks, CHECK_STEPS);
  const lossError = Math.abs(checked.loss / expected - 1);
  if (!(lossError < LOSS_TOLERANCE)) {
    throw new Error(`computes something else: loss ${checked.loss}, the oracle's is ${expected}`);
  }
  // The check was also the warm-up. Where it took seconds, it tells enough.
  let steps = CHECK_STEPS;
  let seconds = checked.seconds > 10 * SECONDS ? checked.seconds : (await runner.train(networks, steps)).seconds;
  while (seconds < SECONDS / 4 && steps < MOST_STEPS) {
    steps *= 4;
    seconds = (await runner.train(networks, steps)).seconds;
  }
  return { runner, networks, lossError, steps: Math.max(1, Math.round((steps * SECONDS) / seconds)) };
}

export async function benchToy(rounds: number) {
  const server = await serve();
  const browser = await launchBrowser();
  const pytorch = await startPyTorch();
  const notes: string[] = [];
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => notes.push(`page: ${error.message}`));
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.waitForFunction(() => (globalThis as unknown as { ready?: boolean }).ready === true);
    const names = await page.evaluate(() =>
      (globalThis as unknown as { ask(m: unknown): Promise<string[]> }).ask({ kind: 'names' }),
    );
    const runners: Runner[] = names.map((name) => inBrowser(page, name));
    if (pytorch) runners.push({ ...pytorch, name: 'PyTorch, 1 thread' });
    else notes.push('PyTorch is absent: set BENCH_PYTHON to a Python that has torch.');

    const rows: Row[] = [];
    for (const networks of SIZES) {
      const oracle = await engineContestant('oracle', createPlainEngine()).open(toyProblem(networks));
      const expected = await oracle.train(CHECK_STEPS);
      const entries = [];
      for (const runner of runners) {
        process.stderr.write(`preparing ${runner.name}, ${networks} network(s)\n`);
        try {
          entries.push({ ...(await prepare(runner, networks, expected)), measured: [] as Measured[] });
        } catch (error) {
          notes.push(`${runner.name}, ${networks} network(s): ${String(error).split('\n')[0]}`);
        }
      }
      for (let round = 0; round < rounds; round += 1) {
        process.stderr.write(`${networks} network(s), round ${round + 1} of ${rounds}\n`);
        // Forwards, then backwards: nobody always runs after the same neighbour, or on the warmest processor.
        for (const entry of round % 2 === 0 ? entries : entries.toReversed()) {
          entry.measured.push(await entry.runner.train(networks, entry.steps));
        }
      }
      for (const { runner, lossError, steps, measured } of entries) {
        const rates = measured.map(({ seconds }) => steps / seconds);
        rows.push({
          name: runner.name,
          networks,
          best: Math.max(...rates),
          median: median(rates),
          dispatches: measured[0]!.dispatches / steps,
          bytesRead: measured[0]!.bytesRead / steps,
          lossError,
        });
      }
    }
    const adapter = await page.evaluate(async () => {
      const found = await navigator.gpu?.requestAdapter();
      return found ? `${found.info.vendor} ${found.info.architecture} ${found.info.description}`.trim() : 'none';
    });
    const machine = {
      cores: cpus().length,
      processor: cpus()[0]?.model ?? 'unknown',
      browser: `Chromium ${browser.version()}`,
      adapter,
      pytorch: pytorch?.version ?? 'absent',
    };
    return summarize(rows, machine, notes, rounds);
  } finally {
    pytorch?.close();
    await browser.close();
    await server.close();
  }
}

function summarize(rows: readonly Row[], machine: Record<string, string | number>, notes: string[], rounds: number) {
  const find = (name: string, networks: number) => rows.find((row) => row.name === name && row.networks === networks);
  const lines = [`Full-batch Adam steps: ${POINTS} points, ${NEURONS} RBF neurons, float32; ${rounds} rounds.`];
  lines.push(
    Object.entries(machine)
      .map(([key, value]) => `${key}: ${value}`)
      .join(' · '),
  );
  for (const networks of SIZES) {
    const own = rows.filter((row) => row.networks === networks);
    const cpu = find('ours, cpu', networks);
    const table = own.map((row) => [
      row.name,
      short(row.best),
      short(row.median),
      short(1000 / row.median),
      cpu ? `${short(cpu.median / row.median)}x` : '-',
      short(row.dispatches),
      short(row.bytesRead),
      row.lossError.toExponential(1),
    ]);
    const head = [
      '',
      'steps/s best',
      'median',
      'ms/step',
      'ours cpu is',
      'dispatches/step',
      'bytes read/step',
      'loss error',
    ];
    lines.push('', `${networks} network${networks > 1 ? 's, steps of all' : ''}`, formatTable([head, ...table]));
  }
  const targets = TARGETS.map((target) => {
    const ours = find(target.ours, target.networks);
    const peer = find(target.peer, target.networks);
    const measured = ours && peer ? { best: ours.best / peer.best, median: ours.median / peer.median } : undefined;
    return { ...target, ...measured, met: measured ? measured.median >= target.factor : undefined };
  });
  const verdicts = targets.map(({ ours, peer, networks, factor, best, median: middle, met }) => [
    `${ours} against ${peer}, ${networks} network${networks > 1 ? 's' : ''}`,
    `>= ${factor}x`,
    best ? `${short(best)}x` : '-',
    middle ? `${short(middle)}x` : '-',
    met === undefined ? 'not measured' : met ? 'met' : 'MISSED',
  ]);
  lines.push('', formatTable([['target', 'asked', 'best', 'median', ''], ...verdicts]), ...notes);
  return {
    report: lines.join('\n'),
    passed: targets.every(({ met }) => met !== false),
    result: { machine, rounds, rows, targets, notes },
  };
}

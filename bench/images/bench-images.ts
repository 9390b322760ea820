/** Speed of training steps of conv nets against other frameworks: same losses first, then the clock. */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { launchBrowser } from '../browser.ts';
import { formatTable, median, short } from '../table.ts';
import { benchGrowth } from './growth-step.ts';
import type { BrowserRequest, Measured } from './images.worker.ts';
import { NETWORK_NAMES, type NetworkName } from './problem.ts';
import { startPyTorch } from './pytorch.ts';
import { benchTwoThreads } from './two-threads.ts';

/** How long one measurement should take. */
const SECONDS = 0.6;
/** Who needs more than this for a step is measured once. */
const SLOW_STEP = 2;
/**
 * Largest relative difference from the median of all, of the first loss and of that after a step. The second is wider: where
 * batch norm's output is within a rounding of 0, ReLU's gradient is there for some and not for others.
 */
const LOSS_TOLERANCES = [1e-5, 5e-3] as const;

interface Runner {
  readonly name: string;
  open(network: NetworkName): Promise<unknown>;
  train(network: NetworkName, steps: number): Promise<Measured>;
  close(network: NetworkName): Promise<unknown>;
}

interface Row {
  readonly name: string;
  readonly network: NetworkName;
  /** Milliseconds per step. */
  readonly best: number;
  readonly median: number;
  readonly dispatches: number;
  readonly lossError: number;
}

interface Target {
  readonly ours: string;
  readonly peer: string;
  readonly factor: number;
}

const TARGETS: readonly Target[] = [
  { ours: 'ours, wasm', peer: 'PyTorch, 1 thread', factor: 1 },
  { ours: 'ours, wasm', peer: 'jax-js jit, wasm', factor: 30 },
  { ours: 'ours, wasm', peer: 'tfjs, wasm', factor: 30 },
  { ours: 'ours, webgpu', peer: 'tfjs, webgpu', factor: 3 },
];
const MOST_DISPATCHES = 250;

/** Serves bench/images with its own cache, so that the product's dev server is left alone. */
async function serve(): Promise<ViteDevServer> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const packages = ['tfjs', 'tfjs-core', 'tfjs-backend-webgpu', 'tfjs-backend-wasm'];
  const server = await createServer({
    configFile: false,
    root,
    cacheDir: `${repository}node_modules/.vite-bench-images`,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null, fs: { allow: [repository] } },
    worker: { format: 'es' },
    // Named here because Vite does not look for them inside a worker, and would reload the page on finding one.
    optimizeDeps: { include: ['@jax-js/jax', ...packages.map((name) => `@tensorflow/${name}`)] },
  });
  return server.listen();
}

type Ask = <T>(request: BrowserRequest) => Promise<T>;

function askIn(page: Page): Ask {
  return <T>(request: BrowserRequest) =>
    page.evaluate((message) => (globalThis as unknown as { ask(m: unknown): Promise<T> }).ask(message), request);
}

function inBrowser(ask: Ask, name: string): Runner {
  return {
    name,
    open: (network) => ask({ kind: 'open', name, network }),
    train: (network, steps) => ask<Measured>({ kind: 'train', name, network, steps }),
    close: (network) => ask({ kind: 'close', name, network }),
  };
}

interface Entry {
  readonly runner: Runner;
  /** Before the first step, and after it. */
  readonly losses: readonly [number, number];
  readonly steps: number;
  readonly slow: boolean;
  readonly measured: Measured[];
}

/** Takes two steps, which are the warm-up too, and finds how many fill a measurement. The slow ones are measured by then. */
async function prepare(runner: Runner, network: NetworkName): Promise<Entry> {
  await runner.open(network);
  const first = await runner.train(network, 1);
  const second = await runner.train(network, 1);
  const slow = second.seconds > SLOW_STEP;
  const { seconds } = slow ? second : await runner.train(network, 1);
  const steps = slow ? 1 : Math.max(1, Math.min(200, Math.round(SECONDS / seconds)));
  return { runner, losses: [first.loss, second.loss], steps, slow, measured: slow ? [second] : [] };
}

async function measureNetwork(runners: readonly Runner[], network: NetworkName, rounds: number, notes: string[]) {
  const prepared: Entry[] = [];
  for (const runner of runners) {
    process.stderr.write(`preparing ${runner.name}: ${network}\n`);
    try {
      prepared.push(await prepare(runner, network));
    } catch (error) {
      notes.push(`${runner.name}, ${network}: ${String(error).split('\n')[0]}`);
    }
  }
  const expected = [0, 1].map((k) => median(prepared.map(({ losses }) => losses[k]!)));
  const errorOf = ({ losses }: Entry, k: number) => Math.abs(losses[k]! / expected[k]! - 1);
  const agrees = (entry: Entry) => LOSS_TOLERANCES.every((tolerance, k) => errorOf(entry, k) < tolerance);
  const entries = prepared.filter(agrees);
  for (const { runner, losses } of prepared.filter((entry) => !agrees(entry))) {
    notes.push(`${runner.name}, ${network}: computes something else: losses ${losses}, the others ${expected}`);
  }
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`${network}: round ${round + 1} of ${rounds}\n`);
    // Forwards, then backwards: nobody always runs after the same neighbour, or on the warmest processor.
    for (const { runner, steps, slow, measured } of round % 2 === 0 ? entries : entries.toReversed()) {
      if (!slow) measured.push(await runner.train(network, steps));
    }
  }
  for (const { runner } of prepared) await runner.close(network);
  return entries.map((entry): Row => {
    const { runner, steps, measured } = entry;
    const times = measured.map(({ seconds }) => (1000 * seconds) / steps);
    return {
      name: runner.name,
      network,
      best: Math.min(...times),
      median: median(times),
      dispatches: measured[0]!.dispatches / steps,
      lossError: errorOf(entry, 1),
    };
  });
}

/**
 * Training steps, then growths, then what two threads gain that share a batch.
 * @param only parts of names of contestants and methods, if not all of them are to run
 * @param networks a part of the names of networks, if not all of them are to be trained; 'growth' for growths alone,
 *   'shared' for shared batches
 */
export async function benchImages(rounds: number, only: readonly string[] = [], networks = '') {
  const trained = NETWORK_NAMES.filter((name) => name.includes(networks));
  const grows = 'growth'.includes(networks);
  const training = trained.length > 0 ? await benchTraining(rounds, only, trained) : undefined;
  const growth = grows ? await benchGrowth(rounds, only) : undefined;
  const shared = 'shared'.includes(networks) ? await benchTwoThreads(rounds) : undefined;
  const parts = [training, growth].filter((part) => part !== undefined);
  return {
    report: [...parts.map(({ report }) => report), shared].filter((part) => part !== undefined).join('\n'),
    passed: parts.every(({ passed }) => passed),
    result: { ...training?.result, growth: growth?.result },
  };
}

async function benchTraining(rounds: number, only: readonly string[], trained: readonly NetworkName[]) {
  const server = await serve();
  const browser = await launchBrowser();
  const pytorch = await startPyTorch();
  const notes: string[] = [];
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => notes.push(`page: ${error.message}`));
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.waitForFunction(() => (globalThis as unknown as { ready?: boolean }).ready === true);
    const ask = askIn(page);
    const runners: Runner[] = (await ask<string[]>({ kind: 'names' })).map((name) => inBrowser(ask, name));
    if (pytorch) runners.splice(1, 0, { ...pytorch, name: 'PyTorch, 1 thread' });
    else notes.push('PyTorch is absent: set BENCH_PYTHON to a Python that has torch.');
    const chosen = runners.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
    const rows: Row[] = [];
    for (const network of trained) rows.push(...(await measureNetwork(chosen, network, rounds, notes)));
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
    pytorch?.stop();
    await browser.close();
    await server.close();
  }
}

function summarize(rows: readonly Row[], machine: Record<string, string | number>, notes: string[], rounds: number) {
  const find = (name: string, network: NetworkName) => rows.find((row) => row.name === name && row.network === network);
  const facts = Object.entries(machine).map(([key, value]) => `${key}: ${value}`);
  const lines = [`Training steps on 32x32 images, batch norm, float32; ${rounds} rounds.`, facts.join(' · ')];
  for (const network of NETWORK_NAMES) {
    const wasm = find('ours, wasm', network);
    const table = rows
      .filter((row) => row.network === network)
      .map((row) => [
        row.name,
        short(row.best),
        short(row.median),
        wasm ? `${short(row.median / wasm.median)}x` : '-',
        short(row.dispatches),
        row.lossError.toExponential(1),
      ]);
    const head = ['', 'ms/step best', 'median', 'ours wasm is', 'dispatches/step', 'loss error'];
    lines.push('', network, formatTable([head, ...table]));
  }
  const ratios = TARGETS.flatMap(({ ours, peer, factor }) =>
    NETWORK_NAMES.map((network) => {
      const [own, other] = [find(ours, network), find(peer, network)];
      const found = own && other ? { best: other.best / own.best, median: other.median / own.median } : undefined;
      return {
        what: `${ours} against ${peer}: ${network}`,
        asked: `${factor}x`,
        found,
        met: found && found.median >= factor,
      };
    }),
  );
  const dispatches = find('ours, webgpu', 'VGG-19 of 16, batch 128')?.dispatches;
  const verdict = (met: boolean | undefined) => (met === undefined ? 'not measured' : met ? 'met' : 'MISSED');
  lines.push(
    '',
    formatTable([
      ['target', 'asked', 'best', 'median', ''],
      ...ratios.map(({ what, asked, found, met }) => [
        what,
        `>= ${asked}`,
        found ? `${short(found.best)}x` : '-',
        found ? `${short(found.median)}x` : '-',
        verdict(met),
      ]),
      [
        'dispatches of a VGG-19 step',
        `<= ${MOST_DISPATCHES}`,
        '-',
        dispatches ? short(dispatches) : '-',
        verdict(dispatches ? dispatches <= MOST_DISPATCHES : undefined),
      ],
    ]),
    ...notes,
  );
  const passed = ratios.every(({ met }) => met !== false) && !(dispatches && dispatches > MOST_DISPATCHES);
  return { report: lines.join('\n'), passed, result: { machine, rounds, rows, ratios, notes } };
}

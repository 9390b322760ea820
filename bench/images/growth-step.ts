/**
 * What a growth costs, in epochs of training on the same images: preset `pocket`, at the widths of its first and of its last
 * growth, in Node. Each method has a process of its own, in which an epoch and a growth take turns; the processes take turns too.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { widen } from '../../src/methods/images/even-growth.ts';
import { vgg } from '../../src/networks/architectures.ts';
import { neuronCount, widths } from '../../src/networks/description.ts';
import { type DeepNetwork, initialise } from '../../src/networks/tensors.ts';
import { imagePresetById, initialDescription, neuronBudget } from '../../src/runs/images/image-recipe.ts';
import { formatTable, median, short } from '../table.ts';

export const PRESET = 'pocket';
/** The first is the one that has the target, the last two those that it should be cheaper than. */
const METHODS = ['firefly', 'firefly-split', 'splitting-fast', 'splitting', 'nash'] as const;
/** Who needs more than so many epochs is measured once. */
const SLOW_GROWTH = 12;
/** Most epochs that a Firefly growth may cost. */
const TARGET = 4;

/** In seconds. On a busy machine the time of the processor is the steadier of the two. */
export interface Time {
  readonly wall: number;
  readonly processor: number;
}

/** What a process measures when it is asked. */
export interface GrowthRound {
  readonly epoch: Time;
  readonly growth: Time;
}

export interface GrowthRow {
  readonly name: string;
  /** Channels of the network that grows. */
  readonly channels: number;
  readonly rounds: readonly GrowthRound[];
}

/** The networks of the first and the last growth, as wide everywhere as the budgets allow. */
export function networksThatGrow(): DeepNetwork[] {
  const preset = imagePresetById(PRESET);
  const small = initialDescription({ preset: PRESET, method: 'firefly' }, 10);
  let neurons = neuronCount(small);
  for (let phase = 2; phase < preset.phases; phase += 1) neurons += neuronBudget(preset, neurons);
  const last = vgg({ depth: 11, width: widen(widths(small), neurons - neuronCount(small)), classes: 10 });
  return [small, last].map((description) => initialise(description, 1));
}

/** The next message of a process. @throws Error if it ends first */
function messageOf(child: ChildProcess, method: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`The process in which ${method} grows has ended.`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

async function measureNetwork(index: number, methods: readonly string[], rounds: number): Promise<GrowthRow[]> {
  const channels = neuronCount(networksThatGrow()[index]!.description);
  const program = fileURLToPath(new URL('growth-process.ts', import.meta.url));
  const children = new Map<string, ChildProcess>();
  const measured = new Map(methods.map((method): [string, GrowthRound[]] => [method, []]));
  try {
    for (const method of methods) {
      const child = fork(program, [method, String(index)]);
      children.set(method, child);
      await messageOf(child, method);
    }
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`growth of ${channels} channels: round ${round + 1} of ${rounds}\n`);
      for (const [method, found] of measured) {
        const [first] = found;
        if (first && first.growth.processor > SLOW_GROWTH * first.epoch.processor) continue;
        const child = children.get(method)!;
        const answer = messageOf(child, method);
        child.send('round');
        found.push((await answer) as GrowthRound);
      }
    }
  } finally {
    for (const child of children.values()) child.kill();
  }
  return [...measured].map(([name, found]): GrowthRow => ({ name, channels, rounds: found }));
}

/** @param only parts of ids of methods, if not all of them are to grow */
export async function benchGrowth(rounds: number, only: readonly string[] = []) {
  const methods = METHODS.filter((id) => only.length === 0 || only.some((part) => id.includes(part)));
  const rows: GrowthRow[] = [];
  for (const index of networksThatGrow().keys()) rows.push(...(await measureNetwork(index, methods, rounds)));
  return summarize(rows);
}

function summarize(rows: readonly GrowthRow[]) {
  const middle = ({ rounds }: GrowthRow, part: keyof GrowthRound, clock: keyof Time) =>
    median(rounds.map((round) => round[part][clock]));
  const ratio = (row: GrowthRow, clock: keyof Time) => middle(row, 'growth', clock) / middle(row, 'epoch', clock);
  const lines = ['', 'Growth of preset pocket in epochs of training on the same images; medians.'];
  for (const channels of new Set(rows.map((row) => row.channels))) {
    const table = rows
      .filter((row) => row.channels === channels)
      .map((row) => {
        const seconds = (['wall', 'processor'] as const).flatMap((clock) => [
          middle(row, 'epoch', clock),
          middle(row, 'growth', clock),
          ratio(row, clock),
        ]);
        return [row.name, String(row.rounds.length), ...seconds.map(short)];
      });
    const clocks = ['', ', processor'].flatMap((clock) => [`epoch s${clock}`, `growth s${clock}`, `epochs${clock}`]);
    lines.push('', formatTable([[`${channels} channels`, 'times', ...clocks], ...table]));
  }
  const epochs = rows.map((row) => {
    const { name, channels } = row;
    return { name, channels, wall: ratio(row, 'wall'), processor: ratio(row, 'processor') };
  });
  const firefly = epochs.filter(({ name }) => name === 'firefly');
  const verdicts = firefly.map(({ channels, processor }) => {
    const met = processor <= TARGET;
    return {
      met,
      line: `firefly, ${channels} channels: ${short(processor)} epochs, asked at most ${TARGET}: ${met ? 'met' : 'MISSED'}`,
    };
  });
  lines.push('', ...verdicts.map(({ line }) => line));
  return { report: lines.join('\n'), passed: verdicts.every(({ met }) => met), result: { rows, epochs } };
}

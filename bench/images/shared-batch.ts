/**
 * Would two threads share a batch? Each takes half of its images, and they exchange gradients by messages after each step (a
 * static host cannot send the headers that shared memory needs in a page). This is the most that sharing could gain: batch norm
 * here takes each half by its own statistics, where the same numbers as with one thread would need two more exchanges for each
 * of its layers.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import { formatTable, median, short } from '../table.ts';
import { NETWORK_NAMES, NETWORKS, type NetworkName } from './problem.ts';
import type { ShareOrder } from './shared-batch-worker.ts';

const ROUNDS = 5;
/** How long one measurement should take, in milliseconds. */
const ENOUGH = 1500;

function answered(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function openThreads(network: NetworkName, threads: 1 | 2): Promise<Worker[]> {
  const { port1, port2 } = new MessageChannel();
  const workers = Array.from({ length: threads }, (_, k) => {
    const partner = threads === 1 ? undefined : [port1, port2][k];
    const workerData: ShareOrder = { network, images: NETWORKS[network].batch / threads, partner };
    return new Worker(new URL('./shared-batch-worker.mjs', import.meta.url), {
      workerData,
      transferList: partner ? [partner] : [],
    });
  });
  await Promise.all(workers.map(answered));
  return workers;
}

/** Milliseconds of a step. */
async function time(workers: readonly Worker[], steps: number): Promise<number> {
  const start = performance.now();
  await Promise.all(
    workers.map((worker) => {
      worker.postMessage(steps);
      return answered(worker);
    }),
  );
  return (performance.now() - start) / steps;
}

/** A table of how long a step takes one thread, and two that share its batch, by turns. */
export async function benchSharedBatch(): Promise<string> {
  const rows: string[][] = [];
  for (const network of NETWORK_NAMES) {
    const [one, two] = [await openThreads(network, 1), await openThreads(network, 2)];
    const steps = Math.max(2, Math.round(ENOUGH / (await time(one, 3))));
    await time(two, 3);
    const [alone, shared]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await time(one, steps));
      shared.push(await time(two, steps));
    }
    rows.push([network, short(median(alone)), short(median(shared)), `${short(median(alone) / median(shared))}x`]);
    await Promise.all([...one, ...two].map((worker) => worker.terminate()));
  }
  return formatTable([['a step', 'one thread, ms', 'two threads, ms', 'gain'], ...rows]);
}

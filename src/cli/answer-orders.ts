/** The thread's side of runThreads: answers each order, and says why where a job fails. */
import { parentPort } from 'node:worker_threads';
import { ThreadLostError } from '../compute/tfjs/data-parallel/shared-exchange.ts';
import type { ThreadReport } from './threads.ts';
import { messageOf } from './usage-error.ts';

/** @param answer computes an order's job and reports on its way; the last report is 'done' */
export function answerOrders<Order, Outcome, News = never>(
  answer: (order: Order, report: (message: ThreadReport<Outcome, News>) => void) => Promise<void>,
): void {
  const port = parentPort!;
  const report = (message: ThreadReport<Outcome, News>) => port.postMessage(message);
  port.on('message', async (order: Order) => {
    try {
      await answer(order, report);
    } catch (error) {
      const message = messageOf(error);
      report({ kind: error instanceof ThreadLostError ? 'lost' : 'failed', message });
    }
  });
}

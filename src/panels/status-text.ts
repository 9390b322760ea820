/** The run's status in one line, for example `Phase 3 · select · 4 neurons · loss 0.0412 · WebGPU`. */
import { formatLoss } from '../charts/numbers.ts';
import type { EngineReport } from '../compute/report.ts';
import type { DescentEvent } from '../growth/events.ts';
import { shownPhase } from '../runs/positions.ts';

/** An engine's name for people. */
export function engineName(kind: EngineReport['kind']): string {
  return { webgpu: 'WebGPU', cpu: 'CPU', plain: 'JavaScript' }[kind];
}

const SUB_STEP = {
  start: 'start',
  train: 'train',
  overgrow: 'over-grow',
  score: 'score',
  select: 'select',
  apply: 'grow',
  end: 'done',
} as const satisfies Record<DescentEvent['kind'], string>;

export function statusText(event: DescentEvent, report: EngineReport | undefined): string {
  const count = event.network.neurons.length;
  return [
    `Phase ${shownPhase(event)}`,
    SUB_STEP[event.kind],
    `${count} ${count === 1 ? 'neuron' : 'neurons'}`,
    `loss ${formatLoss(event.loss)}`,
    ...(report ? [engineName(report.kind)] : []),
  ].join(' · ');
}

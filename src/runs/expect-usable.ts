/** What the page asks of a run that it shows. Imported by tests only. */
import { expect } from 'vitest';
import type { DescentEvent } from '../growth/events.ts';
import { overgrownNetwork } from '../growth/neighbourhood.ts';
import { neuronById } from '../networks/network.ts';
import { packParameters } from '../networks/packing.ts';
import { eventPosition, PHASE_LENGTH } from './positions.ts';
import { restoreRecipe } from './recipe.ts';
import type { RestoredRun } from './restore-run.ts';
import { taskOf } from './run-task.ts';

/** Fails unless a run can be shown. One assertion, because tests ask it of ten thousand runs. */
export function expectUsable({ recipe, events: log, engine }: RestoredRun): void {
  const { version: _, given, ...settings } = recipe;
  const problems = [...restoreRecipe(settings).problems];
  if (!['cpu', 'webgpu', 'plain'].includes(engine)) problems.push(`engine ${engine}`);
  if (given) {
    const { data, inputScale, targetScale } = taskOf(recipe);
    const numbers = [...data.inputs, ...data.targets, ...Object.values(inputScale), ...Object.values(targetScale)];
    if (!numbers.every(Number.isFinite)) problems.push('points without a finite scale');
  }
  if (log.length === 0) problems.push('no event');
  let before = 0;
  for (const [index, event] of log.entries()) {
    const position = eventPosition(event);
    if (!(position >= before && position <= event.phase * PHASE_LENGTH)) problems.push(`event ${index} out of order`);
    before = position;
    problems.push(...problemsOf(event).map((problem) => `event ${index}: ${problem}`));
  }
  expect(problems).toEqual([]);
}

function problemsOf(event: DescentEvent): string[] {
  const problems: string[] = [];
  const network = event.kind === 'apply' ? event.before.network : event.network;
  const { neurons } = event.network;
  if (packParameters(event.network).some(Number.isNaN)) problems.push('a weight is no number');
  if (neurons.some((neuron) => neuronById(event.network, neuron.id) !== neuron))
    problems.push('two neurons have one id');
  const scored = 'scored' in event ? event.scored : [];
  const candidates = event.kind === 'overgrow' ? event.candidates : scored.map(({ candidate }) => candidate);
  if (packParameters(overgrownNetwork(network, candidates)).some(Number.isNaN))
    problems.push('a candidate is no number');
  const keys = candidates.map(({ key }) => key);
  if (new Set(keys).size !== keys.length) problems.push('two candidates have one name');
  if ('selected' in event && !event.selected.every((key) => keys.includes(key))) problems.push('selected, not scored');
  return problems;
}

/**
 * Reads a run file. What is read is checked piece by piece; a damaged or foreign file gives one sentence. Apart from
 * file.ts because the checks are loaded only when a file is opened.
 */
import * as v from 'valibot';
import type { DescentEvent } from '../growth/events.ts';
import { SIGNED_FORMS } from '../networks/split-forms.ts';
import { taskFromPoints } from '../tasks/task.ts';
import { RUN_FORMAT, RunFileError } from './file.ts';
import { eventPosition, PHASE_LENGTH } from './positions.ts';
import { type Recipe, restoreRecipe } from './recipe.ts';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.array(finite);

function allDiffer(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

/** Absent for the paper's antipodal split. */
const signedForm = v.exactOptional(v.picklist(SIGNED_FORMS));

const origin = v.variant('kind', [
  v.object({ kind: v.literal('initial') }),
  v.object({ kind: v.literal('fresh'), phase: whole }),
  v.object({ kind: v.literal('split'), parent: whole, phase: whole, form: signedForm }),
]);

const network = v.pipe(
  v.object({
    activation: v.picklist(['rbf', 'tanh', 'softplus']),
    inputSize: v.pipe(whole, v.minValue(1)),
    neurons: v.array(v.object({ id: whole, weights: numbers, bias: finite, output: finite, origin })),
    nextId: whole,
  }),
  v.check(({ neurons, inputSize }) => neurons.every(({ weights }) => weights.length === inputSize)),
  v.check(({ neurons }) => allDiffer(neurons.map(({ id }) => id))),
);

const tuned = { key: v.string(), amplitude: finite, direction: numbers };
const candidate = v.variant('kind', [
  v.object({ ...tuned, kind: v.literal('fresh') }),
  v.object({ ...tuned, kind: v.literal('split'), neuron: whole, form: signedForm }),
]);

const scored = v.array(
  v.object({
    candidate,
    score: finite,
    predictedChange: finite,
    nodes: v.array(v.object({ zeta: finite, slope: finite })),
    pick: v.exactOptional(v.pipe(whole, v.minValue(1))),
  }),
);

const base = { phase: v.pipe(whole, v.minValue(1)), network, loss: finite };
const selection = { scored, selected: v.array(v.string()), budget: whole };

const eventShape = v.variant('kind', [
  v.object({ ...base, kind: v.literal('start') }),
  v.object({ ...base, kind: v.literal('train'), step: whole, steps: whole }),
  v.object({
    ...base,
    kind: v.literal('overgrow'),
    iteration: whole,
    iterations: whole,
    candidates: v.array(candidate),
    overgrownLoss: finite,
  }),
  v.object({ ...base, kind: v.literal('score'), scored }),
  v.object({ ...base, kind: v.literal('select'), ...selection }),
  v.object({
    ...base,
    kind: v.literal('apply'),
    ...selection,
    before: v.object({ network, loss: finite }),
    predictedChange: finite,
    actualChange: finite,
  }),
  v.object({ ...base, kind: v.literal('end'), reason: v.picklist(['neuron-limit', 'no-candidate', 'diverged']) }),
]);

type EventShape = v.InferOutput<typeof eventShape>;

/** True when an event's candidates fit the network that they would grow, and what it selected is among them. */
function candidatesFit(entry: EventShape): boolean {
  const { neurons, inputSize } = entry.kind === 'apply' ? entry.before.network : entry.network;
  const tried = 'scored' in entry ? entry.scored.map((one) => one.candidate) : [];
  const candidates = entry.kind === 'overgrow' ? entry.candidates : tried;
  const keys = candidates.map(({ key }) => key);
  const ids = new Set(neurons.map(({ id }) => id));
  return (
    allDiffer(keys) &&
    candidates.every(({ direction }) => direction.length === inputSize + 1) &&
    candidates.every((one) => one.kind === 'fresh' || ids.has(one.neuron)) &&
    (!('selected' in entry) || entry.selected.every((key) => keys.includes(key)))
  );
}

/** True when events come in an order that a run can have: phases one by one, positions never going back. */
function inOrder(events: EventShape[]): boolean {
  let phase = 1;
  let before = 0;
  return events.every((entry) => {
    const position = eventPosition(entry);
    const fits = entry.phase === phase && position >= before && position <= phase * PHASE_LENGTH;
    before = position;
    if (entry.kind === 'apply') phase += 1;
    return fits;
  });
}

const event = v.pipe(eventShape, v.check(candidatesFit));

const state = v.object({
  phase: v.pipe(whole, v.minValue(1)),
  stage: v.picklist(['begin', 'train', 'overgrow', 'score', 'select', 'done']),
  step: whole,
  network,
  slots: v.array(v.object({ neuron: whole, steps: whole, first: numbers, second: numbers })),
  loss: finite,
  candidates: v.array(candidate),
  scored,
});

const file = v.object({
  format: v.literal(RUN_FORMAT),
  recipe: v.record(v.string(), v.unknown()),
  engine: v.picklist(['cpu', 'webgpu', 'plain']),
  events: v.pipe(v.array(event), v.minLength(1), v.check(inOrder)),
  snapshots: v.array(v.object({ event: whole, state })),
});

/** Points of a recipe, as a file may bring them. Points without spread, or too far apart, have no finite scale. */
const given = v.pipe(
  v.object({ name: v.string(), x: v.pipe(numbers, v.minLength(2), v.maxLength(20_000)), y: numbers }),
  v.check(({ x, y }) => x.length === y.length),
  v.check(({ x, y }) => {
    const { data, inputScale, targetScale } = taskFromPoints(x, y);
    const scales = [...Object.values(inputScale), ...Object.values(targetScale)];
    return [...data.inputs, ...data.targets, ...scales].every(Number.isFinite);
  }),
);

export interface RestoredRun {
  readonly recipe: Recipe;
  readonly engine: string;
  readonly events: readonly DescentEvent[];
  /** One sentence for everything that had to be changed. */
  readonly problems: readonly string[];
}

/**
 * Reads a run file.
 * @throws RunFileError with one clear sentence when it is not one
 */
export function restoreRun(text: string): RestoredRun {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new RunFileError('This is not a run file: it is not JSON. Open a file saved with "Save run".');
  }
  const format = typeof raw === 'object' && raw !== null ? (raw as { format?: unknown }).format : undefined;
  if (format !== RUN_FORMAT) {
    const found = typeof format === 'string' ? ` but "${format.slice(0, 40)}"` : '';
    throw new RunFileError(`This is not a run file: its format is not "${RUN_FORMAT}"${found}.`);
  }
  const parsed = v.safeParse(file, raw, { abortEarly: true });
  if (!parsed.success) {
    const place = v.getDotPath(parsed.issues[0]) ?? 'the file';
    throw new RunFileError(`This run file is damaged: ${place} is not what it should be. Nothing was changed.`);
  }
  const { version: _, given: points, ...settings } = parsed.output.recipe;
  const { recipe, problems } = restoreRecipe(settings);
  const restored = points === undefined ? undefined : v.safeParse(given, points);
  if (restored && !restored.success) {
    throw new RunFileError('This run file is damaged: its points cannot be learnt from. Nothing was changed.');
  }
  const states = new Map(parsed.output.snapshots.map((snapshot) => [snapshot.event, snapshot.state]));
  const events = parsed.output.events.map((entry, index): DescentEvent => {
    const snapshot = states.get(index);
    return snapshot ? { ...entry, state: snapshot } : entry;
  });
  return {
    recipe: restored ? { ...recipe, given: restored.output } : recipe,
    engine: parsed.output.engine,
    events,
    problems,
  };
}

/**
 * The state of an image run as plain JSON and tensors: groups of channels as they are, tensors beside them, or in Base64 of
 * 32-bit floats, little end first.
 */
import * as v from 'valibot';
import { renewDescription } from '../../networks/deep-slots.ts';
import type { ChannelGroup, Description } from '../../networks/description.ts';
import { checkTensors, isTrained, sizeOf, type Tensors, tensorSpecs } from '../../networks/tensors.ts';
import { type ImageRecipe, initialDescription, phasesOf } from './image-recipe.ts';
import type { ImageState } from './image-run.ts';

/** So many bytes at a time become a string: a call has room for a limited number of arguments. */
const PIECE = 8192;

function encode(tensors: Tensors): Record<string, string> {
  const entries = Object.entries(tensors).map(([name, data]) => {
    const floats = Float32Array.from(data);
    const bytes = new Uint8Array(floats.buffer);
    let text = '';
    for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
    return [name, btoa(text)] as const;
  });
  return Object.fromEntries(entries);
}

function decode(texts: Readonly<Record<string, string>>): Tensors {
  const entries = Object.entries(texts).map(([name, text]) => {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    } catch {
      throw new RangeError(`The tensor ${name} is not Base64.`);
    }
    if (bytes.length % 4 > 0) throw new RangeError(`The tensor ${name} is cut off.`);
    return [name, new Float32Array(bytes.buffer)] as const;
  });
  return Object.fromEntries(entries);
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));
const finite = v.pipe(v.number(), v.finite());
const part = v.pipe(finite, v.minValue(0), v.maxValue(1));
const seconds = v.pipe(finite, v.minValue(0));

export const channelRecordShape = v.strictObject({
  group: v.string(),
  origins: v.string(),
  kernels: v.string(),
  kernelSize: count,
});
export const groupScoresShape = v.strictObject({
  group: v.string(),
  splits: v.array(finite),
  fresh: v.array(finite),
  keptSplits: v.array(count),
  keptFresh: v.array(count),
});

/** Of one phase, in files. */
export const imagePhaseShape = v.strictObject({
  parameters: count,
  multiplyAdds: v.pipe(v.number(), v.integer(), v.minValue(0)),
  widths: v.array(count),
  epochLosses: v.array(finite),
  trainLoss: finite,
  validationAccuracy: part,
  testAccuracy: part,
  predictions: v.array(count),
  channels: v.array(channelRecordShape),
  scores: v.array(groupScoresShape),
  trainSeconds: seconds,
  growSeconds: seconds,
});

const origin = v.variant('kind', [
  v.strictObject({ kind: v.literal('initial') }),
  v.strictObject({ kind: v.literal('fresh'), phase: count }),
  v.strictObject({ kind: v.literal('split'), parent: count, phase: count }),
]);
const entries = {
  finished: v.array(imagePhaseShape),
  epoch: count,
  groups: v.array(
    v.strictObject({ name: v.string(), channels: v.array(v.strictObject({ id: count, origin })), nextId: count }),
  ),
  epochLosses: v.array(finite),
  scores: v.array(groupScoresShape),
  trainSeconds: seconds,
  growSeconds: seconds,
};
const plainShape = v.strictObject(entries);
const texts = v.record(v.string(), v.string());
const shape = v.strictObject({ ...entries, tensors: texts, momentum: texts });

/** As `plainImageState` makes it. */
export type PlainImageState = v.InferOutput<typeof plainShape>;
export type ImageStateFile = v.InferOutput<typeof shape>;

/** A state without its numbers, to be kept beside the tensors of `network` and `momentum`. */
export function plainImageState({ network, momentum: _, ...rest }: ImageState): PlainImageState {
  const groups = network.description.groups.map(({ name, channels, nextId }) => ({ name, channels, nextId }));
  // Through JSON, because the shape is one that can be changed.
  return JSON.parse(JSON.stringify({ ...rest, groups }));
}

/** A state as JSON, numbers and all; `readImageState` reads it. */
export function writeImageState(state: ImageState): ImageStateFile {
  return { ...plainImageState(state), tensors: encode(state.network.tensors), momentum: encode(state.momentum) };
}

/** A description with the channels of a file. */
function fillGroups(groups: ImageStateFile['groups'], initial: Description): Description {
  const read = initial.groups.map((group): ChannelGroup => {
    const found = groups.find(({ name }) => name === group.name);
    if (!found) throw new RangeError('The groups of channels are not those of the recipe.');
    const { channels, nextId } = found;
    const ids = new Set(channels.map(({ id }) => id));
    if (ids.size < channels.length || channels.some(({ id }) => id >= nextId)) {
      throw new RangeError(`The groups of channels are wrong: those of ${group.name} have ids that cannot be.`);
    }
    if (!group.growable && channels.length !== group.channels.length) {
      throw new RangeError(`The groups of channels are wrong: ${group.name} has ${group.channels.length}.`);
    }
    return { ...group, channels, nextId };
  });
  return { ...initial, groups: read };
}

function incomplete(issue: v.BaseIssue<unknown>): RangeError {
  const at = v.getDotPath(issue);
  return new RangeError(`The state of the run is incomplete${at ? ` (see "${at}")` : ''}.`);
}

/**
 * The recipe's network with the channels of a file; its layers are the recipe's, and the slots that follow those that were
 * opened.
 */
function describeGroups(groups: ImageStateFile['groups'], initial: Description): Description {
  let description = fillGroups(groups, initial);
  // A new slot may have been opened in its turn.
  while (description.groups.length < groups.length) {
    const renewed = renewDescription(description);
    if (renewed === description) break;
    description = fillGroups(groups, renewed);
  }
  const same =
    groups.length === description.groups.length &&
    groups.every(({ name }, k) => name === description.groups[k]!.name) &&
    renewDescription(description) === description;
  if (!same) throw new RangeError('The groups of channels are not those of the recipe.');
  return description;
}

/**
 * Reads a state from a file.
 * @throws RangeError that says in one sentence what is wrong with it
 */
export function readImageState(value: unknown, recipe: ImageRecipe, classes: number): ImageState {
  const parsed = v.safeParse(shape, value);
  if (!parsed.success) throw incomplete(parsed.issues[0]);
  const { tensors, momentum, ...rest } = parsed.output;
  return restoreImageState(rest, decode(tensors), decode(momentum), recipe, classes);
}

/**
 * A state from its parts.
 * @param plain as `plainImageState` made it
 * @throws RangeError that says in one sentence what is wrong with them
 */
export function restoreImageState(
  plain: unknown,
  tensors: Tensors,
  momentum: Tensors,
  recipe: ImageRecipe,
  classes: number,
): ImageState {
  const parsed = v.safeParse(plainShape, plain);
  if (!parsed.success) throw incomplete(parsed.issues[0]);
  const { groups, ...rest } = parsed.output;
  const { phases, epochs } = phasesOf(recipe);
  if (rest.epochLosses.length !== rest.epoch) throw new RangeError('The losses are not those of its epochs.');
  if (rest.epoch > epochs || rest.finished.length >= phases) {
    throw new RangeError(
      `A run of this recipe has ${phases} phases of ${epochs} epochs; epoch ${rest.epoch} of phase ${rest.finished.length + 1} is not among them.`,
    );
  }
  const network = { description: describeGroups(groups, initialDescription(recipe, classes)), tensors };
  checkTensors(network);
  for (const [name, data] of [...Object.entries(tensors), ...Object.entries(momentum)]) {
    if (!data.every(Number.isFinite)) throw new RangeError(`The tensor ${name} holds numbers that are not finite.`);
  }
  for (const spec of tensorSpecs(network.description).filter(isTrained)) {
    const found = momentum[spec.name];
    if (found && found.length !== sizeOf(spec))
      throw new RangeError(`The momentum of ${spec.name} has the wrong size.`);
  }
  return { ...rest, network, momentum };
}

/**
 * A job is what one workgroup computes: one network's differentiation, training or search for directions. Everything that
 * differs between jobs (widths, offsets, counts) is data in this record, so growing never compiles anything.
 */

/** What a job does; the numbers are known to the kernel. */
export const MODES = { differentiate: 0, train: 1, directions: 2 } as const;

/**
 * The record, in order; every field is a u32. Fields that end in `At` are indices of floats: into the `given` buffer
 * (inputs, read-only) or into the `state` buffer (read back after the batch).
 */
export const JOB_FIELDS = [
  'mode',
  /** Index into ACTIVATIONS. */
  'activation',
  'inputSize',
  /** Number of points, and the distance between two columns of inputs. */
  'count',
  'columnStride',
  /** Neurons differentiated: for directions the old ones and one per candidate. */
  'neurons',
  /** given: inputs by column, shape [inputSize x columnStride], and targets, shape [columnStride]. */
  'inputsAt',
  'targetsAt',
  /** given: rate (train) or length (directions) of each step. */
  'ratesAt',
  'steps',
  'recordEvery',
  /** state: parameters in the layout of `packParameters`; for directions those of the old network, without candidates. */
  'parametersAt',
  /** state: Adam's moments, shaped like the parameters. */
  'firstAt',
  'secondAt',
  /** given: steps each neuron has already taken, as floats. */
  'agesAt',
  /** state: gradient of all neurons. */
  'gradientAt',
  /** state: loss before each step. */
  'lossesAt',
  /** state: recorded parameters, or recorded candidates. */
  'framesAt',
  /** Number of candidates; state: amplitude and direction of each, shape [candidates x (inputSize + 2)]. */
  'candidates',
  'candidatesAt',
  /** given: for each candidate 1 + the index of the neuron it splits, or 0 if it is fresh. */
  'parentsAt',
  /** given: for each old neuron 1 + the index of the candidate that splits it, or 0. */
  'splitsAt',
  /** given: the bound on every |eps_i|. */
  'stepSizeAt',
  /** Unused: keeps the record a multiple of 16 bytes. */
  'padding',
] as const;

export type JobFields = { readonly [field in Exclude<(typeof JOB_FIELDS)[number], 'padding'>]: number };

/** The fields as the kernel reads them. */
export function encodeJob(fields: JobFields): Uint32Array {
  return Uint32Array.from(JOB_FIELDS, (field) => (field === 'padding' ? 0 : fields[field]));
}

/** Points that a workgroup holds in registers at a time: one of two sizes, so that few programs serve all data sets. */
const TILES = { small: 256, large: 1024 } as const;

/** Size of the tiles that a data set is computed in. Small ones for many inputs too, whose programs are long. */
export function tileSize(count: number, inputSize: number): number {
  return count <= TILES.small || inputSize > 1 ? TILES.small : TILES.large;
}

/** A number of points rounded up to whole tiles; columns of data are padded to it. */
export function paddedCount(count: number, inputSize: number): number {
  const tile = tileSize(count, inputSize);
  return Math.ceil(count / tile) * tile;
}

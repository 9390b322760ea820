/** What a dispatch reads and writes, while it is being put together. */
import type { Dataset } from '../engine.ts';
import { FloatArena } from './arena.ts';
import { type JobFields, paddedCount } from './job.ts';

/** What a batch is written into. */
export class Batch {
  readonly given = new FloatArena();
  readonly state = new FloatArena();
  readonly jobs: JobFields[] = [];
  #datasets = new Map<Dataset, Pick<JobFields, 'inputsAt' | 'targetsAt' | 'columnStride'>>();

  clear(): void {
    this.given.clear();
    this.state.clear();
    this.jobs.length = 0;
    this.#datasets.clear();
  }

  /** Writes a data set, by columns padded with zeros; one that several jobs share is written once. */
  dataset(data: Dataset): Pick<JobFields, 'inputsAt' | 'targetsAt' | 'columnStride'> {
    const known = this.#datasets.get(data);
    if (known) return known;
    const { inputSize, count, inputs, targets } = data;
    const columnStride = paddedCount(count, inputSize);
    const inputsAt = this.given.reserve(inputSize * columnStride);
    const targetsAt = this.given.reserve(columnStride);
    const { values } = this.given;
    for (let k = 0; k < inputSize; k += 1) {
      const column = inputsAt + k * columnStride;
      for (let n = 0; n < count; n += 1) values[column + n] = inputs[n * inputSize + k]!;
    }
    values.set(targets, targetsAt);
    const places = { inputsAt, targetsAt, columnStride };
    this.#datasets.set(data, places);
    return places;
  }
}

/** Runs a batch on the device: uploads it, takes its steps in dispatches of bounded length, reads its state once. */
import { integerPower } from '../../random/exact-math.ts';
import { ADAM } from '../engine.ts';
import { DeviceBuffer } from './arena.ts';
import type { Batch } from './batch.ts';
import { encodeJob, JOB_FIELDS, MODES } from './job.ts';
import { CORRECTIONS } from './kernel.ts';
import { PaceKeeper, TARGET_MS } from './pace.ts';
import { createPrograms, type Section } from './programs.ts';

export interface Counters {
  readonly dispatches: number;
  /** What was computed together and read back once. */
  readonly batches: number;
  /** Bytes read back from the device, in total. */
  readonly bytesRead: number;
  /** Bytes of device memory held now. */
  readonly bytesAllocated: number;
}

export interface Runner {
  /**
   * Takes all steps of all jobs.
   * @param work cost of one step of the largest job, in neurons times points
   * @returns the state after the last step
   */
  run(batch: Batch, work: number): Promise<Float32Array>;
  counters(): Counters;
  destroy(): void;
}

/** 1 - beta^t of both moments for t = 1, 2, ..., shape [CORRECTIONS x 2]. */
function biasCorrections(): Float32Array<ArrayBuffer> {
  const table = new Float32Array(2 * CORRECTIONS);
  for (let t = 1; t <= CORRECTIONS; t += 1) {
    table[2 * (t - 1)] = 1 - integerPower(ADAM.beta1, t);
    table[2 * (t - 1) + 1] = 1 - integerPower(ADAM.beta2, t);
  }
  return table;
}

/** Distance between the spans of two dispatches: WebGPU's default alignment of uniform offsets. */
const SPAN_BYTES = 256;

/** What most runs train: its program is compiled before the engine is handed out. */
const COMMON_JOB = { activation: 0, inputSize: 1, mode: MODES.train, count: 1000 };

/** Waits for the device. Firefox notices finished work only at a slow tick, unless work keeps coming. */
function createWaiting(device: GPUDevice): <T>(work: Promise<T>) => Promise<T> {
  if (!/firefox/i.test(navigator.userAgent)) return (work) => work;
  return async (work) => {
    const timer = setInterval(() => device.queue.submit([device.createCommandEncoder().finish()]), 1);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  };
}

/** Does something on the device; the promise resolves to what the device finds wrong with it, or null. */
function checked<T>(device: GPUDevice, work: () => T): { result: T; complaint: Promise<GPUError | null> } {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  // A lost device has no complaints: its loss is reported elsewhere.
  const pop = () => device.popErrorScope().catch(() => null);
  try {
    const result = work();
    return { result, complaint: Promise.all([pop(), pop()]).then(([memory, validation]) => memory ?? validation) };
  } catch (thrown) {
    void pop();
    void pop();
    throw thrown;
  }
}

/** @param flush called before each submission, so that what tfjs recorded runs first */
export async function createRunner(device: GPUDevice, software: boolean, flush: () => void): Promise<Runner> {
  const programs = createPrograms(device, software);
  await programs.compile(COMMON_JOB);
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const span = new DeviceBuffer(device, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  const jobs = new DeviceBuffer(device, storage);
  const given = new DeviceBuffer(device, storage);
  const corrections = new DeviceBuffer(device, storage);
  const state = new DeviceBuffer(device, storage | GPUBufferUsage.COPY_SRC);
  const staging = new DeviceBuffer(device, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  const buffers = [span, jobs, given, corrections, state, staging];
  const table = biasCorrections();
  device.queue.writeBuffer(corrections.atLeast(table.byteLength), 0, table);
  const waiting = createWaiting(device);
  const paces = new PaceKeeper(software ? TARGET_MS.software : TARGET_MS.hardware);
  let dispatches = 0;
  let batches = 0;
  let bytesRead = 0;

  function upload(batch: Batch, sections: number): GPUBindGroup {
    const fields = new Uint32Array(batch.jobs.length * JOB_FIELDS.length);
    for (const [index, job] of batch.jobs.entries()) fields.set(encodeJob(job), index * JOB_FIELDS.length);
    const write = (target: DeviceBuffer, values: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) => {
      const buffer = target.atLeast(values.byteLength);
      device.queue.writeBuffer(buffer, 0, values);
      return buffer;
    };
    const bound = [
      span.atLeast(sections * SPAN_BYTES),
      write(jobs, fields),
      write(given, batch.given.values),
      corrections.atLeast(table.byteLength),
      write(state, batch.state.values),
    ];
    return device.createBindGroup({
      layout: programs.bindings,
      entries: bound.map((buffer, binding) => ({
        binding,
        resource: binding === 0 ? { buffer, size: 16 } : { buffer },
      })),
    });
  }

  /** Submits steps [first, end) of all jobs, and with the last of them the copy to the staging buffer. */
  function submit(
    sections: readonly Section[],
    group: GPUBindGroup,
    first: number,
    end: number,
    copyBytes: number,
  ): void {
    const spans = new Uint32Array((sections.length * SPAN_BYTES) / 4);
    for (const [index, section] of sections.entries()) {
      spans.set([first, end, section.firstJob], (index * SPAN_BYTES) / 4);
    }
    device.queue.writeBuffer(span.atLeast(spans.byteLength), 0, spans);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const [index, { pipeline, jobs: count, steps }] of sections.entries()) {
      if (steps <= first) continue;
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group, [index * SPAN_BYTES]);
      pass.dispatchWorkgroups(count);
      dispatches += 1;
    }
    pass.end();
    if (copyBytes > 0)
      encoder.copyBufferToBuffer(state.atLeast(copyBytes), 0, staging.atLeast(copyBytes), 0, copyBytes);
    flush();
    device.queue.submit([encoder.finish()]);
  }

  async function run(batch: Batch, work: number): Promise<Float32Array> {
    const steps = batch.jobs.reduce((most, job) => Math.max(most, job.steps), 0);
    const bytes = batch.state.values.byteLength;
    const sections = await programs.arrange(batch.jobs);
    const { result: group, complaint } = checked(device, () => upload(batch, sections.length));
    const complaints = [complaint];
    const pace = paces.start(batch.jobs.length, work);
    for (let first = 0; first < steps; ) {
      const end = Math.min(steps, first + pace.next());
      const started = performance.now();
      const submitted = checked(device, () => submit(sections, group, first, end, end === steps ? bytes : 0));
      complaints.push(submitted.complaint);
      if (end < steps) await waiting(device.queue.onSubmittedWorkDone());
      else await waiting(staging.atLeast(bytes).mapAsync(GPUMapMode.READ, 0, bytes));
      pace.measured(end - first, performance.now() - started);
      first = end;
    }
    const buffer = staging.atLeast(bytes);
    const found = new Float32Array(buffer.getMappedRange(0, bytes).slice(0));
    buffer.unmap();
    batches += 1;
    bytesRead += bytes;
    // Without this a device short of memory would answer with what the buffer held before.
    const error = (await Promise.all(complaints)).find((each) => each !== null);
    if (error) throw new Error(`The GPU could not compute: ${error.message}`);
    return found;
  }

  return {
    run,
    counters: () => ({
      dispatches,
      batches,
      bytesRead,
      bytesAllocated: buffers.reduce((sum, { size }) => sum + size, 0),
    }),
    destroy() {
      for (const buffer of buffers) buffer.destroy();
    },
  };
}

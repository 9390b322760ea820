/** Compiled kernels by variant, made when first needed, and the grouping of a batch's jobs by the kernel they need. */
import { ACTIVATIONS } from '../../networks/network.ts';
import { type JobFields, MODES, tileSize } from './job.ts';
import { kernelSource, type Variant } from './kernel.ts';

/** Threads per workgroup: software adapters do them one after another, so fewer threads with more points each are faster. */
const THREADS = { software: 16, hardware: 64 } as const;

/** Jobs that one dispatch computes. */
export interface Section {
  readonly pipeline: GPUComputePipeline;
  /** Index of the first job, and how many follow. */
  readonly firstJob: number;
  readonly jobs: number;
  /** Steps of the longest job. */
  readonly steps: number;
}

/** What a job's program depends on. */
type Needs = Pick<JobFields, 'activation' | 'inputSize' | 'mode' | 'count'>;

export interface Programs {
  /** Layout of the kernels' bind group; the first binding has a dynamic offset. */
  readonly bindings: GPUBindGroupLayout;
  compile(job: Needs): Promise<GPUComputePipeline>;
  /** Sorts jobs so that those with the same program are neighbours, and returns the dispatches that they make. */
  arrange(jobs: JobFields[]): Promise<Section[]>;
}

export function createPrograms(device: GPUDevice, software: boolean): Programs {
  const buffer = (type: GPUBufferBindingType): GPUBufferBindingLayout => ({ type });
  const layouts = [
    { type: 'uniform', hasDynamicOffset: true } as const,
    buffer('read-only-storage'),
    buffer('read-only-storage'),
    buffer('read-only-storage'),
    buffer('storage'),
  ];
  const bindings = device.createBindGroupLayout({
    entries: layouts.map((layout, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: layout })),
  });
  const layout = device.createPipelineLayout({ bindGroupLayouts: [bindings] });
  const compiled = new Map<string, Promise<GPUComputePipeline>>();

  function variantOf({ activation, inputSize, mode, count }: Needs): Variant {
    const threads = software ? THREADS.software : THREADS.hardware;
    return {
      activation: ACTIVATIONS[activation]!,
      manyInputs: inputSize > 1,
      directions: mode === MODES.directions,
      threads,
      blocks: tileSize(count, inputSize) / (4 * threads),
    };
  }

  const keyOf = (job: Needs) => Object.values(variantOf(job)).join(' ');

  function compile(job: Needs): Promise<GPUComputePipeline> {
    const key = keyOf(job);
    let pipeline = compiled.get(key);
    if (!pipeline) {
      const module = device.createShaderModule({ code: kernelSource(variantOf(job)), label: key });
      pipeline = device.createComputePipelineAsync({ layout, compute: { module, entryPoint: 'main' }, label: key });
      compiled.set(key, pipeline);
    }
    return pipeline;
  }

  async function arrange(jobs: JobFields[]): Promise<Section[]> {
    const groups = new Map<string, JobFields[]>();
    for (const job of jobs) {
      const key = keyOf(job);
      const group = groups.get(key);
      if (group) group.push(job);
      else groups.set(key, [job]);
    }
    await Promise.all(Array.from(groups.values(), (group) => compile(group[0]!)));
    const sections: Section[] = [];
    let firstJob = 0;
    for (const group of groups.values()) {
      const steps = Math.max(...group.map((job) => job.steps));
      sections.push({ pipeline: await compile(group[0]!), firstJob, jobs: group.length, steps });
      for (const job of group) jobs[firstJob++] = job;
    }
    return sections;
  }

  return { bindings, compile, arrange };
}

/** Records our WGSL programs into the command stream of the tfjs WebGPU backend, on its buffers. */

import type { TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** What the backend knows about a tensor. */
interface TensorData {
  resource: GPUBuffer | null;
  /** A copy in the page's memory, if it was read or came from there. */
  values: unknown;
}

/** The part of the backend that we use; some of it is private in its types. */
export interface WebGpuBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): TensorData };
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly bufferManager: {
    freeBuffers: Map<string, GPUBuffer[]>;
    numFreeBuffers: number;
    numBytesAllocated: number;
  };
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: readonly number[], dtype: 'float32'): TensorInfo;
  disposeData(dataId: object): boolean;
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** A WGSL program; its storage buffers are bindings 0, 1, ... in the order of the dispatch, then comes the uniform buffer. */
export interface Program {
  /** Unique per source. */
  readonly key: string;
  source(): string;
}

export interface Dispatch {
  readonly program: Program;
  readonly reads: readonly TensorInfo[];
  /** Written, or read and written. */
  readonly writes: readonly TensorInfo[];
  /** 32-bit words, in the order of the program's uniforms; at least one. */
  readonly uniforms: Uint32Array<ArrayBuffer>;
  readonly workgroups: number;
}

export interface Recorder {
  make(shape: readonly number[]): TensorInfo;
  /** Gives back a tensor that `make` made and that no caller will see. */
  free(tensor: TensorInfo): void;
  record(dispatch: Dispatch): void;
  /** Storage buffers that a program may have. */
  readonly storageBuffers: number;
}

/** Uniform buffers kept, by content: training repeats the same ones. */
const KEPT_UNIFORMS = 2048;
const MOST_PER_DIMENSION = 65535;

export function createRecorder(backend: WebGpuBackend): Recorder {
  const { device } = backend;
  const pipelines = new Map<string, GPUComputePipeline>();
  const uniformBuffers = new Map<string, GPUBuffer>();

  function pipelineOf({ key, source }: Program): GPUComputePipeline {
    let pipeline = pipelines.get(key);
    if (!pipeline) {
      const module = device.createShaderModule({ code: source(), label: key });
      pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' }, label: key });
      pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  function uniformBuffer(words: Uint32Array<ArrayBuffer>): GPUBuffer {
    const key = words.join();
    let buffer = uniformBuffers.get(key);
    if (!buffer) {
      if (uniformBuffers.size >= KEPT_UNIFORMS) {
        // They may be waiting in the command stream; what is never used again is collected.
        uniformBuffers.clear();
      }
      const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
      buffer = device.createBuffer({ size: 16 * Math.ceil(words.byteLength / 16), usage });
      device.queue.writeBuffer(buffer, 0, words);
      uniformBuffers.set(key, buffer);
    }
    return buffer;
  }

  function bufferOf(tensor: TensorInfo): GPUBuffer {
    backend.uploadToGPU(tensor.dataId);
    backend.commandQueueOwnedIds.add(tensor.dataId);
    return backend.tensorMap.get(tensor.dataId).resource!;
  }

  return {
    storageBuffers: device.limits.maxStorageBuffersPerShaderStage,
    make: (shape) => backend.makeTensorInfo(shape, 'float32'),
    free: (tensor) => void backend.disposeData(tensor.dataId),
    record({ program, reads, writes, uniforms, workgroups }) {
      const pipeline = pipelineOf(program);
      const buffers = [...reads, ...writes].map(bufferOf);
      // What was read back earlier is out of date now.
      for (const tensor of writes) backend.tensorMap.get(tensor.dataId).values = null;
      const group = device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: [...buffers, uniformBuffer(uniforms)].map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      backend.ensureCommandEncoderReady();
      backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass();
      backend.computePassEncoder.setPipeline(pipeline);
      backend.computePassEncoder.setBindGroup(0, group);
      const rows = Math.ceil(workgroups / MOST_PER_DIMENSION);
      backend.computePassEncoder.dispatchWorkgroups(Math.ceil(workgroups / rows), rows);
      backend.dispatchCountInPass += 1;
      if (backend.dispatchCountInPass >= tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) {
        backend.endComputePassEncoder();
        backend.submitQueue();
      }
    },
  };
}

/**
 * Destroys the buffers that the backend keeps for tensors of sizes that were freed: it never does so itself, and a growing
 * network has new sizes after each growth.
 */
export function releaseFreedBuffers(backend: WebGpuBackend): void {
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
  const manager = backend.bufferManager;
  for (const buffers of manager.freeBuffers.values()) {
    for (const buffer of buffers) {
      manager.numBytesAllocated -= buffer.size;
      manager.numFreeBuffers -= 1;
      buffer.destroy();
    }
    buffers.length = 0;
  }
}

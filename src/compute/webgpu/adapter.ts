/** Opens a GPUDevice of our own and hands it to the tfjs WebGPU backend, so that limits and device loss are ours to see. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { isSoftwareAdapter } from '../software-adapter.ts';

/** The part of the backend that tfjs keeps private in its types: what it has recorded but not submitted. */
interface Recording {
  readonly commandEncoder: GPUCommandEncoder | null;
}

export interface OpenDevice {
  readonly device: GPUDevice;
  /** For people. */
  readonly adapterName: string;
  /** Whether the adapter is a program on the processor. */
  readonly software: boolean;
  /** Submits what tfjs has recorded, so that it runs before what is submitted next. */
  flushTfjs(): void;
  /** Takes the device out of tfjs and destroys it. */
  close(): void;
}

/** A name for people: "NVIDIA H100", or "google swiftshader (software)". */
function nameOf(info: GPUAdapterInfo, software: boolean): string {
  const parts = info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return software ? `${parts} (software)` : parts;
}

/** Limits of which the adapter's own are asked for: large batches need the first two, tfjs's kernels all of them. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/**
 * Requests adapter and device and makes tfjs's backend 'webgpu' run on them.
 * @throws Error with one sentence if the browser offers no adapter or tfjs refuses the device
 */
export async function openDevice(gpu: GPU): Promise<OpenDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('The browser offers no WebGPU adapter.');
  const { info } = adapter;
  const requiredLimits = Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const device = await adapter.requestDevice({ requiredLimits, label: 'firefly' });
  const software = isSoftwareAdapter(info);
  const backend = new WebGPUBackend(device, info);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend, 3);
  if (!(await tf.setBackend('webgpu'))) {
    device.destroy();
    throw new Error('TensorFlow.js does not accept the WebGPU device.');
  }
  return {
    device,
    adapterName: nameOf(info, software),
    software,
    flushTfjs() {
      // A backend that another engine replaced has nothing recorded any more.
      if (tf.findBackend('webgpu') !== backend) return;
      backend.endComputePassEncoder();
      if ((backend as unknown as Recording).commandEncoder) backend.submitQueue();
    },
    close() {
      if (tf.findBackend('webgpu') === backend) tf.removeBackend('webgpu');
      device.destroy();
    },
  };
}

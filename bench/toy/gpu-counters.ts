/** Counts WebGPU work by wrapping the prototypes, so the same counter serves every framework. Import before all of them. */

export const gpuCounters = { dispatches: 0, reads: 0, bytesRead: 0 };

// biome-ignore lint/suspicious/noExplicitAny: prototypes are wrapped by name
const scope = globalThis as any;

if (scope.GPUComputePassEncoder) {
  const pass = scope.GPUComputePassEncoder.prototype;
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']) {
    const original = pass[name];
    pass[name] = function (this: unknown, ...sizes: unknown[]) {
      gpuCounters.dispatches += 1;
      return original.apply(this, sizes);
    };
  }
  const buffer = scope.GPUBuffer.prototype;
  const mapAsync = buffer.mapAsync;
  buffer.mapAsync = function (this: { size: number }, mode: number, offset = 0, size = this.size - offset) {
    if (mode & scope.GPUMapMode.READ) {
      gpuCounters.reads += 1;
      gpuCounters.bytesRead += size;
    }
    return mapAsync.call(this, mode, offset, size);
  };
}

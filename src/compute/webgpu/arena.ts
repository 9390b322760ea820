/** Memory of a batch: an array that grows by doubling and is used again, and the same on the device. */

/** An append-only float array, emptied for every batch and never shrunk. */
export class FloatArena {
  #values = new Float32Array(1024);
  #length = 0;

  /** Number of floats in use. */
  get length(): number {
    return this.#length;
  }

  /** The floats in use; valid until the next call. */
  get values(): Float32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Adds `length` zeros; returns the index of the first. */
  reserve(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#values.length) {
      const larger = new Float32Array(Math.max(this.#length, 2 * this.#values.length));
      larger.set(this.#values.subarray(0, at));
      this.#values = larger;
    }
    this.#values.fill(0, at, this.#length);
    return at;
  }

  /** Adds numbers, rounded to float32; returns the index of the first. */
  push(numbers: ArrayLike<number>): number {
    const at = this.reserve(numbers.length);
    this.#values.set(numbers, at);
    return at;
  }
}

/** A device buffer that is replaced by one of twice the size or more when a batch needs it: sizes settle quickly. */
export class DeviceBuffer {
  readonly #device: GPUDevice;
  readonly #usage: GPUBufferUsageFlags;
  #buffer: GPUBuffer | undefined;

  constructor(device: GPUDevice, usage: GPUBufferUsageFlags) {
    this.#device = device;
    this.#usage = usage;
  }

  /** Bytes held on the device. */
  get size(): number {
    return this.#buffer?.size ?? 0;
  }

  /** A buffer of at least this many bytes; the one handed out before is destroyed if it is smaller. */
  atLeast(bytes: number): GPUBuffer {
    if (this.#buffer && this.#buffer.size >= bytes) return this.#buffer;
    const size = Math.max(4096, 2 ** Math.ceil(Math.log2(bytes)));
    const limit = this.#device.limits.maxStorageBufferBindingSize;
    if (bytes > limit) throw new RangeError(`A request needs ${bytes} bytes at once, the adapter allows ${limit}.`);
    this.#buffer?.destroy();
    this.#buffer = this.#device.createBuffer({ size: Math.min(size, limit - (limit % 4)), usage: this.#usage });
    return this.#buffer;
  }

  destroy(): void {
    this.#buffer?.destroy();
    this.#buffer = undefined;
  }
}

/** Our compiled kernels on the memory of the tfjs wasm backend. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernelsWasm } from './kernels.wasm.ts';

/** The part of the backend that we use; most of it is private in its types. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
}

type Numbers = (...values: number[]) => void;

/** The functions of the .as.ts files; addresses in bytes, booleans as 0 or 1. */
interface Exports {
  readonly packFilters: Numbers;
  readonly convolve: Numbers;
  readonly filterGradientScratch: (inputs: number, outputs: number, radius: number) => number;
  readonly filterGradient: Numbers;
  readonly clearFilterGradient: Numbers;
  readonly addFilterGradient: Numbers;
  readonly writeFilterGradient: Numbers;
  readonly winogradPays: (height: number, width: number, inputs: number, outputs: number, radius: number) => number;
  readonly winogradConvolveScratch: (inputs: number, outputs: number) => number;
  readonly winogradConvolve: Numbers;
  readonly winogradFilterGradientScratch: (inputs: number, outputs: number) => number;
  readonly winogradFilterGradient: Numbers;
  readonly channelScratch: (channels: number) => number;
  readonly momentSums: Numbers;
  readonly affine: Numbers;
  readonly gradientSums: Numbers;
  readonly normGradient: Numbers;
  readonly maxPool: Numbers;
  readonly maxPoolGradient: Numbers;
  readonly meanPool: Numbers;
  readonly meanPoolGradient: Numbers;
  readonly crossEntropy: Numbers;
  readonly crossEntropyGradient: Numbers;
  readonly descend: Numbers;
  readonly growthNorm: Numbers;
  readonly growthNormGradient: Numbers;
  readonly joinChannels: Numbers;
  readonly partChannels: Numbers;
}

export interface Connection {
  readonly run: Exports;
  /** A new tensor of 32-bit floats, not initialised. May grow the memory: views of it are taken afterwards. */
  make(shape: readonly number[]): TensorInfo;
  /** A tensor's address; it stays when the memory grows. */
  at(tensor: TensorInfo): number;
  /** Address of memory of at least so many bytes, the same for all kernels: the next call may use it again. */
  scratch(bytes: number): number;
  /** A view of the memory as it is now. */
  floats(address: number, length: number): Float32Array;
  /** The same of doubles. @param address a multiple of 8 */
  doubles(address: number, length: number): Float64Array;
}

const compiled = new Map<'module', Promise<WebAssembly.Module>>();

/** @throws WebAssembly.CompileError where the browser has no SIMD */
function compile(): Promise<WebAssembly.Module> {
  const bytes = () => Uint8Array.from(atob(kernelsWasm), (character) => character.charCodeAt(0));
  if (!compiled.has('module')) compiled.set('module', WebAssembly.compile(bytes()));
  return compiled.get('module')!;
}

export async function connect(backend: WasmBackend): Promise<Connection> {
  const { wasm } = backend;
  const { memory } = wasm.asm;
  const instance = await WebAssembly.instantiate(await compile(), { env: { memory } });
  let address = 0;
  let size = 0;
  return {
    run: instance.exports as unknown as Exports,
    make: (shape) => backend.makeOutput(shape, 'float32'),
    at: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset,
    scratch(bytes) {
      if (bytes > size) {
        if (address) wasm._free(address);
        address = wasm._malloc(bytes) >>> 0;
        if (!address) throw new Error('There is not enough memory for a network of this size.');
        size = bytes;
      }
      return address;
    },
    floats: (start, length) => new Float32Array(memory.buffer, start, length),
    doubles: (start, length) => new Float64Array(memory.buffer, start, length),
  };
}

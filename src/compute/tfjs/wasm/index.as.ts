/**
 * Our kernels for the tfjs wasm backend, in AssemblyScript: one module that imports the backend's memory and works on
 * addresses in it, so nothing is copied. It has no data of its own. Addresses are bytes; counts are of 32-bit floats.
 *
 * Only operations that WebAssembly fixes to the bit are used (no relaxed SIMD), always in the same order, so training
 * gives the same bits in every browser and in Node.
 */
export { affine, channelScratch, gradientSums, momentSums, normGradient } from './channels.as';
export { convolve, packFilters } from './convolution.as';
export {
  addFilterGradient,
  clearFilterGradient,
  filterGradient,
  filterGradientScratch,
  writeFilterGradient,
} from './filter-gradient.as';
export { growthNorm } from './growth-norm.as';
export { growthNormGradient } from './growth-norm-gradient.as';
export { joinChannels, partChannels } from './joining.as';
export { crossEntropy, crossEntropyGradient } from './loss.as';
export { descend } from './optimizer.as';
export { maxPool, maxPoolGradient, meanPool, meanPoolGradient } from './pooling.as';
export {
  winogradConvolve,
  winogradConvolveScratch,
  winogradFilterGradient,
  winogradFilterGradientScratch,
  winogradPays,
} from './winograd.as';

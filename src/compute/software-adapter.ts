/** Tells a graphics card from a program on the processor that pretends to be one. */

/** Names in an adapter's info that mean WebGPU is done in software. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

/** True when an adapter is a program on the processor, not a graphics card. */
export function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  // Newer than the types.
  const flagged = (info as { readonly isFallbackAdapter?: boolean }).isFallbackAdapter === true;
  return flagged || SOFTWARE.test(`${info.vendor} ${info.architecture} ${info.device} ${info.description}`);
}

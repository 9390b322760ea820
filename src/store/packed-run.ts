/** The text of a run file as bytes for the browser's storage, gzipped where the browser can. */

/** A packed run file. */
export interface PackedRun {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzipped: boolean;
}

/** Packs a text, whole or in pieces. */
export async function packText(pieces: string | readonly string[]): Promise<PackedRun> {
  const blob = new Blob(typeof pieces === 'string' ? [pieces] : [...pieces]);
  if (typeof CompressionStream === 'undefined') {
    return { bytes: new Uint8Array(await blob.arrayBuffer()), gzipped: false };
  }
  const packed = new Response(blob.stream().pipeThrough(new CompressionStream('gzip')));
  return { bytes: new Uint8Array(await packed.arrayBuffer()), gzipped: true };
}

/**
 * The text of a packed run's file.
 * @throws Error with one sentence when the bytes are damaged
 */
export async function unpackRun({ bytes, gzipped }: PackedRun): Promise<string> {
  if (!gzipped) return new TextDecoder().decode(bytes);
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  } catch {
    throw new Error('This kept run is damaged and cannot be opened; delete it from the list.');
  }
}

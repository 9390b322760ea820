/** A shard's bytes against what its manifest says. */
import type { ImageFormat } from './image-formats.ts';
import { type ImageSet, ImagesError } from './image-set.ts';
import type { Shard } from './manifest.ts';
import { readRecords } from './records.ts';
import { sha256 } from './sha256.ts';

/**
 * Images of a shard.
 * @param name of the file as people know it
 * @throws ImagesError with one clear sentence when size, hash, labels or pixels are not those of the shard
 */
export async function checkShard(
  bytes: Uint8Array<ArrayBuffer>,
  shard: Shard,
  dataset: ImageFormat,
  name = shard.file,
): Promise<ImageSet> {
  if (bytes.length !== shard.bytes) {
    const fault = bytes.length < shard.bytes ? 'it was cut off' : 'it is another file';
    throw new ImagesError(`${name} has ${bytes.length} bytes and not ${shard.bytes}: ${fault}; get it again.`);
  }
  if ((await sha256(bytes)) !== shard.sha256) {
    throw new ImagesError(`${name} was changed or damaged: its SHA-256 is not the one in the manifest; get it again.`);
  }
  // The bytes are those that the manifest was written for, but were they images?
  return readRecords(bytes, name, dataset);
}

/** Images for tests. Imported by tests only. */
import { openStream } from '../../random/stream.ts';
import { IMAGE_BYTES, type ImageFormat, recordBytes } from './image-formats.ts';
import type { ImageSet } from './image-set.ts';

/** Records of random pixels: image i has class i, in superclass i mod 20. */
export function randomRecords(format: ImageFormat, count: number, seed = 1): Uint8Array<ArrayBuffer> {
  const stream = openStream(seed, 'records');
  const stride = recordBytes(format);
  return Uint8Array.from({ length: count * stride }, (_, at) => {
    const image = Math.floor(at / stride);
    const label = image % format.classes.length;
    const position = (at % stride) - format.labelBytes;
    if (position >= 0) return stream.integer(256);
    return position === -1 ? label : label % 20;
  });
}

/** The pixels of one record. */
export function pixelsOf(records: Uint8Array, format: ImageFormat, image: number): Uint8Array {
  const start = image * recordBytes(format) + format.labelBytes;
  return records.subarray(start, start + IMAGE_BYTES);
}

/** Whether two arrays have the same bytes (far quicker than a comparison by the test runner). */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, k) => value === b[k]);
}

/** How many images each class has. */
export function countLabels(set: ImageSet): number[] {
  const counts = new Array<number>(set.format.classes.length).fill(0);
  for (const label of set.labels) counts[label]! += 1;
  return counts;
}

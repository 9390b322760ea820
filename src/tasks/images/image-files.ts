/** The official files, or any in their format, as they are dropped on the page or named on the command line. */
import { checkShard } from './check-shard.ts';
import type { ImagesByRole } from './fetch-images.ts';
import type { ImageRole } from './image-formats.ts';
import { concatenateImages, type ImageSet, ImagesError } from './image-set.ts';
import type { Manifest } from './manifest.ts';
import { readRecords } from './records.ts';

/** The part of a File that is used, so that tests and Node can give their own. */
export interface NamedFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Largest file read: more than the largest official one, CIFAR-100's train.bin of 154 MB. */
const MAX_IMAGE_FILE_BYTES = 400 * 2 ** 20;

/** The role that a file's name tells: data_batch_1.bin and train.bin, test_batch.bin and test.bin, validation.bin. */
export function roleOf(name: string): ImageRole | undefined {
  if (/^(data_batch|train)/i.test(name)) return 'train';
  if (/^val/i.test(name)) return 'validation';
  return /^test/i.test(name) ? 'test' : undefined;
}

/**
 * Images of one file.
 * @param manifest of the file's folder, if it has one: if it lists the file, size, hash and data set must be as it says
 * @throws ImagesError with one clear sentence
 */
export async function readImageFile(file: NamedFile, manifest?: Manifest): Promise<ImageSet> {
  if (file.size > MAX_IMAGE_FILE_BYTES) {
    throw new ImagesError(
      `${file.name} has ${Math.round(file.size / 2 ** 20)} MiB; the binary files of CIFAR have at most 147.`,
    );
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new ImagesError(`${file.name} cannot be read (${String(error)}); was it moved or changed?`);
  }
  const shard = manifest?.shards.find((candidate) => candidate.file === file.name);
  return manifest && shard ? checkShard(bytes, shard, manifest.dataset) : readRecords(bytes, file.name);
}

/** Names in the order of the numbers in them: data_batch_2 before data_batch_10. */
const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Reads files whose names tell what they are for; several files of a role are put together in the order of their names.
 * @throws ImagesError with one clear sentence
 */
export async function readImageFiles(files: readonly NamedFile[], manifest?: Manifest): Promise<ImagesByRole> {
  const sets: Partial<Record<ImageRole, ImageSet[]>> = {};
  for (const file of [...files].sort((a, b) => compareNames(a.name, b.name))) {
    const role = manifest?.shards.find((shard) => shard.file === file.name)?.role ?? roleOf(file.name);
    if (!role) {
      throw new ImagesError(
        `${file.name} does not say what it is for; its name must start with data_batch or train, validation, or test.`,
      );
    }
    const own = sets[role] ?? [];
    sets[role] = own;
    own.push(await readImageFile(file, manifest));
  }
  const entries = Object.entries(sets).map(([role, own]) => [role, concatenateImages(own)] as const);
  const formats = new Set(entries.map(([, set]) => set.format.title));
  if (formats.size > 1) {
    throw new ImagesError(`The files mix ${[...formats].join(' and ')}; give files of one of them.`);
  }
  return Object.fromEntries(entries);
}

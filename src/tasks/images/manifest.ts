/**
 * `manifest.json` of a folder of image shards: what each file holds, so that a file that is cut off, changed or of another
 * kind is found out before anything is learnt from it. Written by `npm run data`.
 */
import * as v from 'valibot';
import { IMAGE_FORMATS, IMAGE_ROLES, type ImageFormat, type ImageRole, recordBytes } from './image-formats.ts';
import { ImagesError } from './image-set.ts';

const MANIFEST_FORMAT = 'firefly-lab/images@1';
export const MANIFEST_FILE = 'manifest.json';

export interface Shard {
  /** Name beside the manifest: letters, digits, dots, dashes and underscores. */
  readonly file: string;
  readonly role: ImageRole;
  /** Images. */
  readonly count: number;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

export interface Manifest {
  readonly dataset: ImageFormat;
  /** Where the images came from, for people. */
  readonly source: string;
  readonly shards: readonly Shard[];
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));
const shape = v.object({
  format: v.literal(MANIFEST_FORMAT),
  dataset: v.picklist(Object.values(IMAGE_FORMATS).map(({ name }) => name)),
  source: v.pipe(v.string(), v.maxLength(1000)),
  shards: v.pipe(
    v.array(
      v.object({
        file: v.pipe(v.string(), v.maxLength(100), v.regex(/^\w[\w.-]*$/)),
        role: v.picklist(IMAGE_ROLES),
        count: whole,
        bytes: whole,
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      }),
    ),
    v.minLength(1),
    v.maxLength(1000),
  ),
});

/** The text of a manifest. */
export function writeManifest({ dataset, source, shards }: Manifest): string {
  return `${JSON.stringify({ format: MANIFEST_FORMAT, dataset: dataset.name, source, shards }, undefined, 2)}\n`;
}

/**
 * Reads a manifest.
 * @param where it is, for the sentence
 * @throws ImagesError with one clear sentence
 */
export function parseManifest(text: string, where: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ImagesError(`${where} is not JSON; write it again with "npm run data -- cifar10".`);
  }
  const read = v.safeParse(shape, value);
  if (!read.success) {
    const [issue] = read.issues;
    const at = v.getDotPath(issue);
    throw new ImagesError(
      `${where} is no list of image shards${at ? ` (see "${at}")` : ''}; write it again with "npm run data -- cifar10".`,
    );
  }
  const dataset = IMAGE_FORMATS[read.output.dataset];
  for (const { file, count, bytes } of read.output.shards) {
    if (bytes !== count * recordBytes(dataset)) {
      throw new ImagesError(
        `${where} gives ${file} ${bytes} bytes for ${count} images of ${recordBytes(dataset)} bytes; one of the numbers is wrong.`,
      );
    }
  }
  return { dataset, source: read.output.source, shards: read.output.shards };
}

/** Reads the official binary format. Whatever is wrong with a file becomes one sentence for the person who brought it. */
import { CIFAR10, CIFAR100, COARSE_CLASSES, IMAGE_BYTES, type ImageFormat, recordBytes } from './image-formats.ts';
import { type ImageSet, ImagesError } from './image-set.ts';

/** Files that people take for the binary version, by how they begin (which is with a label below 20 in the real ones). */
const FOREIGN: readonly { readonly start: readonly number[]; readonly what: string }[] = [
  { start: [0x1f, 0x8b], what: 'a packed archive; unpack it and give its .bin files' },
  { start: [0x50, 0x4b, 3, 4], what: 'a packed archive; unpack it and give its .bin files' },
  { start: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture; the binary version of CIFAR is needed' },
  { start: [0xff, 0xd8, 0xff], what: 'a JPEG picture; the binary version of CIFAR is needed' },
  { start: [0x47, 0x49, 0x46, 0x38], what: 'a GIF picture; the binary version of CIFAR is needed' },
  { start: [0x80], what: 'the Python version; the binary version is needed (.bin files)' },
  { start: [0x3c, 0x21], what: 'a web page, not images; the address it came from may be wrong' },
  { start: [0x3c, 0x68, 0x74, 0x6d, 0x6c], what: 'a web page, not images; the address it came from may be wrong' },
];

function checkNotForeign(bytes: Uint8Array, name: string): void {
  const found = FOREIGN.find(({ start }) => start.every((byte, k) => bytes[k] === byte));
  if (found) throw new ImagesError(`${name} is ${found.what}.`);
}

const grouped = (value: number) => value.toLocaleString('en');

/** What is wrong with the labels, as the end of a sentence; undefined when they could be those of the format. */
function labelFault(bytes: Uint8Array, format: ImageFormat): string | undefined {
  const stride = recordBytes(format);
  const classes = format.classes.length;
  const coarseOf = new Map<number, number>();
  for (let at = 0, image = 1; at < bytes.length; at += stride, image += 1) {
    const label = bytes[at + format.labelBytes - 1]!;
    if (label >= classes)
      return `image ${grouped(image)} has the label ${label}; those of ${format.title} are 0 to ${classes - 1}`;
    if (format.labelBytes === 1) continue;
    const coarse = bytes[at]!;
    if (coarse >= COARSE_CLASSES) {
      return `image ${grouped(image)} has the superclass ${coarse}; those of ${format.title} are 0 to ${COARSE_CLASSES - 1}`;
    }
    // Every class belongs to one superclass: a file that says otherwise was put together wrongly.
    if ((coarseOf.get(label) ?? coarse) !== coarse) {
      return `image ${grouped(image)} puts class ${label} in superclass ${coarse}, an earlier one in ${coarseOf.get(label)}`;
    }
    coarseOf.set(label, coarse);
  }
  return undefined;
}

/** The format that a file's size allows; when both are possible, the one whose labels make sense. */
function formatOf(bytes: Uint8Array, name: string): ImageFormat {
  const possible = [CIFAR10, CIFAR100].filter((format) => bytes.length % recordBytes(format) === 0);
  if (possible.length > 1) return possible.find((format) => !labelFault(bytes, format)) ?? CIFAR10;
  if (possible[0]) return possible[0];
  const [ten, hundred] = [CIFAR10, CIFAR100].map((format) => `${grouped(recordBytes(format))} (${format.title})`);
  throw new ImagesError(
    `${name} has ${grouped(bytes.length)} bytes, which is no whole number of images of ${ten} or ${hundred} bytes; it is cut off or not the binary version.`,
  );
}

function checkNotBlank(set: ImageSet, name: string): void {
  const [first] = set.pixels;
  if (set.pixels.every((value) => value === first)) {
    throw new ImagesError(`${name} holds no images: every pixel is ${first}; get the file again.`);
  }
}

/**
 * Images from the bytes of a file in the official format.
 * @param name of the file, for sentences
 * @param expected the format it must have; any of the two without it
 * @throws ImagesError with one clear sentence when the bytes do not hold such images
 */
export function readRecords(bytes: Uint8Array, name: string, expected?: ImageFormat): ImageSet {
  if (bytes.length === 0) throw new ImagesError(`${name} is empty; get the file again.`);
  checkNotForeign(bytes, name);
  const format = formatOf(bytes, name);
  if (expected && expected !== format && bytes.length % recordBytes(expected) !== 0) {
    throw new ImagesError(`${name} has images of ${format.title}; ${expected.title} is expected here.`);
  }
  const used = expected ?? format;
  const fault = labelFault(bytes, used);
  if (fault) throw new ImagesError(`${name} is mislabelled or holds no images: ${fault}.`);
  const stride = recordBytes(used);
  const count = bytes.length / stride;
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const start = i * stride + used.labelBytes;
    labels[i] = bytes[start - 1]!;
    pixels.set(bytes.subarray(start, start + IMAGE_BYTES), i * IMAGE_BYTES);
  }
  const set: ImageSet = { format: used, count, pixels, labels };
  checkNotBlank(set, name);
  return set;
}

/** Reading and writing the command line's files; whatever the file system objects to becomes one sentence. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { GivenPoints } from '../runs/recipe.ts';
import { MAX_FILE_BYTES, PointsError, parsePoints } from '../tasks/csv.ts';
import { messageOf, UsageError } from './usage-error.ts';

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a file is where a folder should be';
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'EROFS':
      return 'the file system is read-only';
    default:
      return messageOf(error);
  }
}

/**
 * The text of a file.
 * @throws UsageError when it cannot be read or is larger than `mostBytes`
 */
export function readTextFile(path: string, mostBytes = Infinity): string {
  try {
    const { size } = statSync(path);
    if (size > mostBytes) {
      const [found, most] = [size, mostBytes].map((bytes) => Math.round(bytes / 2 ** 20));
      throw new UsageError(`${path} has ${found} MiB; files up to ${most} MiB are read.`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/**
 * The bytes of a file.
 * @throws UsageError when it cannot be read
 */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/**
 * The points of a CSV file.
 * @throws UsageError when it cannot be read or does not hold points
 */
export function readPointsFile(path: string): GivenPoints {
  try {
    return { name: basename(path), ...parsePoints(readTextFile(path, MAX_FILE_BYTES)) };
  } catch (error) {
    throw error instanceof PointsError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}

/**
 * Finds out, before anything is computed, whether a file can be written, by opening it; leaves it as it was.
 * @throws UsageError when it cannot
 */
export function checkWritable(path: string): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) {
    throw new UsageError(`${path} cannot be written: there is no folder ${folder}; create it first.`);
  }
  const existed = existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
    if (!existed) unlinkSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${reasonOf(error)}.`);
  }
}

/**
 * Writes a file so that, whenever the process ends, it is there as it was before or whole.
 * @param parts of the file, one after the other
 * @throws OutputError when it cannot be written
 */
export function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const temporary = `${path}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      for (const part of parts) writeFileSync(file, part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    throw new OutputError(`${path} cannot be written: ${reasonOf(error)}.`);
  }
}

/** A result that reached nobody, with one sentence for people. */
export class OutputError extends Error {
  override name = 'OutputError';
}

/**
 * Writes JSON to a file, or to standard output when there is none; resolves when it is out.
 * @throws OutputError when standard output takes it no more
 */
export async function writeJson(value: unknown, path: string | undefined): Promise<void> {
  const text = `${JSON.stringify(value)}\n`;
  if (path !== undefined) {
    try {
      writeFileSync(path, text);
      return;
    } catch (error) {
      // It could be written before the runs began. Hours of results are not to be lost with it.
      process.stderr.write(`${path} cannot be written: ${reasonOf(error)}. The result follows on standard output.\n`);
    }
  }
  await new Promise<void>((done, fail) => {
    const refused = (error: Error) => {
      fail(new OutputError(`The result could not be written to standard output (${error.message}); use --out.`));
    };
    process.stdout.once('error', refused); // without it, a closed pipe would end the process with a stack trace
    process.stdout.write(text, (error) => (error ? refused(error) : done()));
  });
}

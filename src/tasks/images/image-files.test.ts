import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readImagePath } from '../../cli/image-paths.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { randomRecords } from './arbitrary.ts';
import { readImageFiles, roleOf } from './image-files.ts';
import { CIFAR10, CIFAR100 } from './image-formats.ts';
import { writeManifest } from './manifest.ts';
import { sha256 } from './sha256.ts';

const file = (name: string, format: typeof CIFAR10, count: number, seed = 1) =>
  new File([randomRecords(format, count, seed)], name);

describe('files dropped on the page', () => {
  it('tell by their names what they are for', () => {
    const names = [
      'data_batch_1.bin',
      'test_batch.bin',
      'train.bin',
      'test.bin',
      'validation-1.bin',
      'batches.meta.txt',
    ];
    expect(names.map(roleOf)).toEqual(['train', 'test', 'train', 'test', 'validation', undefined]);
  });

  it('are put together by role in the order of their numbers', async () => {
    const files = [
      file('data_batch_10.bin', CIFAR10, 3),
      file('test_batch.bin', CIFAR10, 2),
      file('data_batch_2.bin', CIFAR10, 1),
    ];
    const { train, test, validation } = await readImageFiles(files);
    expect([...train!.labels]).toEqual([0, 0, 1, 2]);
    expect(test!.count).toBe(2);
    expect(validation).toBeUndefined();
  });

  it('may be CIFAR-100', async () => {
    const { train, test } = await readImageFiles([file('train.bin', CIFAR100, 4), file('test.bin', CIFAR100, 3)]);
    expect([train!.format, train!.count, test!.count]).toEqual([CIFAR100, 4, 3]);
  });

  it('of unknown role or mixed data sets get a sentence', async () => {
    await expect(readImageFiles([file('holiday.bin', CIFAR10, 1)])).rejects.toThrow(
      'holiday.bin does not say what it is for; its name must start with data_batch or train, validation, or test.',
    );
    await expect(readImageFiles([file('train.bin', CIFAR10, 1), file('test.bin', CIFAR100, 1)])).rejects.toThrow(
      'The files mix CIFAR-100 and CIFAR-10; give files of one of them.',
    );
  });

  it('that are far too large or unreadable get a sentence', async () => {
    const large = { name: 'train.bin', size: 2 ** 31, arrayBuffer: async () => new ArrayBuffer(0) };
    await expect(readImageFiles([large])).rejects.toThrow(
      'train.bin has 2048 MiB; the binary files of CIFAR have at most 147.',
    );
    const gone = { name: 'train.bin', size: 3073, arrayBuffer: () => Promise.reject(new Error('NotFoundError')) };
    await expect(readImageFiles([gone])).rejects.toThrow(/^train\.bin cannot be read \(Error: NotFoundError\)/);
  });
});

describe('paths of the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);

  it('may name a file or a folder', async () => {
    write('data_batch_1.bin', randomRecords(CIFAR10, 3));
    write('data_batch_2.bin', randomRecords(CIFAR10, 2));
    write('test_batch.bin', randomRecords(CIFAR10, 1));
    write('readme.html', '<html>');
    expect((await readImagePath(folder, 'train')).count).toBe(5);
    expect((await readImagePath(folder, 'test')).count).toBe(1);
    // A file that is named has the role it is named for.
    expect((await readImagePath(join(folder, 'data_batch_2.bin'), 'test')).count).toBe(2);
  });

  it('that cannot be used get a sentence', async () => {
    const sentence = async (path: string) => {
      const error = await readImagePath(path, 'train').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UsageError);
      return (error as Error).message;
    };
    mkdirSync(join(folder, 'none'));
    write('cut.bin', randomRecords(CIFAR10, 2).slice(0, 4000));
    expect(await sentence(join(folder, 'nowhere'))).toMatch(/nowhere cannot be read: it does not exist\.$/);
    expect(await sentence(join(folder, 'none'))).toMatch(
      /none has no files of train images; name the \.bin files themselves\.$/,
    );
    expect(await sentence(join(folder, 'cut.bin'))).toMatch(
      /^cut\.bin has 4,000 bytes, which is no whole number of images/,
    );
  });

  it('obey a manifest', async () => {
    const listed = join(folder, 'listed');
    mkdirSync(listed);
    const bytes = randomRecords(CIFAR10, 4);
    const shard = { file: 'a.bin', role: 'train', count: 4, bytes: bytes.length, sha256: await sha256(bytes) } as const;
    writeFileSync(join(listed, 'manifest.json'), writeManifest({ dataset: CIFAR10, source: '', shards: [shard] }));
    await expect(readImagePath(listed, 'train')).rejects.toThrow(
      'a.bin is in the manifest but does not exist; get it again.',
    );
    writeFileSync(join(listed, 'a.bin'), bytes);
    expect((await readImagePath(listed, 'train')).count).toBe(4);
    // A file that the manifest does not list is read by itself.
    writeFileSync(join(listed, 'b.bin'), randomRecords(CIFAR10, 2));
    expect((await readImagePath(join(listed, 'b.bin'), 'train')).count).toBe(2);
    await expect(readImagePath(listed, 'test')).rejects.toThrow('has no files of test images');
    bytes[9]! ^= 1;
    writeFileSync(join(listed, 'a.bin'), bytes);
    await expect(readImagePath(listed, 'train')).rejects.toThrow(/listed: a\.bin was changed or damaged/);
  });
});

/** `images` as its user meets it: a process, stopped and killed and gone on with. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { restoreExperiment } from '../experiments/experiment-result.ts';
import type { ImageExperimentResult } from '../experiments/image-experiment-result.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const IMAGES = fileURLToPath(new URL('../../public/cifar10/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'firefly-lab-images-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const start = (...args: string[]) => spawn(process.execPath, ['--import', 'tsx', MAIN, 'images', ...args]);

function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdout.resume();
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

const cli = (...args: string[]) => ended(start(...args));
const TINY = ['--preset', 'tiny', '--method', 'net2net', '--seeds', '0,1'];

/** Without times. */
function numbersOf(name: string) {
  const { seconds: _, results, ...rest } = JSON.parse(readFileSync(path(name), 'utf8')) as ImageExperimentResult;
  return { ...rest, results: results.map(({ trainSeconds: _t, growSeconds: _g, ...numbers }) => numbers) };
}

/** Resolves when a file is there. */
async function appears(name: string): Promise<void> {
  while (!existsSync(path(name))) await new Promise((done) => setTimeout(done, 2));
}

const whole = cli(...TINY, '--out', path('whole.json'));

describe('images', () => {
  it('writes a result per seed with one entry per phase, tells how it goes, and leaves no checkpoint', async () => {
    const { code, stderr } = await whole;
    expect(stderr).toMatch(/^net2net 1, phase 2: 43 channels, \d+ parameters; training loss \d\.\d{3}, validation/m);
    expect(stderr).toMatch(/100% 2\/2 runs/);
    expect(code).toBe(0);
    const { format, engine, networkSteps, recipe, results } = numbersOf('whole.json');
    expect([format, engine, networkSteps]).toEqual(['firefly-lab/experiment@1', 'wasm', 2 * 8 * 10]);
    expect(recipe).toMatchObject({ experiment: 'images', preset: 'tiny', methods: ['net2net'], seeds: [0, 1] });
    expect(results.map(({ seed }) => seed)).toEqual([0, 1]);
    for (const { widths, parameters, testAccuracy, trainLoss } of results) {
      expect(widths).toEqual([Array(8).fill(4), [6, 6, 6, 5, 5, 5, 5, 5]]);
      for (const values of [parameters, testAccuracy, trainLoss]) expect(values.length).toBe(2);
    }
    expect(() => restoreExperiment(readFileSync(path('whole.json'), 'utf8'), 'whole.json')).toThrow(/runs on images/);
    expect(readdirSync(folder).filter((name) => name.startsWith('whole'))).toEqual(['whole.json']);
  });

  it('goes on after kill -9 and after Ctrl-C, and comes to the same numbers', async () => {
    await whole;
    const killed = start(...TINY, '--out', path('killed.json'));
    await appears('killed.json.checkpoint');
    killed.kill('SIGKILL');
    await ended(killed);
    expect(existsSync(path('killed.json'))).toBe(false);

    const again = await cli(...TINY, '--out', path('killed.json'));
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringMatching(/^\S+ is there from a run that was stopped; .+\n$/),
    ]);
    const other = await cli('--method', 'firefly', '--resume', path('killed.json.checkpoint'));
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/--method net2net, not firefly; .+\n$/)]);

    // The result goes beside the checkpoint, without its suffix.
    const args = ['--resume', path('killed.json.checkpoint')];
    const stopped = start(...args);
    const end = ended(stopped);
    stopped.stderr.once('data', () => stopped.kill('SIGINT'));
    const { code, stderr } = await end;
    if (code !== 0) {
      expect(code).toBe(130);
      expect(stderr).toMatch(/Stopped; \d of 2 runs are finished and written to .+; go on with --resume .+\.\n$/);
      const rest = await cli(...args);
      expect([rest.code, rest.stderr]).toEqual([0, expect.stringMatching(/The result goes to \S+killed\.json\.\n/)]);
    }
    expect(numbersOf('killed.json').results).toEqual(numbersOf('whole.json').results);
    expect(existsSync(path('killed.json.checkpoint'))).toBe(false);
  });
});

describe('images by two threads', () => {
  const shared = ['--preset', 'tiny', '--method', 'net2net', '--threads', '2'];

  it('come to the same bytes after kill -9, which differ from those of one thread, and the result says so', async () => {
    const two = cli(...shared, '--out', path('two.json'));
    const killed = start(...shared, '--out', path('pair.json'));
    await appears('pair.json.checkpoint');
    killed.kill('SIGKILL');
    await ended(killed);
    const { code, stderr } = await cli('--resume', path('pair.json.checkpoint'), '--out', path('pair.json'));
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('round differently')]);
    expect((await two).code).toBe(0);
    expect(numbersOf('pair.json')).toEqual(numbersOf('two.json'));
    expect(numbersOf('two.json').engine).toBe('wasm, 2 threads');
    await whole;
    const [one, other] = [numbersOf('whole.json'), numbersOf('two.json')].map(({ results }) => results[0]!.epochLosses);
    expect(other).not.toEqual(one);
    expect(other![0]![0]!).toBeCloseTo(one![0]![0]!, 3);
  });

  it('stop by Ctrl-C, and one thread goes on where two were, which is said', async () => {
    const stopped = start(...shared, '--out', path('mixed.json'));
    const end = ended(stopped);
    await appears('mixed.json.checkpoint');
    stopped.kill('SIGINT');
    expect((await end).code).toBe(130);
    const args = ['--resume', path('mixed.json.checkpoint'), '--threads', '1', '--out', path('mixed.json')];
    const { code, stderr } = await cli(...args);
    expect(stderr).toMatch(/computed by two threads so far, and from here on by one thread, which round differently/);
    expect(code).toBe(0);
    expect(numbersOf('mixed.json').engine).toBe('wasm, 1 and 2 threads');
  });
});

describe('images of several seeds', () => {
  it('run side by side to the same numbers, with settings of their own, and are merged', async () => {
    const changed = ['--preset', 'tiny', '--method', 'net2net', '--epochs', '1', '--growth', '0.5', '--phases', '2'];
    const both = await cli(...changed, '--seeds', '0,1', '--workers', '2', '--out', path('both.json'));
    expect([both.code, both.stderr]).toEqual([0, expect.stringMatching(/net2net 1, phase 2: 48 channels/)]);
    for (const seed of ['0', '1']) {
      expect((await cli(...changed, '--seeds', seed, '--out', path(`seed${seed}.json`))).code).toBe(0);
    }
    const merge = (...names: string[]) =>
      ended(spawn(process.execPath, ['--import', 'tsx', MAIN, 'merge', ...names.map(path), '--out', path('all.json')]));
    expect(await merge('seed0.json', 'seed1.json')).toEqual({ code: 0, stderr: '' });
    expect(numbersOf('all.json')).toEqual(numbersOf('both.json'));
    expect(numbersOf('all.json').recipe.changes).toEqual({ epochs: 1, growth: 0.5, phases: 2 });
    await whole;
    const mixed = await merge('whole.json', 'seed1.json');
    expect(mixed.stderr).toMatch(
      /whole\.json and \S+seed1\.json cannot be merged: epochs is 4 in the first and 1 in the second; compute one of them anew .+\.\n$/,
    );
    const { settings, ...older } = JSON.parse(readFileSync(path('seed1.json'), 'utf8')) as ImageExperimentResult;
    expect(settings).toMatchObject({ epochs: 1, growth: 0.5, phases: 2, scoreBatches: 2 });
    writeFileSync(path('older.json'), JSON.stringify(older));
    const { code, stderr } = await merge('seed0.json', 'older.json');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^An older version wrote \S+older\.json without the sett/),
    ]);
    expect(numbersOf('all.json').settings).toBeUndefined();
    expect((await merge('seed0.json', 'both.json')).stderr).toMatch(/both hold net2net with seed 0\.\n$/);
    writeFileSync(
      path('toy.json'),
      JSON.stringify({ format: 'firefly-lab/experiment@1', recipe: { experiment: 'toy' } }),
    );
    expect((await merge('toy.json', 'both.json')).stderr).toMatch(/only the first holds runs on images\.\n$/);
  });
});

describe('images refuses with one sentence', () => {
  writeFileSync(path('broken.checkpoint'), '{"format": ');
  writeFileSync(path('toy.checkpoint'), '{"format": "firefly-lab/experiment@1"}');
  writeFileSync(path('test.bin'), 'no images');
  const firefly = ['--method', 'firefly'];
  it.each([
    ['no method', [], /needs --method, one of firefly, firefly-split, /],
    ['an unknown method', ['--method', 'magic'], /no method "magic" for images; there are firefly/],
    ['an unknown preset', [...firefly, '--preset', 'huge'], /no preset "huge"; there are pocket, /],
    [
      'a method that cannot grow so',
      ['--method', 'autogrow'],
      /"pocket" grows networks wider, which .+ \(pocket-depth, /,
    ],
    [
      'a setting out of range',
      [...firefly, '--epochs', '0'],
      /--epochs must be a whole number from 1 to 1000, not "0"/,
    ],
    [
      'a setting that is no number',
      [...firefly, '--growth', '0x1'],
      /--growth must be a number from 0 to 1, not "0x1"/,
    ],
    [
      'a graphics card for two seeds',
      [...firefly, '--engine', 'webgpu', '--workers', '2'],
      /--workers is for the proc/,
    ],
    ['three threads', [...firefly, '--threads', '3'], /--threads must be 1 or 2, not "3"\.\n$/],
    ['two threads on a graphics card', [...firefly, '--engine', 'webgpu', '--threads', '2'], /--threads 2 is for the/],
    ['--train alone', [...firefly, '--train', IMAGES], /--train and --test belong together/],
    ['images that are not there', [...firefly, '--train', path('x'), '--test', IMAGES], /does not exist/],
    ['a file that holds no images', [...firefly, '--train', IMAGES, '--test', path('test.bin')], /test\.bin/],
    ['a checkpoint that is not there', ['--resume', path('y')], /y cannot be read: it does not exist/],
    ['a checkpoint that is cut off', ['--resume', path('broken.checkpoint')], /does not begin with a line of JSON/],
    ['another file as a checkpoint', ['--resume', path('toy.checkpoint')], /is not a checkpoint .+ "format"/],
    ['a folder that is not there', [...firefly, '--out', path('no/a.json')], /there is no folder/],
  ] as const)('%s', async (_, args, sentence) => {
    const { code, stderr } = await cli(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(code).toBe(2);
  });
});

/** `images` as its user meets it: a process, stopped and killed and gone on with. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { restoreExperiment } from '../experiments/experiment-result.ts';
import type { imageExperimentResult } from '../experiments/image-experiment.ts';

type Result = ReturnType<typeof imageExperimentResult>;

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
  const { seconds: _, results, ...rest } = JSON.parse(readFileSync(path(name), 'utf8')) as Result;
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
    expect(recipe).toMatchObject({ experiment: 'images', preset: 'tiny', method: 'net2net', seeds: [0, 1] });
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

    const args = ['--resume', path('killed.json.checkpoint'), '--out', path('killed.json')];
    const stopped = start(...args);
    const end = ended(stopped);
    stopped.stderr.once('data', () => stopped.kill('SIGINT'));
    const { code, stderr } = await end;
    if (code !== 0) {
      expect(code).toBe(130);
      expect(stderr).toMatch(/Stopped; \d of 2 runs are finished and written to .+; go on with --resume .+\.\n$/);
      expect((await cli(...args)).code).toBe(0);
    }
    expect(numbersOf('killed.json').results).toEqual(numbersOf('whole.json').results);
    expect(existsSync(path('killed.json.checkpoint'))).toBe(false);
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
    ['--train alone', [...firefly, '--train', IMAGES], /--train and --test belong together/],
    ['images that are not there', [...firefly, '--train', path('x'), '--test', IMAGES], /does not exist/],
    ['a file that holds no images', [...firefly, '--train', IMAGES, '--test', path('test.bin')], /test\.bin/],
    ['a checkpoint that is not there', ['--resume', path('y')], /y cannot be read: it does not exist/],
    ['a checkpoint that is cut off', ['--resume', path('broken.checkpoint')], /is not JSON/],
    ['another file as a checkpoint', ['--resume', path('toy.checkpoint')], /is not a checkpoint .+ "format"/],
    ['a folder that is not there', [...firefly, '--out', path('no/a.json')], /there is no folder/],
  ] as const)('%s', async (_, args, sentence) => {
    const { code, stderr } = await cli(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(code).toBe(2);
  });
});

/** The command line as its user meets it: a process with arguments, files, two outputs and an exit code. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type ExperimentResult, restoreExperiment } from '../experiments/experiment-result.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TINY = ['--methods', 'firefly-split,firefly', '--seeds', '0,1', '--max-neurons', '3', '--points', '50'];
const TOY = ['toy', ...TINY, '--steps', '30'];

const folder = mkdtempSync(join(tmpdir(), 'firefly-lab-cli-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...args]);
}

function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const cli = (...args: string[]) => ended(start(...args));

/** What must not depend on how the runs were scheduled: everything but the times. */
function numbersOf({ recipe, engine, networkSteps, results }: ExperimentResult) {
  return { recipe, engine, networkSteps, results: results.map(({ seconds: _, ...numbers }) => numbers) };
}

function resultFile(name: string): ExperimentResult {
  return restoreExperiment(readFileSync(path(name), 'utf8'), name);
}

/** Both methods on both seeds, computed once for all tests. */
const whole = cli(...TOY, '--workers', '1');
const wholeResult = async () => restoreExperiment((await whole).stdout, 'standard output');

describe('toy', () => {
  it('writes one result per method and seed, in the order asked for, and progress beside it', async () => {
    const { code, stderr } = await whole;
    const { results, networkSteps, seconds, engine, recipe } = await wholeResult();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\[#{24}\] 100% 4\/4 runs · \d+ network-steps\/s · [\d:]+\n$/m);
    expect(results.map(({ method, seed }) => `${method} ${seed}`)).toEqual([
      'firefly-split 0',
      'firefly-split 1',
      'firefly 0',
      'firefly 1',
    ]);
    for (const { neurons, loss } of results) {
      expect(neurons).toEqual([1, 2, 3].slice(0, neurons.length));
      expect(loss.at(-1)).toBeLessThan(loss[0]!);
    }
    expect(networkSteps).toBe(30 * results.reduce((sum, { neurons }) => sum + neurons.length, 0));
    expect([engine, recipe.points, recipe.stepsPerPhase, recipe.maxNeurons]).toEqual(['cpu', 50, 30, 3]);
    expect(seconds).toBeGreaterThan(0);
  });

  it('gives the same numbers in two threads, and writes them to --out', async () => {
    const { code, stdout } = await cli(...TOY, '--workers', '2', '--out', path('two.json'));
    expect([code, stdout]).toEqual([0, '']);
    expect(numbersOf(resultFile('two.json'))).toEqual(numbersOf(await wholeResult()));
  });

  it('computes shards that merge to the whole', async () => {
    const parts = ['1/2', '2/2'].map((shard, k) => cli(...TOY, '--shard', shard, '--out', path(`part${k}.json`)));
    expect((await Promise.all(parts)).map(({ code }) => code)).toEqual([0, 0]);
    expect(resultFile('part0.json').results).toHaveLength(2);
    const merge = await cli('merge', path('part1.json'), path('part0.json'), '--out', path('all.json'));
    expect(merge).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(numbersOf(resultFile('all.json'))).toEqual(numbersOf(await wholeResult()));

    const twice = await cli('merge', path('part0.json'), path('all.json'));
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(twice.stderr).toMatch(/^.* cannot be merged: both hold firefly-split with seed 0\.\n$/);
  });

  it('computes with --resume only what a result lacks, to the same numbers', async () => {
    await cli(...TOY, '--seeds', '1', '--out', path('one.json'));
    const had = resultFile('one.json').results;
    const { code } = await cli(...TOY, '--resume', path('one.json'), '--out', path('one.json'));
    const whole = resultFile('one.json');
    expect(code).toBe(0);
    expect(numbersOf(whole)).toEqual(numbersOf(await wholeResult()));
    for (const run of had) expect(whole.results).toContainEqual(run);

    const other = await cli(...TOY, '--fresh', '2', '--resume', path('one.json'));
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(
      /^.*one\.json and what is asked for cannot be merged: .* differ in "freshCandidates"\.\n$/,
    );
  });

  it('learns the points of --data, and keeps them in the recipe', async () => {
    const x = Array.from({ length: 40 }, (_, k) => k / 4 - 5);
    writeFileSync(path('sine.csv'), ['x;label;Y', ...x.map((value) => `${value};a;${Math.sin(value)}`)].join('\r\n'));
    const { code, stdout } = await cli(...TOY, '--data', path('sine.csv'));
    const { recipe, results } = restoreExperiment(stdout, 'standard output');
    expect(code).toBe(0);
    expect(recipe).toMatchObject({ points: 40, given: { name: 'sine.csv', x, y: x.map(Math.sin) } });
    expect(results.map(({ loss }) => loss)).not.toEqual((await wholeResult()).results.map(({ loss }) => loss));
  });

  it('goes on when nobody reads its progress, and says when nobody reads its result', async () => {
    // Long enough for progress to be written, and refused, while it computes.
    const long = ['toy', ...TINY, '--points', '20000', '--steps', '2500', '--workers', '1'];
    const unwatched = start(...long, '--out', path('unwatched.json'));
    unwatched.stderr.destroy();
    expect((await ended(unwatched)).code).toBe(0);
    expect(resultFile('unwatched.json').results).toHaveLength(4);

    const unread = start(...TOY);
    unread.stdout.destroy();
    const { code, stderr } = await ended(unread);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nThe result could not be written to standard output \(.*\); use --out\.\n$/);
  });

  it('stopped by Ctrl-C writes what is finished', async () => {
    const args = ['toy', ...TINY, '--seeds', '0..999', '--steps', '3000', '--workers', '1', '--out', path('part.json')];
    const child = start(...args);
    // Plain lines of progress come a second apart: the first with a finished run is the moment.
    const hit = (text: Buffer) => {
      if (!/ [1-9]\d*\/2000 runs/.test(String(text))) return;
      child.stderr.off('data', hit);
      child.kill('SIGINT');
    };
    child.stderr.on('data', hit);
    const { code, stderr } = await ended(child);
    expect(code).toBe(130);
    const { recipe, results } = resultFile('part.json');
    expect(stderr).toContain(`Stopped; ${results.length} of 2000 runs are finished and written to`);
    expect(results.length).toBeGreaterThan(0);
    expect(results.length).toBeLessThan(2000);
    expect(recipe.seeds).toHaveLength(1000);
    expect(stderr).toMatch(/; the same command with --resume .*part\.json computes the rest\.\n$/);
  });
});

/** Each with one sentence on standard error, nothing on standard output, and code 2. */
const REFUSALS: readonly (readonly [name: string, args: readonly string[], sentence: RegExp])[] = [
  ['no command', [], /^Say what to run: "toy", "images" or "merge"; --help shows how\.$/],
  ['an unknown option', [...TOY, '--colour', 'red'], /^There is no option --colour; see --help\.$/],
  ['an unknown method', ['toy', '--methods', 'magic'], /^There is no method "magic"; there are firefly, .*\.$/],
  ['a number out of range', ['toy', '--steps', '0'], /^--steps: Steps per phase goes from 1 to 20000, not 0\.$/],
  ['what is not a number', ['toy', '--fresh', 'few'], /^--fresh: Fresh candidates must be a number, not "few"\.$/],
  [
    'a folder that does not exist',
    [...TOY, '--out', path('no/a.json')],
    /^.*: there is no folder .*; create it first\.$/,
  ],
  ['a folder as --out', [...TOY, '--out', folder], /^.* cannot be written: it is a folder\.$/],
  ['points that are missing', [...TOY, '--data', path('no.csv')], /^.*no\.csv cannot be read: it does not exist\.$/],
  ['points that are not numbers', [...TOY, '--data', path('bad.csv')], /^.*bad\.csv: In line 3, y is "high"; .*\.$/],
  [
    'a foreign file',
    ['merge', path('bad.csv'), path('bad.csv')],
    /^.*bad\.csv is not the result of an experiment: .*\.$/,
  ],
];

describe('refusing', () => {
  writeFileSync(path('bad.csv'), 'x,y\n1,2\n2,high\n');

  it.each(REFUSALS)('%s', async (_name, args, sentence) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr.split('\n')).toEqual([expect.stringMatching(sentence), '']);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('leaves no file behind', () => {
    for (const name of ['no', 'no/a.json', 'no.csv']) expect(existsSync(path(name))).toBe(false);
  });
});

it('--help goes to standard output', async () => {
  const { code, stdout, stderr } = await cli('toy', '--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('npm run experiment -- toy');
});

import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../methods/registry.ts';
import { DEFAULT_RECIPE } from '../runs/recipe.ts';
import { SETTING_OPTIONS } from '../runs/setting-options.ts';
import { SETTINGS } from '../runs/settings.ts';
import { readSeeds } from './arguments.ts';
import { helpText } from './help.ts';
import { readCommand, type ToyCommand } from './options.ts';
import { UsageError } from './usage-error.ts';

const ids = METHODS.map(({ id }) => id);

function toy(...args: string[]): ToyCommand {
  const command = readCommand(['toy', ...args]);
  if (command.kind !== 'toy') throw new Error(`This is ${command.kind}.`);
  return command;
}

/** The sentence with which arguments are refused. */
function refusal(...args: string[]): string {
  try {
    readCommand(args);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  throw new Error('The arguments were accepted.');
}

describe('toy', () => {
  it('without options is every method on seeds 0 to 19 with the default settings', () => {
    const { method: _, seed: _seed, engine: _engine, ...settings } = DEFAULT_RECIPE;
    const seeds = Array.from({ length: 20 }, (_value, seed) => seed);
    expect(toy()).toEqual({
      kind: 'toy',
      experiment: { ...settings, experiment: 'toy', methods: ids, seeds },
      data: undefined,
      engine: 'cpu',
      workers: availableParallelism(),
      shard: { part: 1, parts: 1 },
      resume: undefined,
      out: undefined,
    });
  });

  it('takes a value for every setting of its table, and help describes each', () => {
    const help = helpText();
    for (const [option, key] of Object.entries(SETTING_OPTIONS)) {
      const setting = SETTINGS[key];
      const value = setting.kind === 'number' ? setting.max : setting.options.at(-1)!.value;
      expect(toy(`--${option}`, String(value)).experiment[key]).toBe(value);
      expect(help).toContain(`--${option} `);
    }
    for (const id of ids) expect(help).toContain(id);
  });

  it('reads the other options', () => {
    const command = toy('--data', 'a.csv', '--engine=webgpu', '--workers', '3', '--shard', '2/5', '--out', 'b.json');
    expect(command).toMatchObject({ data: 'a.csv', engine: 'webgpu', workers: 3, out: 'b.json' });
    expect(command.shard).toEqual({ part: 2, parts: 5 });
  });

  it('reads the changes of a branch, for one run only', () => {
    const one = ['--methods', 'firefly', '--seeds', '4'];
    expect(toy(...one, '--changes', '3_fresh-1*5_stepSize.0.1').experiment.changes).toEqual([
      { phase: 3, keep: ['fresh 1'] },
      { phase: 5, settings: { stepSize: 0.1 } },
    ]);
    expect(refusal('toy', '--changes', '3_fresh-1')).toContain('belongs to one run');
    expect(refusal('toy', ...one, '--changes', 'nonsense')).toMatch(
      /^--changes: A change of this branch names no phase/,
    );
    expect(refusal('toy', ...one, '--changes', '')).toContain('must look like');
  });

  it('keeps the order of methods and seeds and counts each once', () => {
    const { experiment } = toy('--methods', [...ids].reverse().concat(ids[0]!).join(', '), '--seeds', '7,3,5..7');
    expect([experiment.methods, experiment.seeds]).toEqual([[...ids].reverse(), [7, 3, 5, 6]]);
  });

  it.each([
    [['--steps', '0'], '--steps: Steps per phase goes from 1 to 20000, not 0.'],
    [['--steps', '-5'], '--steps: Steps per phase goes from 1 to 20000, not -5.'],
    [['--seeds', '1', '--steps', '-5'], '--steps: Steps per phase goes from 1 to 20000, not -5.'],
    [['--steps', '2.5'], '--steps: Steps per phase is a whole number, not 2.5.'],
    [['--step-size', 'big;'], '--step-size: Step size must be a number, not "big;".'],
    [
      ['--score-rule', 'best'],
      '--score-rule: Score rule cannot be "best" (it is one of integral, leave-one-out, end-point).',
    ],
    [['--seeds', '5..2'], '--seeds 5..2 ends before it begins; write 2..5.'],
    [['--seeds', 'all'], '--seeds must look like 0..19 or 0,3,7 or 5, not "all".'],
    [['--seeds', '1..2..3'], '--seeds must look like 0..19 or 0,3,7 or 5, not "1..2..3".'],
    [['--seeds', ''], '--seeds must look like 0..19 or 0,3,7 or 5, not "".'],
    [['--seeds', '0..4294967295'], '--seeds asks for more than 10000 seeds; use fewer.'],
    [['--seeds', '4294967296'], '--seeds: Seed goes from 0 to 4294967295, not 4294967296.'],
    [['--seeds', '-1'], '--seeds: Seed goes from 0 to 4294967295, not -1.'],
    [['--engine', 'auto'], '--engine cannot be "auto"; it is one of cpu, webgpu.'],
    [['--workers', '0'], '--workers must be a whole number from 1 to 256, not "0".'],
    [['--workers', 'many'], '--workers must be a whole number from 1 to 256, not "many".'],
    [['--shard', '0/2'], '--shard must be i/n with i from 1 to n, for example 1/4, not "0/2".'],
    [['--shard', '3/2'], '--shard must be i/n with i from 1 to n, for example 1/4, not "3/2".'],
    [['--shard', 'half'], '--shard must be i/n with i from 1 to n, for example 1/4, not "half".'],
    [['--out', ''], '--out needs the name of a file.'],
    [['--colour', 'red'], 'There is no option --colour; see --help.'],
    [['-x'], 'There is no option -x; see --help.'],
    [['--steps'], '--steps needs a value.'],
    [['--steps', '--fresh', '3'], '--steps needs a value.'],
    [['--help=yes'], '--help takes no value.'],
    [['points.csv'], '"points.csv" is not an option; see --help.'],
  ])('refuses %j', (args, sentence) => {
    expect(refusal('toy', ...args)).toBe(sentence);
  });

  it('names the methods that exist when one does not', () => {
    expect(refusal('toy', '--methods', 'firefly,fireflies')).toBe(
      `There is no method "fireflies"; there are ${ids.join(', ')}.`,
    );
    expect(refusal('toy', '--methods', '')).toContain(ids.join(', '));
  });
});

describe('other commands', () => {
  it('merge takes at least two files', () => {
    expect(readCommand(['merge', 'a', 'b', '--out', 'c'])).toEqual({ kind: 'merge', files: ['a', 'b'], out: 'c' });
    expect(refusal('merge', 'a')).toBe('merge needs at least two result files.');
    expect(refusal('merge', 'a', 'b', '--seeds', '1')).toBe('There is no option --seeds; see --help.');
  });

  it('help is there everywhere, and nothing else is', () => {
    for (const args of [['--help'], ['-h'], ['help'], ['toy', '--help'], ['merge', '--help']]) {
      expect(readCommand(args)).toEqual({ kind: 'help' });
    }
    expect(refusal()).toBe('Say what to run: "toy", "images" or "merge"; --help shows how.');
    expect(refusal('tiny')).toBe('There is no experiment "tiny"; there are "toy", "images" and "merge", and --help.');
  });

  it('never answer with anything but a command or one sentence', () => {
    const word = fc.constantFrom(
      'toy',
      'merge',
      '--seeds',
      '--steps',
      '--out',
      '--',
      '-',
      '-1',
      '=',
      '0..',
      '..',
      '1/2',
      '--shard',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 5 }), (args) => {
        try {
          expect(readCommand(args).kind).toMatch(/toy|merge|help/);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('seeds', () => {
  it('are those of a range, ends included', () => {
    fc.assert(
      fc.property(fc.nat(4_294_960_000), fc.nat(50), (first, more) => {
        expect(readSeeds(`${first}..${first + more}`)).toEqual(Array.from({ length: more + 1 }, (_, k) => first + k));
      }),
    );
  });
});

/** Ten thousand damaged links and ten thousand damaged files: each gives something usable, or one sentence. */
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../link/address.ts';
import { openStream, type RandomStream } from '../random/stream.ts';
import { recordRun, SMALL_RECIPE } from './arbitrary.ts';
import { expectUsable } from './expect-usable.ts';
import { RunFileError, runFile } from './file.ts';
import { DEFAULT_RECIPE } from './recipe.ts';
import { type RestoredRun, restoreRun } from './restore-run.ts';
import { SETTING_KEYS } from './settings.ts';

const COUNT = 10_000;

/** What damages a text: signs that mean something to one reader or another. */
const PIECES = [
  ...'0123456789-+.eE"\'\\,:;&=#?%/_*{}[]() \n\t',
  ...['%00', '%E0%A4%A', '1e999', '-1', 'NaN', 'null', '__proto__', 'constructor', '\u0000', '\uD800', '🐛', '９'],
  ...['"kind":"end"', '[]', '{}', 'changes=', 'phase=', 'at=', 'fresh-1', '1e308', '9007199254740993', 'true'],
];

const pick = <T>(stream: RandomStream, from: readonly T[]): T => from[Math.floor(stream.uniform() * from.length)]!;

/** Changes a text in one to four places: characters replaced, left out, doubled, moved; pieces put in. */
function mutate(text: string, stream: RandomStream): string {
  let result = text;
  for (let k = Math.floor(stream.uniform() * 4); k >= 0; k -= 1) {
    const at = Math.floor(stream.uniform() * (result.length + 1));
    const length = Math.floor(stream.uniform() ** 3 * 20);
    const [before, middle, after] = [result.slice(0, at), result.slice(at, at + length), result.slice(at + length)];
    const change = Math.floor(stream.uniform() * 5);
    if (change === 0) result = before + pick(stream, PIECES) + after;
    else if (change === 1) result = before + after;
    else if (change === 2) result = before + middle + middle + after;
    else if (change === 3) result = middle + before + after;
    else result = before + pick(stream, PIECES) + middle + after;
  }
  return result;
}

describe(`${COUNT} mutated links`, () => {
  it('never throw, and give a recipe that can be written again, and short sentences', () => {
    const stream = openStream(1, 'mutated-links');
    const recipe = {
      ...DEFAULT_RECIPE,
      seed: 3,
      stepSize: 0.1,
      method: 'splitting',
      changes: [
        { phase: 3, keep: ['fresh 1', 'split 2'] },
        { phase: 5, settings: { stepSize: 0.2 } },
      ],
    };
    const links = [
      writeAddress({ page: 'toy', recipe, phase: 4, embed: true }),
      writeAddress({ page: 'figures', recipe: DEFAULT_RECIPE, at: 2133.34, embed: false }),
      `#/toy?${SETTING_KEYS.map((key) => `${key}=${DEFAULT_RECIPE[key]}`).join('&')}`,
    ];
    const pages = ['toy', 'figures'];
    let changed = 0;
    for (let k = 0; k < COUNT; k += 1) {
      const link = mutate(links[k % links.length]!, stream);
      const { problems, ...found } = readAddress(link, pages);
      if (problems.length > 0) changed += 1;
      const again = readAddress(writeAddress(found), pages);
      if (
        again.problems.length > 0 ||
        JSON.stringify({ ...again, problems: 0 }) !== JSON.stringify({ ...found, problems: 0 })
      ) {
        expect({ link, again }).toEqual({ link, again: { ...found, problems: [] } });
      }
      const { phase = 1, at = 0 } = found;
      if (!(phase >= 1 && phase <= 1000 && at >= 0 && at <= 1e6)) expect({ link, phase, at }).toBe('a place in a run');
      for (const problem of problems) {
        if (problem.length >= 400 || !problem.endsWith('.')) expect({ link, problem }).toBe('one short sentence');
      }
    }
    expect(changed).toBeGreaterThan(COUNT / 10);
    expect(changed).toBeLessThan(COUNT);
  });
});

describe(`${COUNT} mutated files`, () => {
  it('give a run in order, or one sentence, and nothing else', async () => {
    const stream = openStream(1, 'mutated-files');
    const events = await recordRun({
      ...SMALL_RECIPE,
      stepsPerPhase: 2,
      directionSteps: 1,
      freshCandidates: 1,
      maxNeurons: 2,
    });
    const given = { name: 'mine.csv', x: [-4, -1, 0, 3], y: [1, 2, 4, 1] };
    const text = JSON.stringify(runFile({ ...SMALL_RECIPE, given }, 'cpu', events));
    const seen = { run: 0, sentence: 0 };
    for (let k = 0; k < COUNT; k += 1) {
      const damaged = mutate(text, stream);
      let run: RestoredRun | undefined;
      try {
        run = restoreRun(damaged);
      } catch (error) {
        seen.sentence += 1;
        const sentence = error instanceof RunFileError ? error.message : '';
        if (!/^This (is not a run file|run file is damaged): [^\n]{1,200}\.$/.test(sentence)) {
          expect({ damaged, error: String(error) }).toBe('one sentence');
        }
      }
      if (run) {
        seen.run += 1;
        expectUsable(run);
      }
    }
    expect(seen.run + seen.sentence).toBe(COUNT);
    expect(Math.min(seen.run, seen.sentence)).toBeGreaterThan(COUNT / 50);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHOD_CATALOGUE } from '../methods/catalogue.ts';
import { SIGNED_FORMS } from '../networks/split-forms.ts';
import { arbitraryRecipe, recordRun, SMALL_RECIPE } from './arbitrary.ts';
import { expectUsable } from './expect-usable.ts';
import { RUN_FORMAT, RunFileError, runFile } from './file.ts';
import { resumePoint } from './positions.ts';
import { DEFAULT_RECIPE } from './recipe.ts';
import { type RestoredRun, restoreRun } from './restore-run.ts';

const events = await recordRun({ ...SMALL_RECIPE, neuronBudget: 2 });
const saved = JSON.stringify(runFile(SMALL_RECIPE, 'plain', events));
const POINTS = { name: 'mine.csv', x: [-4, -1, 0, 3], y: [1, 2, 4, 1] };

/** Restores a text that may be damaged: a usable run, or one short sentence. */
function expectRunOrSentence(text: string): 'run' | 'sentence' {
  let run: RestoredRun;
  try {
    run = restoreRun(text);
  } catch (error) {
    expect(error).toBeInstanceOf(RunFileError);
    expect((error as RunFileError).message).toMatch(/^This (is not a run file|run file is damaged): [^\n]{1,200}\.$/);
    return 'sentence';
  }
  expectUsable(run);
  return 'run';
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Changes the place that `path` leads to: at each level it picks one of the keys. */
function damage(
  root: Json,
  path: readonly number[],
  change: (holder: Record<string, Json>, key: string) => void,
): Json {
  const copy = structuredClone(root);
  let holder = copy as Record<string, Json>;
  for (const [depth, choice] of path.entries()) {
    const keys = Object.keys(holder);
    const key = keys[choice % keys.length]!;
    const next = holder[key]!;
    const inside = typeof next === 'object' && next !== null && Object.keys(next).length > 0;
    if (depth === path.length - 1 || !inside) {
      change(holder, key);
      break;
    }
    holder = next as Record<string, Json>;
  }
  return copy;
}

const change = fc.oneof(
  fc.constant((holder: Record<string, Json>, key: string) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }),
  fc.constant((holder: Record<string, Json>, key: string) => {
    if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]!));
    else holder[`${key}2`] = holder[key]!;
  }),
  fc
    .oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<Json>(0, -1, 1, 2, 1e308, -1e308, 0.5, 2 ** 53, null, '', [], {}, 'end', 'split 0', 'fresh 9'),
      fc.constantFrom<Json>({ toString: 1, valueOf: 1 }, { kind: 'train' }, [[[]]]),
    )
    .map((value) => (holder: Record<string, Json>, key: string) => {
      holder[key] = value as Json;
    }),
);

describe('a run file', () => {
  it('gives back the recipe, the engine, every event and every state', () => {
    const restored = restoreRun(saved);
    expect(restored).toEqual({ recipe: SMALL_RECIPE, engine: 'plain', events, problems: [] });
    expect(events.filter(({ state }) => state).length).toBeGreaterThan(5);
    expectUsable(restored);
  });

  it('gives back signed splits: candidates, copies and where they came from', async () => {
    const recipe = { ...SMALL_RECIPE, method: 'signed-splitting', neuronBudget: 2, seed: 5, maxNeurons: 7 };
    const log = await recordRun(recipe);
    const text = JSON.stringify(runFile(recipe, 'plain', log));
    for (const form of SIGNED_FORMS) expect(text).toContain(`"form":"${form}"`);
    const grown = log.flatMap((event) => (event.kind === 'apply' ? event.network.neurons : []));
    expect(grown.some(({ origin }) => origin.kind === 'split' && origin.form === 'signed triple')).toBe(true);
    expect(restoreRun(text)).toEqual({ recipe, engine: 'plain', events: log, problems: [] });
    expect(() => restoreRun(text.replaceAll('signed pair', 'signed quartet'))).toThrow(RunFileError);
  });

  it('gives back runs of every method, with what only some of them record', async () => {
    for (const { id } of METHOD_CATALOGUE) {
      const recipe = { ...SMALL_RECIPE, method: id, neuronBudget: 2 };
      const log = await recordRun(recipe);
      const text = JSON.stringify(runFile(recipe, 'plain', log));
      expect(text.includes('"pick":1')).toBe(id === 'sequential');
      expect(restoreRun(text)).toEqual({ recipe, engine: 'plain', events: log, problems: [] });
    }
  });

  it('gives back any recipe, and the points brought along', () => {
    const recipes = fc.tuple(arbitraryRecipe, fc.constantFrom(undefined, POINTS)).map(([recipe, given]) => ({
      ...recipe,
      ...(given ? { given } : {}),
    }));
    fc.assert(
      fc.property(recipes, (recipe) => {
        expect(restoreRun(JSON.stringify(runFile(recipe, 'cpu', events.slice(0, 3)))).recipe).toEqual(recipe);
      }),
      { numRuns: 50 },
    );
  });

  it('can be gone on with: its last state gives the rest of the run', async () => {
    const recipe = { ...SMALL_RECIPE, neuronBudget: 2 };
    const half = restoreRun(JSON.stringify(runFile(recipe, 'plain', events.slice(0, events.length >> 1))));
    const { state, keep } = resumePoint(half.events)!;
    const rest = await recordRun(half.recipe, state);
    expect(JSON.stringify(rest)).toBe(JSON.stringify(events.slice(keep)));
  });

  it('says what it changed in the recipe', () => {
    const file = { ...JSON.parse(saved), recipe: { ...DEFAULT_RECIPE, points: 1e9, colour: 'red' } };
    const { problems, recipe } = restoreRun(JSON.stringify(file));
    expect(problems).toHaveLength(2);
    expect(recipe.points).toBe(20_000);
  });
});

describe('a file that is not a run', () => {
  it('gives one sentence when it is not JSON or of another format', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((format) => JSON.stringify({ format })),
        ),
        (text) => {
          expect(expectRunOrSentence(text)).toBe('sentence');
        },
      ),
    );
    expect(() => restoreRun('x,y\n1,2')).toThrow('it is not JSON');
    expect(() => restoreRun('{"format":"firefly-lab/run@2"}')).toThrow('but "firefly-lab/run@2"');
    expect(expectRunOrSentence(`{"format":"${RUN_FORMAT}"}`)).toBe('sentence');
    expect(expectRunOrSentence('['.repeat(100_000))).toBe('sentence');
  });

  it('gives one sentence when it was cut off', () => {
    fc.assert(
      fc.property(fc.nat(saved.length - 1), (length) => {
        expect(expectRunOrSentence(saved.slice(0, length))).toBe('sentence');
      }),
    );
  });

  it('gives one sentence, or a run that can be shown, wherever it is damaged', () => {
    const root = JSON.parse(saved) as Json;
    const seen = { run: 0, sentence: 0 };
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 9 }), change, (path, how) => {
        seen[expectRunOrSentence(JSON.stringify(damage(root, path, how)))] += 1;
      }),
      { numRuns: 600 },
    );
    expect(Math.min(seen.run, seen.sentence)).toBeGreaterThan(20); // both happen
  });

  it('gives one sentence, or a run that can be shown, whichever character is wrong', () => {
    fc.assert(
      fc.property(fc.nat(saved.length - 1), fc.constantFrom(...'0123456789-e.,"[]{}x '), (at, character) => {
        expectRunOrSentence(saved.slice(0, at) + character + saved.slice(at + 1));
      }),
      { numRuns: 300 },
    );
  });

  it('gives one sentence when its parts do not belong together', () => {
    const index = events.findLastIndex(({ kind }) => kind === 'apply');
    type Edit = (event: Record<string, Json>, scored: Record<string, Json>[], neurons: Json[]) => void;
    const edits: Record<string, Edit> = {
      'nothing is wrong': () => {},
      'a direction is too short': (_, [first]) => (first!.direction as Json[]).pop(),
      'a split has no neuron': (_, [first]) => Object.assign(first!, { kind: 'split', neuron: 99 }),
      'two candidates have one name': (_, [first, second]) => Object.assign(first!, { key: second!.key }),
      'what was selected was not scored': (event) => Object.assign(event, { selected: ['fresh 99'] }),
      'two neurons have one id': (_event, _scored, neurons) => neurons.push(structuredClone(neurons[0]!)),
      'a phase was left out': (event) => Object.assign(event, { phase: 1 + (event.phase as number) }),
    };
    for (const [what, edit] of Object.entries(edits)) {
      const file = JSON.parse(saved);
      const event = file.events[index];
      edit(
        event,
        event.scored.map(({ candidate }: { candidate: Record<string, Json> }) => candidate),
        event.network.neurons,
      );
      expect([what, expectRunOrSentence(JSON.stringify(file))]).toEqual([
        what,
        what === 'nothing is wrong' ? 'run' : 'sentence',
      ]);
    }
  });

  it('gives one sentence when its points cannot be learnt from', () => {
    const withPoints = (given: unknown) => JSON.stringify({ ...JSON.parse(saved), recipe: { ...SMALL_RECIPE, given } });
    expect(expectRunOrSentence(withPoints(POINTS))).toBe('run');
    for (const given of [
      { ...POINTS, y: [1, 2, 3] },
      { ...POINTS, x: [1], y: [1] },
      { ...POINTS, y: [2, 2, 2, 2] },
      { ...POINTS, x: [7, 7, 7, 7] },
      { ...POINTS, x: [-1e308, 1e308, 0, 1] },
      { ...POINTS, y: ['1', 2, 3, 4] },
      'points',
      null,
    ]) {
      expect(expectRunOrSentence(withPoints(given))).toBe('sentence');
    }
  });
});

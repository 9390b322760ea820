import { describe, expect, it } from 'vitest';
import { IMAGE_METHODS } from '../../methods/images/registry.ts';
import type { ImagePhase } from '../../runs/images/image-phase.ts';
import { IMAGE_PRESETS, type ImageRecipe, methodsFor } from '../../runs/images/image-recipe.ts';
import { momentsOf, shownAt, type Trajectory } from '../../runs/images/image-timeline.ts';
import { aboutText, durationText, imageCaption, imageNews, imageStatus, noScoresText } from './image-sentences.ts';

const phase = (number: number, origins: string): ImagePhase => ({
  parameters: 1,
  multiplyAdds: 1,
  widths: [origins.split(' ').length],
  epochLosses: [2 / number, 1 / number],
  trainLoss: 1,
  validationAccuracy: 0.2,
  testAccuracy: 0.254,
  predictions: [1],
  channels: [{ group: 'conv1', origins, kernels: '', kernelSize: 0 }],
  scores: number === 1 ? [] : [{ group: 'conv1', splits: [-1, 1], fresh: [-2], keptSplits: [0], keptFresh: [0] }],
  trainSeconds: 1,
  growSeconds: 1,
});
const run: Trajectory = { finished: [phase(1, 'i i'), phase(2, 'i i f2 s2.0')], epochs: 2, phases: 2 };
const firefly: ImageRecipe = { preset: 'pocket', method: 'firefly', seed: 0 };
const shown = momentsOf(run).map((moment) => shownAt(run, moment));

describe('an image run in words', () => {
  it('has a status line for every moment', () => {
    expect(shown.map((one) => imageStatus(one, run, 'CPU'))).toEqual([
      'Phase 1 · train · epoch 0 of 2 · 2 channels · CPU',
      'Phase 1 · train · epoch 1 of 2 · 2 channels · loss 2.00 · CPU',
      'Phase 1 · train · epoch 2 of 2 · 2 channels · loss 1.00 · test 25.4\u00a0% · CPU',
      'Phase 1 · score · 2 channels · loss 1.00 · test 25.4\u00a0% · CPU',
      'Phase 1 · select · 2 channels · loss 1.00 · test 25.4\u00a0% · CPU',
      'Phase 2 · train · epoch 0 of 2 · 4 channels · loss 1.00 · CPU',
      'Phase 2 · train · epoch 1 of 2 · 4 channels · loss 1.00 · CPU',
      'Phase 2 · train · epoch 2 of 2 · 4 channels · loss 0.500 · test 25.4\u00a0% · CPU',
    ]);
  });

  it('says what has happened to those who hear it', () => {
    expect(shown.map((one) => imageNews(one, run, firefly)).slice(2, 6)).toEqual([
      'Phase 1, epoch 2 of 2: loss 1.00. Test accuracy 25.4\u00a0%.',
      'Phase 1: scoring.',
      'Phase 1: choosing.',
      'Phase 2 begins: 2 channels arrived, 1 by splitting and 1 fresh.',
    ]);
  });

  it('says nothing before the channels are known, and counts those that tell no origin', () => {
    const starting: Trajectory = { finished: [], epochs: 2, phases: 2 };
    expect(imageNews(shownAt(starting, { phase: 1, stage: 'train', epoch: 0 }), starting, firefly)).toBeUndefined();
    expect(imageNews(shown[0]!, run, firefly)).toBe('Start: 2 channels.');
    const plain: Trajectory = { ...run, finished: [phase(1, 'i i'), phase(2, 'i i i i i')] };
    expect(imageNews(shownAt(plain, { phase: 2, stage: 'train', epoch: 0 }), plain, firefly)).toBe(
      'Phase 2 begins: 3 channels arrived.',
    );
  });

  it('explains each stage in plain words', () => {
    const facts = shown.map((one) => imageCaption(one, firefly).fact);
    expect(facts[0]).toBe('2 channels with random filters.');
    expect(facts[3]).toBe('2 of 3 candidates would lower the loss.');
    expect(facts[4]).toBe('2 of 3 candidates are kept: those with the largest predicted drop, in whichever layer.');
    expect(facts[7]).toBe('2 channels arrived: 1 by splitting, 1 fresh. Test accuracy is 25.4\u00a0%.');
  });

  it('tells times as people do', () => {
    expect([8.4, 131, 845, 11_300].map(aboutText)).toEqual(['8 s', '2 min 10 s', '14 min', '3 h 10 min']);
    expect([0.4, 59.6, 125, 3599, 11_400].map(durationText)).toEqual([
      '0 s',
      '1 min 0 s',
      '2 min 5 s',
      '59 min 59 s',
      '3 h 10 min',
    ]);
  });
});

/** What sentences of each method may claim. "Tries fresh" and "one path" are Firefly's alone. */
const DOES: Readonly<Record<string, { scores: 'path' | 'alone' | 'end' | 'none'; fresh: boolean }>> = {
  firefly: { scores: 'path', fresh: true },
  'firefly-split': { scores: 'path', fresh: false },
  'firefly-as-official': { scores: 'end', fresh: true },
  splitting: { scores: 'alone', fresh: false },
  'splitting-fast': { scores: 'alone', fresh: false },
  net2net: { scores: 'none', fresh: false },
  nash: { scores: 'none', fresh: false },
  autogrow: { scores: 'none', fresh: false },
};
const STAGES = ['overgrow', 'score', 'select'] as const;

describe('the stages of a growth, method by method', () => {
  const bare = { ...run, finished: run.finished.map((one) => ({ ...one, scores: [] })) };
  const at = (source: Trajectory, stage: (typeof STAGES)[number]) => shownAt(source, { phase: 1, stage, epoch: 2 });
  const said = (recipe: ImageRecipe) =>
    [run, bare].flatMap((source) =>
      STAGES.map((stage) => {
        const { fact, meaning } = imageCaption(at(source, stage), recipe);
        return `${fact} ${meaning}`;
      }),
    );
  const each = IMAGE_PRESETS.flatMap((preset) =>
    methodsFor(preset).map(({ id }) => ({ preset: preset.id, method: id, seed: 0 })),
  );

  it('every method that grows has words of its own', () => {
    expect(IMAGE_METHODS.filter(({ grows }) => grows).map(({ id }) => id)).toEqual(Object.keys(DOES));
  });

  it.each(each)('$method in $preset: no sentence says what another method does', (recipe) => {
    const grows = IMAGE_METHODS.find(({ id }) => id === recipe.method)!.grows;
    const all = said(recipe);
    for (const sentences of all) expect(sentences).toMatch(/^[A-Z0-9].*\.$/);
    for (const stage of STAGES) {
      expect(imageNews(at(bare, stage), bare, recipe)).toMatch(/^Phase 1: [a-z ]+\.$/);
    }
    const text = all.join(' ');
    if (!grows) return expect(new Set(all)).toHaveLength(1);
    const { scores, fresh } = DOES[recipe.method]!;
    expect(/one path/.test(text)).toBe(scores === 'path');
    expect(/end of the path alone/.test(text)).toBe(scores === 'end');
    expect(/for itself/.test(text)).toBe(scores === 'alone');
    expect(/scores no candidates/.test(text)).toBe(scores === 'none');
    expect(/candidates (would|are)|splits (would|are kept)/.test(text)).toBe(scores !== 'none');
    expect(/fresh channels in every layer/.test(text)).toBe(fresh && !recipe.preset.includes('depth'));
    expect(/splits of every channel/i.test(text)).toBe(
      scores !== 'none' && scores !== 'alone' && !recipe.preset.includes('depth'),
    );
    expect(/validation images/.test(text)).toBe(recipe.method === 'nash');
    expect(/copied/.test(text)).toBe(/net2net|nash/.test(recipe.method) && !recipe.preset.includes('depth'));
    const growing = { phase: 1, stage: 'overgrow', epoch: 2 } as const;
    expect(noScoresText(recipe, growing)).toMatch(scores === 'none' ? /scores no candidates\.$/ : /^Scores come when/);
  });

  it('says which channels come from which', () => {
    const last = shown.at(-1)!;
    expect(imageCaption(last, { ...firefly, method: 'nash' }).fact).toMatch(
      /^2 channels arrived: 1 by copying, 1 fresh/,
    );
    expect(imageCaption(shown[3]!, { ...firefly, method: 'splitting' }).fact).toBe(
      '2 of 3 splits would lower the loss.',
    );
  });

  it('says so when nothing is kept', () => {
    const none = (splits: number[]) => ({
      ...run,
      finished: run.finished.map((one) => ({
        ...one,
        scores: one.scores.map(({ group }) => ({ group, splits, fresh: [], keptSplits: [], keptFresh: [] })),
      })),
    });
    expect(imageCaption(at(none([1, 0]), 'select'), firefly)).toEqual({
      fact: 'None of 2 candidates is kept.',
      meaning: 'None would lower the loss.',
    });
    // A budget of nothing keeps nothing either.
    expect(imageCaption(at(none([1, -1]), 'select'), firefly).meaning).toMatch(/budget/);
  });
});

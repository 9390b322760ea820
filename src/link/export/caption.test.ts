import { describe, expect, it } from 'vitest';
import { DEFAULT_RECIPE } from '../../runs/recipe.ts';
import { fileNamePart, recipeSentence, runCaption } from './caption.ts';

describe('a caption', () => {
  it('always names method and seed, and only the settings that were changed', () => {
    expect(recipeSentence(DEFAULT_RECIPE)).toBe('Firefly · seed 4');
    const branch = { ...DEFAULT_RECIPE, changes: [{ phase: 3, keep: ['fresh 1'] }] };
    expect(recipeSentence(branch)).toBe('Firefly · seed 4 · keeps fresh 1 in phase 3');
    const given = { name: 'tides.csv', x: [0, 1], y: [1, 0] };
    const recipe = {
      ...DEFAULT_RECIPE,
      seed: 9,
      stepSize: 0.1,
      scoreRule: 'leave-one-out',
      engine: 'cpu',
      given,
    } as const;
    expect(recipeSentence(recipe)).toBe(
      'Firefly · seed 9 · points of tides.csv · step size 0.1 · score rule Leave one out',
    );
  });

  it('leads back to the run, with the whole recipe as metadata and not the points themselves', () => {
    const given = { name: 'tides.csv', x: [0, 1], y: [1, 0] };
    const caption = runCaption({
      title: 'Function fit',
      recipe: { ...DEFAULT_RECIPE, given },
      status: 'Phase 2 · train · 2 neurons',
      link: 'https://example.org/#/toy',
    });
    expect(caption.lines).toEqual([
      'Firefly · seed 4 · points of tides.csv',
      'Phase 2 · train · 2 neurons',
      'Firefly Lab · https://example.org/#/toy',
    ]);
    expect(caption.fileName).toBe('firefly-lab-function-fit-firefly-seed-4');
    expect(caption.metadata).toMatchObject({ recipe: { ...DEFAULT_RECIPE, given: 'tides.csv' } });
  });

  it('makes names of files from any title', () => {
    expect(fileNamePart('Fig. 3(a): “Éclair” / 20 seeds')).toBe('fig-3-a-e-clair-20-seeds');
    expect(fileNamePart('../..')).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import { described, METHOD_CATALOGUE } from './catalogue.ts';
import { METHODS, methodById } from './registry.ts';

describe('the registry', () => {
  it('runs every method of the catalogue, in its order', () => {
    expect(METHODS.map(({ id }) => id)).toEqual(METHOD_CATALOGUE.map(({ id }) => id));
    for (const { id } of METHOD_CATALOGUE) expect(methodById(id)).toMatchObject(described(id));
  });

  it('says which candidates enter as they were scored, as their rules do', () => {
    for (const { id, rule, entersAsScored } of METHODS)
      expect([id, rule.settle !== undefined]).toEqual([id, entersAsScored === true]);
  });

  it('names the methods there are when one is unknown', () => {
    expect(() => methodById('firefli')).toThrow(/There is no method "firefli".*firefly-split/);
    expect(() => described('firefli')).toThrow(/There is no method "firefli".*firefly-split/);
  });
});

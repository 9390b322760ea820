import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Formula, Value } from './atoms.tsx';
import * as growthFormulas from './growth-formulas.tsx';
import * as scoreFormulas from './score-formulas.tsx';

interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/** Reads markup as a tree; throws where an element is not closed. */
function parse(markup: string): Element {
  const root: Element = { name: 'root', children: [], text: '' };
  const open = [root];
  for (const [, close, name, text] of markup.matchAll(/<(\/?)([a-z]+)[^>]*?>|([^<]+)/g)) {
    const current = open.at(-1)!;
    if (text !== undefined) current.text += text;
    else if (close) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing.`);
    } else {
      const element: Element = { name: name!, children: [], text: '' };
      current.children.push(element);
      open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed.`);
  return root;
}

/** MathML Core: elements that take a fixed number of children; with another number browsers draw an error. */
const CHILDREN: Record<string, number> = {
  mfrac: 2,
  msub: 2,
  msup: 2,
  munder: 2,
  mover: 2,
  msubsup: 3,
  munderover: 3,
  mi: 0,
  mn: 0,
  mo: 0,
  mtext: 0,
};

function check({ name, children, text }: Element): void {
  if (name in CHILDREN) expect([name, children.length]).toEqual([name, CHILDREN[name]]);
  // Text stands in leaves only.
  if (!(CHILDREN[name] === 0)) expect([name, text]).toEqual([name, '']);
  for (const child of children) check(child);
}

const shown = (node: React.ReactNode) => parse(renderToStaticMarkup(node));
const words = (element: Element): string => element.text + element.children.map(words).join('');

describe('formulas', () => {
  const named = Object.entries({ ...growthFormulas, ...scoreFormulas }).filter(([name]) => name.endsWith('Formula'));

  it('there are those of the paper', () => {
    expect(named.length).toBeGreaterThanOrEqual(8);
  });

  it.each(named)('%s is well-formed MathML', (_, Component) => {
    const tree = shown(createElement(Component as React.FC));
    expect(new Set(tree.children.map(({ name }) => name))).toEqual(new Set(['math']));
    check(tree);
  });
});

describe('numbers in formulas', () => {
  const written = (value: number) => {
    const tree = shown(
      <Formula>
        <Value value={value} />
      </Formula>,
    );
    check(tree);
    return words(tree);
  };

  it('are short, with a true minus sign', () => {
    expect(written(0)).toBe('0');
    expect(written(0.05)).toBe('0.05');
    expect(written(-0.0412345)).toBe('−0.0412');
    expect(written(1500)).toBe('1,500');
    expect(written(-2.142e-4)).toBe('−2.14·10−4');
    expect(written(123456.7)).toBe('1.23·105');
    expect(written(Number.NaN)).toBe('–');
  });
});

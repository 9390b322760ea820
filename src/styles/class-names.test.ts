import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('.', import.meta.url);

/** Classes that a style sheet defines by themselves: rules of `.name` alone. */
function classesOf(file: string): string[] {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return [...text.matchAll(/^\s*\.([\w-]+)(?=,?\s*(?:\{|$))/gm)].map(([, name]) => name!);
}

// Sheets stay once they were loaded: a second meaning of a class would reach whoever uses the first, from then on.
it('a class is defined in one style sheet', () => {
  const sheets = new Map<string, Set<string>>();
  // What the first picture needs always comes together.
  const main = readFileSync(new URL('../main.tsx', folder), 'utf8');
  const first = new Set([...main.matchAll(/styles\/([\w-]+\.css)/g)].map(([, file]) => file!));
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.css'))) {
    // This one changes what others define, for all who use it.
    if (file === 'forced-colors.css') continue;
    for (const name of classesOf(file))
      sheets.set(name, (sheets.get(name) ?? new Set()).add(first.has(file) ? 'the first' : file));
  }
  expect(sheets.size).toBeGreaterThan(200);
  const defined = [...sheets].filter(([, files]) => files.size > 1).map(([name, files]) => `${name}: ${[...files]}`);
  expect(defined).toEqual([]);
});

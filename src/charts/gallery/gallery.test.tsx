import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from './examples.tsx';
import { IMAGE_EXAMPLES } from './image-examples.tsx';

/** The picture in a chart's markup, as a file that opens by itself; charts that are tables as they are. */
function picture(markup: string): { text: string; ending: string } {
  // One element a line, so that a changed chart is a short difference.
  const lines = (text: string) => `${text.replaceAll('><', '>\n<')}\n`;
  const svg = /<svg(?! width="(?:8|16)").*<\/svg>/s.exec(markup)?.[0];
  return svg?.startsWith('<svg') && !markup.startsWith('<table')
    ? { text: lines(svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')), ending: 'svg' }
    : { text: lines(markup), ending: 'txt' };
}

describe('charts', () => {
  it('of the toy and its figures have an example each', () => {
    const charts = Object.keys(import.meta.glob('../*Plot.tsx')).map((path) => path.replace(/^.*\/|\.tsx$/g, ''));
    const names = EXAMPLES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(charts).toEqual(expect.arrayContaining(names));
    expect(names.length).toBeGreaterThanOrEqual(11);
  });

  it('of images have an example each', () => {
    const charts = Object.keys(import.meta.glob('../images/*.tsx')).map((path) => path.replace(/^.*\/|\.tsx$/g, ''));
    const names = IMAGE_EXAMPLES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(charts).toEqual(expect.arrayContaining(names));
    expect(names.length).toBeGreaterThanOrEqual(1);
  });

  it.each([...EXAMPLES, ...IMAGE_EXAMPLES])('$name: $about', async ({ name, chart }) => {
    const { text, ending } = picture(renderToStaticMarkup(chart));
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.${ending}`);
  });
});

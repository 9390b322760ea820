/** Figures as files: drawings and pictures that stand alone, and tables. */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { figure, openLab, press, tableRows } from './lab.ts';

const HASH = '#/toy?v=1&seed=7&stepsPerPhase=200&maxNeurons=4&points=150&engine=cpu';

async function exported(page: Page, name: string, item: string): Promise<{ name: string; bytes: Buffer }> {
  await figure(page, name).getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item }).click();
  const file = await download;
  const bytes = await readFile((await file.path()) ?? '');
  if (process.env.KEEP_EXPORTS) await file.saveAs(`${process.env.KEEP_EXPORTS}/${file.suggestedFilename()}`);
  return { name: file.suggestedFilename(), bytes };
}

/** What the page makes of an SVG text: its root's attributes, texts, and anything that would need the page's styles. */
function readSvg(page: Page, text: string) {
  return page.evaluate((source) => {
    const { documentElement: root } = new DOMParser().parseFromString(source, 'image/svg+xml');
    const all = Array.from(root.querySelectorAll('*'));
    return {
      root: root.localName,
      title: root.querySelector('title')?.textContent,
      words: Array.from(root.querySelectorAll('text'), (element) => element.textContent).join('\n'),
      metadata: root.querySelector('metadata')?.textContent ?? '',
      images: all.filter(({ localName }) => localName === 'image').map((image) => image.getAttribute('href') ?? ''),
      paths: all.filter(({ localName }) => localName === 'path').length,
      foreign: all.filter(({ namespaceURI }) => namespaceURI !== 'http://www.w3.org/2000/svg').length,
    };
  }, text);
}

test('a figure becomes an SVG that stands alone, with the recipe in its caption', async ({ page }) => {
  await openLab(page, HASH);
  await press(page, 'Next phase');
  await press(page, 'Next phase');
  for (const name of ['Function fit', 'Network', 'Importance', 'Score integral', 'Lineage', 'Loss']) {
    const file = await exported(page, name, 'Save as SVG');
    expect(file.name).toMatch(/^firefly-lab-[a-z-]+-firefly-seed-7\.svg$/);
    const text = file.bytes.toString('utf8');
    expect(text).not.toMatch(/var\(|class=|foreignObject/);
    const svg = await readSvg(page, text);
    expect(svg).toMatchObject({ root: 'svg', title: name, foreign: 0 });
    expect(svg.paths).toBeGreaterThan(0);
    expect(svg.words).toContain(name);
    expect(svg.words.replaceAll('\n', '')).toContain(
      '/#/toy?v=1&seed=7&stepsPerPhase=200&maxNeurons=4&points=150&engine=cpu&phase=3',
    );
    expect(svg.words.replaceAll('\n', ' ')).toContain(
      'Firefly · seed 7 · steps per phase 200 · neurons at the end 4 · points 150',
    );
    expect(svg.words).toMatch(/Phase 3 · grow · 3 neurons · loss [\d.]+ · CPU/);
    expect(JSON.parse(svg.metadata)).toMatchObject({ recipe: { seed: 7, points: 150 } });
    if (name === 'Function fit') {
      expect(svg.images).toEqual([expect.stringMatching(/^data:image\/png;base64,/)]);
      // The points are sharper than on the screen.
      const points = Buffer.from(svg.images[0]!.split(',')[1]!, 'base64');
      const layer = (await figure(page, name).locator('canvas').boundingBox())!;
      expect(points.readUInt32BE(16)).toBe(Math.round(4 * layer.width));
    }
  }
});

test('words of an exported line stand as far apart as on the page', async ({ page }) => {
  await page.goto('./#/figures?figure=3a');
  await expect(figure(page, 'Figure 3(a)')).toContainText('of 20 seeds');
  const { bytes } = await exported(page, 'Figure 3(a)', 'Save as SVG');
  const gaps = await page.evaluate((source) => {
    const { documentElement: root } = new DOMParser().parseFromString(source, 'image/svg+xml');
    document.body.append(document.adoptNode(root));
    const boxOf = (text: string) =>
      Array.from(root.querySelectorAll('text'))
        .find(({ textContent }) => textContent === text)!
        .getBBox();
    const words = ['stored:', 'mean', 'of', '20', 'seeds'].map(boxOf);
    return words.slice(1).map(({ x }, k) => x - (words[k]!.x + words[k]!.width));
  }, bytes.toString('utf8'));
  expect(Math.min(...gaps)).toBeGreaterThan(2);
  expect(Math.max(...gaps)).toBeLessThan(5);
});

test('a figure becomes a PNG at twice its size, also while it is shown as a table', async ({ page }) => {
  await openLab(page, HASH);
  await press(page, 'Next phase');
  const shown = figure(page, 'Function fit');
  const box = (await shown.boundingBox())!;
  await shown.getByRole('button', { name: 'Show as table' }).click();
  const { bytes } = await exported(page, 'Function fit', 'Save as PNG');
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect(Math.abs(width - 2 * box.width)).toBeLessThanOrEqual(2);
  expect(height).toBeGreaterThan(2 * box.height);
  await expect(shown.getByRole('table')).toBeVisible();
  // It shows something: many colours, not one.
  const colors = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, bytes.toString('base64'));
  expect(colors).toBeGreaterThan(100);
});

test('a table becomes a CSV with the same cells, numbers with all their digits', async ({ page }) => {
  await openLab(page, HASH);
  await press(page, 'Next phase');
  const rows = (await tableRows(page, 'Network')).map((row) => row.split('|'));
  const { bytes, name } = await exported(page, 'Network', 'Save table as CSV');
  expect(name).toBe('firefly-lab-network-firefly-seed-7.csv');
  const lines = bytes.toString('utf8').trimEnd().split('\r\n');
  const cells = lines.map((line) => line.split(/,(?=\S)/).map((cell) => cell.replace(/^"|"$/g, '')));
  const rounded = (cell: string) => (/^-?\d+\.\d+$/.test(cell) ? Number(cell).toFixed(4) : cell);
  expect(cells.map((row) => row.map(rounded))).toEqual(rows);
  expect(lines[1]).toMatch(/\.\d{8,}/);
});

test('the menu works by keyboard and gives focus back', async ({ page }) => {
  await openLab(page, HASH);
  const button = figure(page, 'Loss').getByRole('button', { name: 'Export' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Save as SVG' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Save table as CSV' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Save as SVG' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(button).toBeFocused();
});

/** Your own curve: presets, drawing with mouse, keyboard and finger, pasting, and taking it along in a link. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { figure, messages, openLab, press, recipe, status, tableRows } from './lab.ts';

const editor = (page: Page) => page.getByRole('group', { name: 'Target editor' });
const tool = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Curve', exact: true }).getByRole('button', { name, exact: true });
const dots = (page: Page) => editor(page).getByRole('slider');
const target = (page: Page, name: string) => recipe(page).getByRole('radio', { name });

async function startDrawing(page: Page): Promise<void> {
  await recipe(page).getByRole('button', { name: 'Draw' }).click();
  await expect(editor(page)).toBeVisible();
}

/** Drags through places given as parts of the editor's width and height. */
async function drag(page: Page, places: readonly (readonly [number, number])[]): Promise<void> {
  const box = (await editor(page).boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(places[0]!));
  await page.mouse.down();
  for (const place of places.slice(1)) await page.mouse.move(...at(place), { steps: 8 });
  await page.mouse.up();
}

async function pasteText(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

test('learns a preset, shows the settings that apply to it, and Back undoes it', async ({ page }) => {
  await openLab(page);
  await recipe(page).getByText('More settings').click();
  const size = recipe(page).getByRole('spinbutton', { name: 'Neurons of the target' });
  await expect(size).toBeVisible();
  const before = await tableRows(page, 'Function fit');
  await target(page, 'Sine').check();
  await expect(page).toHaveURL(/target=sine/);
  await expect(recipe(page)).toContainText('two periods of a sine');
  await expect(size).toHaveCount(0);
  await expect(status(page)).toContainText('Phase 1');
  await expect.poll(() => tableRows(page, 'Function fit')).not.toEqual(before);
  // A radio group: arrows go on to the next.
  await target(page, 'Sine').focus();
  await page.keyboard.press('ArrowRight');
  await expect(target(page, 'Chirp')).toBeChecked();
  await page.goBack();
  await page.goBack();
  await expect(target(page, 'RBF teacher')).toBeChecked();
  await expect(size).toBeVisible();
});

test('draws a curve with the mouse, undoes, redoes, and takes it along in a link', async ({ page, context }) => {
  await openLab(page);
  await startDrawing(page);
  const before = await dots(page).count();
  await tool(page, 'Clear').click();
  await expect(dots(page)).toHaveCount(2);
  await expect(tool(page, 'Done')).toHaveAttribute('aria-disabled', 'true'); // a level line leaves nothing to learn
  await drag(page, [
    [0.2, 0.7],
    [0.35, 0.3],
    [0.5, 0.7],
    [0.7, 0.25],
    [0.85, 0.5],
  ]);
  const drawn = await dots(page).count();
  expect(drawn).toBeGreaterThan(5);
  await tool(page, 'Undo').click();
  await expect(dots(page)).toHaveCount(2);
  await tool(page, 'Undo').click();
  await expect(dots(page)).toHaveCount(before);
  await page.keyboard.press('Control+Shift+Z');
  await page.keyboard.press('Control+y');
  await expect(dots(page)).toHaveCount(drawn);
  await tool(page, 'Done').click();
  await expect(page).toHaveURL(/[?&]curve=[\w-]{12,256}(&|$)/);
  await expect(target(page, 'Your drawn curve')).toBeChecked();
  await expect(status(page)).toContainText('Phase 1');
  await press(page, 'Reset');
  const points = (await tableRows(page, 'Function fit')).map((row) => row.split('|').slice(0, 2).join('|'));
  expect(points).toHaveLength(1 + 1000);

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(target(other, 'Your drawn curve')).toBeChecked();
  await press(other, 'Reset');
  const there = (await tableRows(other, 'Function fit')).map((row) => row.split('|').slice(0, 2).join('|'));
  expect(there).toEqual(points);
  await other.close();

  // The drawn curve stays in reach while others are tried.
  await target(page, 'Step').check();
  await expect(page).not.toHaveURL(/curve=/);
  await target(page, 'Your drawn curve').check();
  await expect(page).toHaveURL(/curve=/);
});

test('moves, adds and deletes points with the mouse', async ({ page }) => {
  await openLab(page, '#/toy?v=1&target=step');
  await startDrawing(page);
  await tool(page, 'Clear').click();
  await drag(page, [
    [0.3, 0.4],
    [0.3, 0.4],
  ]); // a click
  await expect(dots(page)).toHaveCount(3);
  await expect(dots(page).nth(1)).toBeFocused();
  const value = await dots(page).nth(1).getAttribute('aria-valuetext');
  await drag(page, [
    [0.3, 0.4],
    [0.5, 0.25],
  ]);
  await expect(dots(page)).toHaveCount(3);
  expect(await dots(page).nth(1).getAttribute('aria-valuetext')).not.toBe(value);
  await page.waitForTimeout(700); // far from the click that added it
  const box = (await editor(page).boundingBox())!;
  await page.mouse.dblclick(box.x + 0.5 * box.width, box.y + 0.25 * box.height);
  await expect(dots(page)).toHaveCount(2);
});

test('draws by keyboard alone, and Escape changes nothing', async ({ page }) => {
  await openLab(page);
  const link = page.url();
  await page.keyboard.press('d');
  await expect(editor(page)).toBeVisible();
  await tool(page, 'Clear').focus();
  await page.keyboard.press('Enter');
  await dots(page).first().focus();
  await page.keyboard.press('Enter'); // halfway between the two ends
  await expect(dots(page)).toHaveCount(3);
  await expect(dots(page).nth(1)).toBeFocused();
  for (let k = 0; k < 5; k += 1) await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await expect(dots(page).nth(1)).toHaveAttribute('aria-valuetext', 'x −0.10, y 2.50');
  await expect(status(page)).toContainText('Phase 1'); // arrows moved the point, not the run
  await page.keyboard.press('PageDown');
  await expect(dots(page).nth(2)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(dots(page)).toHaveCount(4);
  await page.keyboard.press('Delete');
  await expect(dots(page)).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(dots(page)).toHaveCount(4);
  await page.keyboard.press('Escape');
  await expect(editor(page)).toHaveCount(0);
  expect(page.url()).toBe(link);
});

test('adds a point with a finger', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    hasTouch: true,
    viewport: { width: 390, height: 844 },
    baseURL: baseURL!,
  });
  const page = await context.newPage();
  await openLab(page, '#/toy?v=1&target=step');
  await figure(page, 'Function fit').getByRole('button', { name: 'Edit target' }).tap();
  await tool(page, 'Clear').tap();
  const box = (await editor(page).boundingBox())!;
  await page.touchscreen.tap(box.x + 0.6 * box.width, box.y + 0.4 * box.height);
  await expect(dots(page)).toHaveCount(3);
  await context.close();
});

test('learns what is pasted, and says in a sentence why it cannot', async ({ page }) => {
  await openLab(page);
  await pasteText(page, 'Hello, world');
  await expect(messages(page)).toContainText('The first line must name the columns x and y');
  await expect(recipe(page)).toContainText('random network');
  await pasteText(page, Array.from({ length: 30 }, (_, k) => `${k}\t${Math.sin(k / 4)}`).join('\n'));
  await expect(recipe(page)).toContainText('pasted points · 30 points');

  await recipe(page).getByRole('button', { name: 'Paste' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own points' });
  const learn = dialog.getByRole('button', { name: 'Learn these points' });
  await dialog.getByRole('textbox', { name: 'Points' }).fill('x,y\n1,2\n3,four');
  await expect(dialog).toContainText('In line 3, y is "four"');
  await expect(learn).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('textbox', { name: 'Points' }).fill('1,2\n3,4\n5,1');
  await expect(dialog).toContainText('3 points, x from 1 to 5, y from 1 to 4.');
  await learn.click();
  await expect(dialog).toHaveCount(0);
  await expect(recipe(page)).toContainText('pasted points · 3 points');
});

test('names a curve in a link that cannot be read', async ({ page }) => {
  await openLab(page, '#/toy?v=1&curve=nonsense!');
  await expect(messages(page)).toContainText('The drawn curve cannot be read');
  await expect(target(page, 'RBF teacher')).toBeChecked();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`drawing and pasting have no axe violations (${colorScheme})`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL: baseURL!, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await openLab(page, '#/toy?v=1&target=two-bumps');
    const violations = async () => {
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join('; ')}`);
    };
    await recipe(page).getByRole('button', { name: 'Paste' }).click();
    await page.getByRole('textbox', { name: 'Points' }).fill('x,y\n1,2\n3,four');
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await startDrawing(page);
    expect(await violations()).toEqual([]);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    await context.close();
  });
}

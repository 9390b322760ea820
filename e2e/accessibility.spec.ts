/** Reachable by everyone: words for what is seen, keys that can be switched off, large text, forced colours, touch. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { figure, openLab, press, status } from './lab.ts';

const log = (page: Page) => page.getByRole('region', { name: 'Run log' });

test('the run log tells each sub-step in order, leads to it, and stays open', async ({ page }) => {
  await openLab(page);
  await press(page, 'Reset');
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  await expect(log(page).getByRole('listitem')).toHaveText(
    ['Start: 1 neuron, loss 5.60.'].map(() => /^Start: 1 neuron/),
  );
  for (let k = 0; k < 5; k += 1) await press(page, 'Step');
  await expect(log(page).getByRole('listitem')).toHaveText([
    /^Start/,
    /^Phase 1, train: loss [\d.]+ to 0\.400 in 1,500 steps\.$/,
    /^Phase 1, over-grow: tried 1 split and 5 fresh neurons/,
    /^Phase 1, score: 6 of 6 candidates/,
    /^Phase 1, select: kept split A, predicted change −5\.87e−3, loss 0\.400 to 0\.395\.$/,
  ]);
  await log(page)
    .getByRole('button', { name: /Phase 1, train/ })
    .click();
  await expect(status(page)).toContainText('Phase 1 · train');
  await expect(log(page).getByRole('listitem').nth(1)).toHaveAttribute('aria-current', 'step');
  await page.reload();
  await expect(log(page)).toBeVisible();
  await page.keyboard.press('t');
  await expect(log(page)).toHaveCount(0);
});

test('screen readers hear one polite message per sub-step, at most one in two seconds', async ({ page }) => {
  await openLab(page);
  await press(page, 'Reset');
  await page.locator('.announcer').waitFor({ state: 'attached' });
  await page.evaluate(() => {
    const heard: { at: number; text: string }[] = [];
    Object.assign(window, { heard });
    const region = document.querySelector('.announcer[aria-live="polite"]')!;
    new MutationObserver(() => heard.push({ at: performance.now(), text: region.textContent ?? '' })).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '16×' });
  await press(page, 'Play');
  await page.waitForTimeout(5500);
  const heard = await page.evaluate(() => (window as unknown as { heard: { at: number; text: string }[] }).heard);
  expect(heard.length).toBeGreaterThan(1);
  for (const { text } of heard) expect(text).toMatch(/^(Start|Phase \d+, |Done)/);
  for (const [k, { at }] of heard.slice(1).entries()) expect(at - heard[k]!.at).toBeGreaterThan(1900);
  // The status line changes much more often, and keeps quiet.
  await expect(status(page)).toHaveAttribute('aria-live', 'off');
});

test('what the keyboard reaches is never hidden by the strip at the bottom', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openLab(page);
  await press(page, 'Next phase');
  await figure(page, 'Score integral').getByRole('slider', { name: 'Rectangles' }).waitFor();
  await page.getByRole('button', { name: 'Share', exact: true }).focus();
  const seen: string[] = [];
  for (let last = ''; last !== 'Reset' && seen.length < 80; seen.push(last)) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement!;
      const strip = document.querySelector('.shelf')!;
      const { bottom } = element.getBoundingClientRect();
      const hidden = !strip.contains(element) && bottom > strip.getBoundingClientRect().top;
      return { name: element.getAttribute('aria-label') ?? element.textContent.trim(), hidden };
    });
    expect(focused).toMatchObject({ hidden: false });
    last = focused.name;
  }
  expect(seen).toContain('Rectangles');
  expect(seen.at(-1)).toBe('Reset');
});

test('shortcuts of a single letter can be switched off, for good', async ({ page }) => {
  await openLab(page);
  await page.keyboard.press('?');
  await page
    .getByRole('dialog')
    .getByRole('checkbox', { name: /are shortcuts/ })
    .uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press(']');
  await expect(page.locator('.select.speed')).toHaveValue('1');
  await page.reload();
  await expect(status(page)).toContainText('Phase');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(status(page)).toContainText('Phase 2 · grow');
  await page.getByRole('button', { name: 'Help' }).click();
  await expect(page.getByRole('checkbox', { name: /are shortcuts/ })).not.toBeChecked();
});

test('the sound is off until asked for, and remembered', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await openLab(page);
  const sound = page.getByRole('button', { name: 'Sound', exact: true });
  await expect(sound).toHaveAttribute('aria-pressed', 'false');
  await sound.click();
  await expect(sound).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(sound).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('m');
  await expect(sound).toHaveAttribute('aria-pressed', 'false');
  expect(errors).toEqual([]);
});

test('every figure is a table, too', async ({ page }) => {
  await openLab(page, '#/toy?v=1&phase=3');
  await expect(status(page)).toContainText('Phase 3');
  for (const name of ['Function fit', 'Network', 'Loss', 'Importance', 'Score integral', 'Lineage']) {
    const toggle = figure(page, name).getByRole('button', { name: 'Show as table' });
    await toggle.click();
    await expect(figure(page, name).getByRole('row').nth(1)).toBeVisible();
    // Its thousand rows would keep axe busy for a minute.
    if (name === 'Function fit') await toggle.click();
  }
  const results = await new AxeBuilder({ page }).analyze();
  expect(results.violations.map(({ id }) => id)).toEqual([]);
});

const PAGES = ['#/toy?v=1&phase=3', '#/toy?v=1&lesson=stuck&page=4', '#/figures', '#/learn'];

/** Things to press that are smaller than a fingertip (WCAG 2.5.8), links within sentences aside. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('a, button, input, select, summary, [role="option"]')).flatMap(
      (element) => {
        const { width, height } = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const skipped =
          width === 0 ||
          style.visibility === 'hidden' ||
          element.closest('[aria-hidden="true"]') !== null ||
          element.getAttribute('aria-hidden') === 'true' ||
          element.closest('.visually-hidden') !== null ||
          (style.display === 'inline' && element.closest('p, li, td, figcaption') !== null) ||
          (element.matches('input') && (element.closest('label')?.getBoundingClientRect().height ?? 0) >= 24);
        const small = Math.min(Math.round(width), Math.round(height)) < 24;
        const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 30) ?? '';
        return skipped || !small ? [] : [`${element.tagName} "${name}" ${Math.round(width)}x${Math.round(height)}`];
      },
    ),
  );
}

for (const hash of PAGES) {
  test(`large text, touch and forced colours: ${hash}`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL: baseURL!, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.goto(`./${hash}`);
    await expect(page.locator('main h1, main h2').first()).toBeAttached();
    await page.waitForTimeout(600);
    expect(await smallTargets(page)).toEqual([]);

    // Twice the browser's text size on a laptop: nothing is lost sideways.
    await page.setViewportSize({ width: 1280, height: 800 });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    await page.reload();
    await expect(page.locator('main h1, main h2').first()).toBeAttached();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
    await page.waitForTimeout(600);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await context.close();

    const forced = await browser.newContext({ baseURL: baseURL!, forcedColors: 'active' });
    const high = await forced.newPage();
    await high.goto(`./${hash}`);
    await expect(high.locator('main h1, main h2').first()).toBeAttached();
    const results = await new AxeBuilder({ page: high }).analyze();
    expect(results.violations.map(({ id }) => id)).toEqual([]);
    await forced.close();
  });
}

test('keys of the run do nothing on pages that show none', async ({ page }) => {
  await openLab(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('link', { name: 'Learn' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How a network grows');
  await page.keyboard.press('k');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Toy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

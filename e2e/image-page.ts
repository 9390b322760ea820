/** What the browser tests of the page "Images" share. */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { STORED_RUNS } from './fixtures/image-runs.ts';
import { recipe, transport } from './lab.ts';

export const runCard = (page: Page) => page.getByRole('region', { name: 'Your run' });
export const runButton = (page: Page, name: string | RegExp) => runCard(page).getByRole('button', { name });
export const progress = (page: Page) => page.getByRole('status', { name: 'Training status' });

/** With a made-up stored run of Firefly in the preset 'pocket'. */
export async function openImages(page: Page, hash = '#/images'): Promise<void> {
  await page.route('**/results/images/*.json', (route) =>
    route.request().url().endsWith('figure4a-firefly.json')
      ? route.fulfill({ json: STORED_RUNS })
      : route.fulfill({ status: 404, body: 'none' }),
  );
  await page.goto(`./${hash}`);
  await expect(recipe(page)).toBeVisible();
}

/** Everything that was measured of the run on screen, as it is saved, without times. */
export async function measured(page: Page): Promise<unknown> {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take it with you' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save result' }).click(),
  ]);
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
  await dialog.getByRole('button', { name: 'Close' }).click();
  return JSON.parse(JSON.stringify(saved.results, (key, value) => (/seconds/i.test(key) ? undefined : value)));
}

type Drill = 'Lose the device' | 'End the worker';

/** Opens the chip of the engine. */
async function drillButton(page: Page, name: Drill) {
  await page.getByRole('button', { name: /^Engine/ }).click();
  return page.getByRole('dialog', { name: 'Engine' }).getByRole('button', { name });
}

/** Presses a drill in the chip of the engine. */
export async function drill(page: Page, name: Drill): Promise<void> {
  await (await drillButton(page, name)).click();
}

/** Presses "Play", and a drill a moment later: a test that presses one after the other may come too late. */
export async function drillWhileItComputes(page: Page, name: Drill): Promise<void> {
  const button = await drillButton(page, name);
  const play = await transport(page).getByRole('button', { name: 'Play' }).elementHandle();
  await button.evaluate(
    (pressed, play) =>
      new Promise<void>((resolve) => {
        (play as HTMLElement).click();
        setTimeout(() => {
          (pressed as HTMLElement).click();
          resolve();
        }, 100);
      }),
    play,
  );
}

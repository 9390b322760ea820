/** Same recipe, same bytes: twice in Chromium, and in Node. */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { createCpuEngine } from '../src/compute/cpu/cpu-engine.ts';
import type { DescentEvent } from '../src/growth/events.ts';
import { runFile } from '../src/runs/file.ts';
import { restoreRecipe } from '../src/runs/recipe.ts';
import { runEvents } from '../src/runs/run.ts';
import { taskOf } from '../src/runs/run-task.ts';
import { openFile, openLab, press, status } from './lab.ts';

const RECIPE = { seed: 7, stepsPerPhase: 300, maxNeurons: 4, points: 200, engine: 'cpu' };
const HASH = '#/toy?v=1&seed=7&stepsPerPhase=300&maxNeurons=4&points=200&engine=cpu';

async function savedRun(page: Page, more = ''): Promise<string> {
  await openLab(page, HASH + more);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Max' });
  await expect(status(page)).toContainText('done');
  await page.getByRole('button', { name: 'Share' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save run' }).click();
  const text = await readFile((await (await download).path()) ?? '', 'utf8');
  await page.getByRole('button', { name: 'Close' }).click();
  return text;
}

test('the same recipe gives the same bytes, in Chromium and in Node', async ({ page }) => {
  const first = await savedRun(page);
  await page.reload();
  expect(await savedRun(page)).toBe(first);
  expect(await runInNode(RECIPE)).toBe(first);
});

for (const more of [{ target: 'chirp' }, { target: 'two-bumps' }, { curve: 'AAf_KYPSTcf1jOm_' }]) {
  test(`so do other targets (${Object.values(more)})`, async ({ page }) => {
    expect(await runInNode({ ...RECIPE, ...more })).toBe(await savedRun(page, `&${new URLSearchParams(more)}`));
  });
}

async function runInNode(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const { recipe } = restoreRecipe(settings);
  const events: DescentEvent[] = [];
  for await (const event of runEvents(recipe, taskOf(recipe), await createCpuEngine())) events.push(event);
  return JSON.stringify(runFile(recipe, 'cpu', events));
}

test('a saved run opens again at its end, and a damaged one changes nothing', async ({ page }) => {
  const saved = await savedRun(page);
  const text = (await status(page).textContent()) ?? '';
  await page.goto('about:blank');
  await openLab(page);
  await openFile(page, 'run.json', saved);
  await expect(status(page)).toHaveText(text);
  await press(page, 'Reset');
  await expect(status(page)).toContainText('Phase 1 · start');
  await openFile(page, 'damaged.json', saved.replace('"loss":', '"lost":'));
  await expect(page.getByRole('log')).toContainText('damaged');
  await expect(status(page)).toContainText('Phase 1 · start');
});

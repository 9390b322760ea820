/** What the browser tests share: opening the page and its named parts (the accessible names are a contract). */
import { expect, type Page } from '@playwright/test';

export async function openLab(page: Page, hash = ''): Promise<void> {
  await page.goto(`./${hash}`);
  await expect(status(page)).toContainText('Phase');
}

export const status = (page: Page) => page.getByRole('status', { name: 'Run status' });
export const transport = (page: Page) => page.getByRole('toolbar', { name: 'Transport' });
export const recipe = (page: Page) => page.getByRole('group', { name: 'Recipe' });
export const timeline = (page: Page) => page.getByRole('slider', { name: 'Timeline' });
export const figure = (page: Page, name: string) => page.getByRole('figure', { name });
export const press = (page: Page, name: string) => transport(page).getByRole('button', { name, exact: true }).click();
export const messages = (page: Page) => page.getByRole('log', { name: 'Messages' });

/** A pattern for lines of facts, some of whose spaces do not break. */
export const facts = (pattern: RegExp) => new RegExp(pattern.source.replaceAll(' ', '\\s'), pattern.flags);

/** Waits until the page keeps its run when it is left, which begins when the page has time. */
export async function keepingBegun(page: Page): Promise<void> {
  const loaded = () => performance.getEntriesByType('resource').some(({ name }) => /begin-keeping/.test(name));
  await page.waitForFunction(loaded);
}

/** The rows of a figure's table, cell texts joined by `|`. */
export async function tableRows(page: Page, name: string): Promise<string[]> {
  const shown = figure(page, name);
  const toggle = shown.getByRole('button', { name: 'Show as table' });
  await toggle.click();
  const rows = await shown
    .getByRole('row')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent).join('|')));
  await toggle.click();
  return rows;
}

/** Opens a file through "Open", as a visitor does. */
export async function openFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Your runs' });
  await dialog.getByLabel('Run file or CSV').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(dialog).toHaveCount(0);
}

/** A sweep on WebGPU (in software here): all runs at once on one worker, and an end that is immediate. */
import { expect, test } from '@playwright/test';

test('computes on WebGPU when asked to, says so, and is cancelled at once', async ({ page }) => {
  await page.goto('./#/figures?figure=budget');
  const sweep = page.getByRole('region', { name: 'Your own seeds' });
  await sweep.getByRole('spinbutton', { name: 'Seeds' }).fill('2');
  await sweep.getByRole('combobox', { name: 'Engine' }).selectOption({ label: 'WebGPU' });
  await sweep.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(sweep).toContainText('WebGPU ·');
  const progress = sweep.getByRole('progressbar');
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0);
  expect(page.workers().filter((worker) => worker.url().includes('job.worker'))).toHaveLength(1);
  await sweep.getByRole('button', { name: 'Cancel' }).click();
  await expect(sweep.getByRole('status')).toContainText('cancelled');
  await expect.poll(() => page.workers().filter((worker) => worker.url().includes('job.worker')).length).toBe(0);
});

/** The page "Images" on WebGPU (in software here), with the smallest runs that grow. */
import { expect, type Page, test, type Worker } from '@playwright/test';
import { drillWhileItComputes, measured, openImages, progress, runButton } from './image-page.ts';
import { facts, figure, messages, press, status, tableRows } from './lab.ts';

const SMALL = '#/images?v=1&preset=tiny-depth&method=firefly&engine=webgpu&phases=2&epochs=1';

test.slow();

interface Counting {
  /** Buffers on the device that were not destroyed, and their bytes. */
  liveBuffers(): { readonly count: number; readonly bytes: number };
}

/** The worker of image runs, from its start on with a count of its buffers. */
function countBuffers(page: Page): Promise<Worker> {
  return new Promise((resolve) => {
    page.on('worker', (worker) => {
      if (!worker.url().includes('image.worker')) return;
      const patched = worker.evaluate(() => {
        const live = new Map<GPUBuffer, number>();
        const { createBuffer } = GPUDevice.prototype;
        const { destroy } = GPUBuffer.prototype;
        GPUDevice.prototype.createBuffer = function (...given) {
          const buffer = createBuffer.apply(this, given);
          live.set(buffer, buffer.size);
          return buffer;
        };
        GPUBuffer.prototype.destroy = function () {
          live.delete(this);
          return destroy.call(this);
        };
        Object.assign(globalThis, {
          liveBuffers: () => ({ count: live.size, bytes: [...live.values()].reduce((sum, size) => sum + size, 0) }),
        });
      });
      void patched.then(() => resolve(worker));
    });
  });
}

test('trains and grows on WebGPU, says where, and holds no more memory after a second run than after the first', async ({
  page,
}) => {
  const worker = countBuffers(page);
  await openImages(page, SMALL);
  const run = async (button: string) => {
    await runButton(page, button).click();
    await expect(progress(page)).not.toContainText('done in');
    await expect(progress(page)).toContainText('done in', { timeout: 120_000 });
    const live = await (await worker).evaluate(() => (globalThis as unknown as Counting).liveBuffers());
    return { live, results: await measured(page) };
  };
  const first = await run('Train it here');
  await expect(status(page)).toHaveText(
    facts(/^Phase 2 · train · epoch 1 of 1 · 12 channels · loss \d\.\d+ · test [\d.]+ % · WebGPU$/),
  );
  expect((await tableRows(page, 'Accuracy against size')).length).toBeGreaterThan(2);
  await expect(figure(page, 'Test images')).toContainText('% right');
  await page.getByRole('button', { name: 'Engine: WebGPU' }).click();
  const chip = page.getByRole('dialog', { name: 'Engine' });
  await expect(chip).toContainText('(software)');
  await expect(chip).toContainText('WebGPU was chosen');
  await page.keyboard.press('Escape');
  expect(first.live.count).toBeGreaterThan(10);
  expect(await run('Train again')).toEqual(first);
});

test('goes on after the device is lost, to the same numbers', async ({ page }) => {
  await openImages(page, SMALL);
  await runButton(page, 'Train it here').click();
  await expect(progress(page)).toContainText('done in', { timeout: 120_000 });
  const undisturbed = await measured(page);
  await runButton(page, 'Train again').click();
  await press(page, 'Pause');
  await press(page, 'Next phase');
  await expect(status(page)).toContainText(facts(/Phase 1 · .* · test/));
  await expect(progress(page)).toContainText('paused');
  await drillWhileItComputes(page, 'Lose the device');
  await expect(messages(page)).toContainText(
    /The GPU device was lost; a new one goes on after (epoch 1 of|the growth to) phase \d\./,
  );
  await expect(progress(page)).toContainText('done in', { timeout: 120_000 });
  expect(await measured(page)).toEqual(undisturbed);
});

import { expect, test } from '@playwright/test';

const manifest = {
  date: '2026-01-02',
  engine: 'wasm',
  device: 'test',
  versions: {},
  seconds: 10,
  workers: 1,
  recipe: {
    experiment: 'images',
    preset: 'pocket',
    method: 'firefly',
    seeds: [0, 1],
    images: { dataset: 'CIFAR-10', sha256: '0'.repeat(64) },
  },
};

/** A run of so many phases that gets better by 5 points each. */
function run(seed: number, phases: number) {
  const each = (value: (phase: number) => number) => Array.from({ length: phases }, (_, k) => value(k));
  return {
    seed,
    parameters: each((k) => 4000 * 2 ** k),
    multiplyAdds: each((k) => 500_000 * (k + 1)),
    channels: each((k) => 64 + 20 * k),
    epochs: each(() => 16),
    trainLoss: each((k) => 1.6 - k / 5),
    validationAccuracy: each((k) => 0.34 + k / 20),
    testAccuracy: each((k) => 0.35 + k / 20 + seed / 100),
    trainSeconds: each(() => 4),
    growSeconds: each((k) => (k > 0 ? 2 : 0)),
  };
}

test('Figure 4: accuracy against size of stored runs, seconds per growth, and a sentence for what is not there', async ({
  page,
}) => {
  await page.route('**/results/images/figure4a.json', (route) =>
    route.fulfill({
      json: {
        format: 'firefly-lab/image-figure@1',
        figure: 'figure4a',
        images: { train: 2000, validation: 500, test: 1000 },
        methods: {
          firefly: { manifest, runs: [run(0, 3), run(1, 3)] },
          fixed: { manifest: { ...manifest, recipe: { ...manifest.recipe, method: 'fixed' } }, runs: [run(0, 1)] },
        },
      },
    }),
  );
  await page.route('**/results/images/figure4b.json', (route) =>
    route.fulfill({
      json: {
        format: 'firefly-lab/growth-times@1',
        figure: 'figure4b',
        manifest,
        channels: 116,
        parameters: 12919,
        multiplyAdds: 1_500_000,
        epochSeconds: [[1], [1.2]],
        growSeconds: {
          firefly: [
            [4, 4.2],
            [3.9, 4.1],
          ],
          nash: [[62], [60]],
        },
      },
    }),
  );
  await page.route('**/results/images/depth.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('./#/figures?figure=images');
  const accuracy = page.getByRole('figure', { name: 'Figure 4(a): accuracy against size' });
  await expect(accuracy.locator('.accuracy-curve')).toHaveCount(2);
  const reader = accuracy.getByRole('slider', { name: 'test accuracy of each method' });
  await reader.focus();
  await reader.press('ArrowRight');
  await reader.press('ArrowRight');
  await expect(reader).toHaveAttribute(
    'aria-valuetext',
    'Firefly, phase 2: 40.5\u00a0%, from 40\u00a0% to 41\u00a0%, 8,000 parameters',
  );
  await accuracy.getByRole('combobox', { name: 'Along' }).selectOption('multiplyAdds');
  await expect(accuracy.getByText('Choosing what grows comes on top')).toBeVisible();
  await accuracy.getByRole('button', { name: 'Show as table' }).click();
  await expect(accuracy.getByRole('row')).toHaveCount(1 + 2 * 3 + 1);
  const times = page.getByRole('figure', { name: 'Figure 4(b): seconds per growth' });
  await expect(times.getByText('61 s15×')).toBeVisible();
  await expect(page.getByText('The results of Depth are not here.')).toBeVisible();
});

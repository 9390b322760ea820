/** Draws the app's icons as PNG from their SVG sources: `npx tsx scripts/icons.ts`, whenever one of those changes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findChromium } from './chromium.mjs';

const ICONS = [
  { source: 'public/firefly.svg', size: 192, file: 'public/icons/icon-192.png' },
  { source: 'public/firefly.svg', size: 512, file: 'public/icons/icon-512.png' },
  { source: 'public/icons/maskable.svg', size: 512, file: 'public/icons/maskable-512.png' },
  { source: 'public/icons/maskable.svg', size: 180, file: 'public/icons/apple-touch-180.png' },
] as const;

const executablePath = await findChromium();
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
for (const { source, size, file } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px}</style>${readFileSync(source, 'utf8')}`,
  );
  writeFileSync(file, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();

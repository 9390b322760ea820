import { defineConfig } from '@playwright/test';
import { findChromium, WITH_ADAPTER, WITHOUT_ADAPTER } from './scripts/chromium.mjs';

const executablePath = await findChromium();
const browser = (args: readonly string[]) => ({
  launchOptions: { args: [...args], ...(executablePath ? { executablePath } : {}) },
});

// Several copies of the project can be tested at the same time on ports of their own.
const port = process.env.TEST_PORT ?? '4317';
const address = `http://localhost:${port}/`;

export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  // Only the offline tests want a service worker; elsewhere it would fetch everything in each of their fresh profiles.
  use: { baseURL: address, viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' },
  // The built page, as visitors get it.
  webServer: { command: `npx vite preview --port ${port} --strictPort`, url: address },
  projects: [
    { name: 'processor', testMatch: /.*\.spec\.ts/, testIgnore: /webgpu/, use: browser(WITHOUT_ADAPTER) },
    { name: 'webgpu', testMatch: /webgpu.*\.spec\.ts/, use: browser(WITH_ADAPTER) },
  ],
});

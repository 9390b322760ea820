/** Finds a Chromium for the tests: CHROMIUM_PATH, an installed one, or Playwright's own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The program's path, or undefined if there is none. */
export async function findChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  for (const name of NAMES) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // Not this one.
    }
  }
  const place = PLACES.find(existsSync);
  if (place) return place;
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

const COMMON = [
  '--headless=new',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Arguments for a Chromium without a WebGPU adapter: the processor's path. */
export const WITHOUT_ADAPTER = COMMON;

/** Arguments for a Chromium with a software WebGPU adapter. */
export const WITH_ADAPTER = [...COMMON, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

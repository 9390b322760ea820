/** The Chromium that the benches run in: headless, with WebGPU in software where there is no GPU. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** BENCH_GPU=hardware lets Chromium choose the adapter; the default is SwiftShader, which every machine has. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));
  const software = process.env.BENCH_GPU === 'hardware' ? [] : ['--use-webgpu-adapter=swiftshader'];
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...FLAGS, ...software] });
}

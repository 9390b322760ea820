/**
 * Makes a fresh clone ready: packages, the compiled kernel and, with `--tests`, a Chromium. Does only what is missing, and
 * needs nothing but Node and npm.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

function succeeds(command, args) {
  try {
    run(command, args);
    return true;
  } catch {
    return false;
  }
}

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Firefly Lab needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}

const installed = `${root}/node_modules/.package-lock.json`;
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}/package-lock.json`).mtimeMs) {
  console.error('Installing packages ...');
  if (!succeeds('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) {
    console.error('The packages could not be installed; see above.');
    process.exit(1);
  }
}

run(process.execPath, ['scripts/build-kernel.mjs']);

if (process.argv.includes('--tests')) {
  const { findChromium } = await import('./chromium.mjs');
  if (!(await findChromium())) {
    console.error('Installing a Chromium for the browser tests ...');
    const root = process.getuid?.() === 0;
    const playwright = () => succeeds('npx', ['playwright', 'install', 'chromium']);
    const debian = () =>
      root && succeeds('apt-get', ['update', '-qq']) && succeeds('apt-get', ['install', '-y', '-qq', 'chromium']);
    if (!debian() && !playwright()) {
      console.error('No Chromium was found or could be installed: install one, or set CHROMIUM_PATH to its program.');
      process.exit(1);
    }
  }
}

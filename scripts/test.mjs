/** Runs every check: types, lint, unit tests, build and browser tests. Prints `N passed, N failed`; fails if any failed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const reports = mkdtempSync(join(tmpdir(), 'firefly-lab-'));
let passed = 0;
let failed = 0;

function step(name, args, env = {}) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

/** A check that counts as one test. */
function check(name, args) {
  if (step(name, args)) passed += 1;
  else failed += 1;
}

/** A test run that counts its own tests in a JSON report; a run without a report counts as one failure. */
function tests(name, args, env, count) {
  const fine = step(name, args, env);
  try {
    const counted = count(JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8')));
    passed += counted.passed;
    failed += counted.failed + (!fine && counted.failed === 0 ? 1 : 0);
  } catch {
    failed += 1;
  }
}

check('types', ['tsc', '--noEmit', '-p', '.']);
check('lint', ['biome', 'check', '--error-on-warnings', '.']);
tests(
  'unit',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile=${join(reports, 'unit.json')}`],
  {},
  (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests + report.numPendingTests }),
);
check('build', ['vite', 'build', '--logLevel', 'warn']);
tests(
  'browser',
  ['playwright', 'test', '--reporter=list,json'],
  { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'browser.json') },
  (report) => ({ passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky }),
);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/**
 * Lighthouse against the built page, in the desktop preset: `npm run lighthouse [-- --out FILE]`. Prints a table and ends
 * with exit code 1 when a budget is missed. Runs each page several times and takes the median, as the tool's authors advise.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { preview } from 'vite';
import { findChromium } from './chromium.mjs';

const BUDGETS = { performance: 95, accessibility: 100, 'best-practices': 95 } as const;
type Category = keyof typeof BUDGETS;
const CATEGORIES = Object.keys(BUDGETS) as Category[];
/** Shown beside the scores, because they say why a score is what it is. */
const MEASURES = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
] as const;

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '#/toy,#/figures,#/learn' },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string' },
  },
});

const chromePath = await findChromium();
const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const address = server.resolvedUrls?.local[0] ?? '';
const chrome = await launch({
  ...(chromePath ? { chromePath } : {}),
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-background-networking', '--no-first-run'],
});

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

const results: Record<string, unknown>[] = [];
let missed = 0;
try {
  for (const page of values.pages.split(',')) {
    const scores: Record<string, number[]> = {};
    const complaints = new Set<string>();
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const run = await lighthouse(
        address + page,
        { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'error' },
        desktopConfig,
      );
      if (!run || run.lhr.runtimeError) throw new Error(run?.lhr.runtimeError?.message ?? 'Lighthouse gave no result.');
      const { categories, audits } = run.lhr;
      for (const category of CATEGORIES) {
        const { score, auditRefs } = categories[category]!;
        scores[category] = [...(scores[category] ?? []), Math.round(100 * (score ?? 0))];
        for (const { id, weight } of auditRefs) {
          const audit = audits[id]!;
          if (weight > 0 && audit.score !== null && audit.score < 0.9) complaints.add(`${category}: ${audit.title}`);
        }
      }
      for (const measure of MEASURES) {
        scores[measure] = [...(scores[measure] ?? []), Number(audits[measure]?.numericValue?.toFixed(3))];
      }
    }
    const medians = Object.fromEntries(Object.entries(scores).map(([name, list]) => [name, median(list)]));
    results.push({ page, ...medians });
    for (const category of CATEGORIES) {
      if (medians[category]! >= BUDGETS[category]) continue;
      missed += 1;
      console.error(`${page}: ${category} is ${medians[category]}, its budget ${BUDGETS[category]}.`);
    }
    for (const complaint of complaints) console.error(`${page}: ${complaint}`);
  }
} finally {
  chrome.kill();
  await server.close();
}
console.table(results);
if (values.out) writeFileSync(values.out, JSON.stringify({ budgets: BUDGETS, results }, null, 2));
process.exit(missed === 0 ? 0 : 1);

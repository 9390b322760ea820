/**
 * Side-by-side timings, see docs/bench.md:
 *   npm run bench -- toy  [--rounds N] [--out FILE]   training speed against other frameworks
 *   npm run bench -- page [--seconds N] [--out FILE]  main-thread work while the Toy page plays
 *   npm run bench -- figure3 [--rounds N] [--seeds N] [--out FILE]  the whole Figure 3(a) on both engines
 *   npm run bench -- images [--rounds N] [--only NAME]... [--networks PART] [--out FILE]  training steps of conv nets against other frameworks, and growths
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchFigure3 } from './figure3/bench-figure3.ts';
import { benchImages } from './images/bench-images.ts';
import { benchPage } from './page/bench-page.ts';
import { benchToy } from './toy/bench-toy.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    seeds: { type: 'string', default: '20' },
    only: { type: 'string', multiple: true },
    networks: { type: 'string' },
    out: { type: 'string' },
  },
});

async function measure(what: string | undefined): Promise<{ report: string; passed: boolean; result: unknown }> {
  if (what === 'toy') return benchToy(Number(values.rounds));
  if (what === 'page') return benchPage(Number(values.seconds));
  if (what === 'figure3') return benchFigure3(Number(values.rounds), Number(values.seeds));
  if (what === 'images') return benchImages(Number(values.rounds), values.only, values.networks);
  console.error('Say what to measure: npm run bench -- toy, page, figure3 or images.');
  process.exit(2);
}

execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build-kernel.mjs', import.meta.url))], {
  stdio: 'inherit',
});
const { report, passed, result } = await measure(positionals[0]);
console.log(report);
if (values.out) await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`);
process.exitCode = passed ? 0 : 1;

import { benchTwoThreads } from './images/two-threads.ts';

console.log(await benchTwoThreads(Number(process.argv[2] ?? 7)));
process.exit(0);

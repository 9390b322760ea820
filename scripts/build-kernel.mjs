/**
 * Compiles src/compute/cpu/kernel.as.ts with AssemblyScript into src/compute/cpu/kernel.wasm.ts, a module that holds the
 * WebAssembly as base64 text: no second file to serve, and the same import works in workers, in Node and in tests.
 * Does nothing when the output was made from the same source by the same compiler.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = fileURLToPath(new URL('../src/compute/cpu/kernel.as.ts', import.meta.url));
const target = fileURLToPath(new URL('../src/compute/cpu/kernel.wasm.ts', import.meta.url));
// SIMD is a feature of every engine we run on; relaxed SIMD stays off, its results differ between processors.
const options = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--disable', 'relaxed-simd', '--noAssert'];

const text = await readFile(source, 'utf8');
const fingerprint = createHash('sha256')
  .update([text, asc.version, ...options].join('\n'))
  .digest('hex')
  .slice(0, 16);
const previous = await readFile(target, 'utf8').catch(() => '');
if (previous.includes(`source ${fingerprint}`)) process.exit(0);

let binary;
const { error, stderr } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...options], {
  // See the head of kernel.as.ts: its comments `//@inline` stand for the decorator.
  readFile: (name) => (name === 'kernel.ts' ? text.replaceAll('//@inline', '@inline') : null),
  writeFile: (name, contents) => {
    if (name === 'kernel.wasm') binary = contents;
  },
  listFiles: () => [],
});
if (error || !binary) {
  console.error(stderr.toString());
  console.error(error?.message ?? 'AssemblyScript wrote no module.');
  process.exit(1);
}

await writeFile(
  target,
  `// Generated from kernel.as.ts by scripts/build-kernel.mjs (source ${fingerprint}); do not edit.
export const kernelWasm =
  '${Buffer.from(binary).toString('base64')}';
`,
);
console.log(`Kernel: ${binary.length} bytes.`);

/**
 * Compiles our AssemblyScript into modules that hold the WebAssembly as base64 text: no second file to serve, and the same
 * import works in workers, in Node and in tests. Does nothing for outputs made from the same sources by the same compiler.
 *
 * In the sources the comment `//@inline` stands for AssemblyScript's decorator of that name: written as a decorator, the files
 * would not parse as TypeScript for the formatter.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

// SIMD is a feature of every engine we run on; relaxed SIMD stays off, its results differ between processors.
const OPTIONS = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--disable', 'relaxed-simd', '--noAssert'];

/** Folder, first file, module written, and options of its own. */
const KERNELS = [
  { folder: '../src/compute/cpu/', entry: 'kernel.as.ts', target: 'kernel.wasm.ts', options: [] },
  // Works in the memory of the tfjs wasm backend.
  {
    folder: '../src/compute/tfjs/wasm/',
    entry: 'index.as.ts',
    target: 'kernels.wasm.ts',
    options: ['--importMemory', '--noExportMemory'],
  },
];

async function build({ folder, entry, target, options }) {
  const path = (name) => fileURLToPath(new URL(folder + name, import.meta.url));
  const names = (await readdir(path(''))).filter((name) => name.endsWith('.as.ts')).sort();
  const texts = new Map();
  for (const name of names) texts.set(name, await readFile(path(name), 'utf8'));
  const all = [...OPTIONS, ...options];
  const fingerprint = createHash('sha256')
    .update([...texts.values(), asc.version, ...all].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const previous = await readFile(path(target), 'utf8').catch(() => '');
  if (previous.includes(`source ${fingerprint}`)) return;

  let binary;
  const { error, stderr } = await asc.main([entry, '--outFile', 'kernel.wasm', ...all], {
    readFile: (name) => texts.get(name)?.replaceAll('//@inline', '@inline') ?? null,
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
  const name = target === 'kernel.wasm.ts' ? 'kernelWasm' : 'kernelsWasm';
  await writeFile(
    path(target),
    `// Generated from ${entry} by scripts/build-kernel.mjs (source ${fingerprint}); do not edit.
export const ${name} =
  '${Buffer.from(binary).toString('base64')}';
`,
  );
  console.log(`Kernel ${entry}: ${binary.length} bytes.`);
}

for (const kernel of KERNELS) await build(kernel);

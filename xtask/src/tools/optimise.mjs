// Optimises WebAssembly files in place, with Binaryen as a library: its program, started once for
// each of some two hundred small files, takes most of its time to be compiled itself.
//
// The files come as JSON on the standard input: [{ file, level: "-O2", features: ["--enable-simd"] }],
// the largest first, so that none of them is left for the end.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

if (isMainThread) main();
else await work(workerData);

function main() {
  const files = JSON.parse(readFileSync(0, 'utf8'));
  // The number of the next file, for all threads.
  const next = new Int32Array(new SharedArrayBuffer(4));
  for (let thread = 0; thread < Math.min(availableParallelism(), files.length); thread += 1) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { files, next } });
    worker.on('error', (error) => {
      console.error(String(error.message));
      process.exit(1);
    });
  }
}

async function work({ files, next }) {
  const { default: binaryen } = await import('binaryen');
  for (;;) {
    const given = files[Atomics.add(next, 0, 1)];
    if (!given) return;
    try {
      optimise(binaryen, given);
    } catch (error) {
      throw new Error(`${given.file} can't be optimised: ${error.message ?? error}`);
    }
  }
}

function optimise(binaryen, { file, level, features }) {
  const known = features.map((flag) => featureOf(binaryen, flag)).reduce((all, one) => all | one, 0);
  const [, how] = /^-O([0-4sz])$/.exec(level) ?? [];
  if (how === undefined) throw new Error(`no level of optimisation is called ${level}`);
  binaryen.setOptimizeLevel(/\d/.test(how) ? Number(how) : 2);
  binaryen.setShrinkLevel({ s: 1, z: 2 }[how] ?? 0);
  // The names of functions aren't written.
  binaryen.setDebugInfo(false);
  const module = binaryen.readBinary(readFileSync(file), known);
  module.setFeatures(known);
  module.optimize();
  const bytes = module.emitBinary();
  module.dispose();
  writeFileSync(file, bytes);
}

/** What wasm-opt's option is called in the library: `--enable-nontrapping-float-to-int` is `NontrappingFPToInt`. */
function featureOf(binaryen, flag) {
  const letters = (text) => text.toLowerCase().replaceAll('-', '');
  const other = { simd: 'simd128', nontrappingfloattoint: 'nontrappingfptoint' };
  const name = letters(flag.replace(/^--enable-/, ''));
  const found = Object.entries(binaryen.Features).find(([own]) => letters(own) === (other[name] ?? name));
  if (!flag.startsWith('--enable-') || !found) throw new Error(`Binaryen has no feature for ${flag}`);
  return found[1];
}

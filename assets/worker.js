// Starts the worker: wasm-bindgen's script, then its program. A program that can't be fetched or isn't
// the script's own is thrown out of the promise, so that the page hears of it.

/** A module of one function that multiplies and adds with relaxed rounding. */
const RELAXED = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65,
  0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
]);

let program = './training-worker';
// Multiply and add as one instruction is quicker, but rounds as the machine likes. So only a worker
// that the page names for it takes that program, and only where the browser has the instruction.
if (self.name === 'fused' && WebAssembly.validate(RELAXED)) {
  try {
    importScripts('./fused-worker.js');
    program = './fused-worker';
  } catch {
    // A site that Trunk built has the one program only.
  }
}
if (program === './training-worker') importScripts('./training-worker.js');
wasm_bindgen({ module_or_path: `${program}_bg.wasm` }).catch((error) =>
  setTimeout(() => {
    throw error;
  }),
);

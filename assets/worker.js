// Starts the worker that trains: wasm-bindgen's script, then its program. A program that can't be
// fetched or isn't the script's own is thrown out of the promise, so that the page hears of it.
importScripts('./training-worker.js');
wasm_bindgen({ module_or_path: './training-worker_bg.wasm' }).catch((error) =>
  setTimeout(() => {
    throw error;
  }),
);

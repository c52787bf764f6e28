// Starts the worker that trains: wasm-bindgen's script, then its program.
importScripts('./training-worker.js');
wasm_bindgen({ module_or_path: './training-worker_bg.wasm' });

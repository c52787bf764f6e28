
// The program itself follows: base64 of gzip.
const packed = atob("PROGRAM");
const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
new Response(unpacked)
  .arrayBuffer()
  .then((program) => wasm_bindgen({ module_or_path: program }))
  .catch((error) =>
    setTimeout(() => {
      throw error;
    }),
  );

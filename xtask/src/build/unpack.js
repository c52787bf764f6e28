
// The program itself is in the page: base64 of gzip.
const packed = atob(document.getElementById("program").textContent);
const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
// So is the worker that trains; it can't be fetched from a folder.
const worker = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
globalThis.fourPillarsWorker = URL.createObjectURL(worker);
globalThis.startFourPillars?.(INIT, new Response(unpacked).arrayBuffer());

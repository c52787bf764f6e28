// Runs the small program, whole and in parts, and prints what came of it.
//
// Standard input: { boot, whole, cuts: [{ main, files: { NAME: BASE64 }, plan }] }, where `boot` is
// the page's own boot.js: parts are loaded by it, as in the copy of the page in one file. Standard
// output: a list for the whole program and for each cut, of what each order of loading gives.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { gzipSync } from "node:zlib";

const { boot, whole, cuts } = JSON.parse(readFileSync(0, "utf8"));

const outside = {
  host: { double: (x) => 2 * x },
  __wbindgen_placeholder__: { __wbindgen_describe_cast: (a, b) => a * b },
};
const orders = [["First"], ["Second"], ["First", "Second"], ["Second", "First"]];
const bytes = (text) => Buffer.from(text, "base64");

function called({ call }) {
  const results = [];
  for (const x of [0, 1, 5, 20, 1999]) results.push(call(0, x), call(1, x));
  return results;
}

async function runWhole(order) {
  const { instance } = await WebAssembly.instantiate(bytes(whole), outside);
  for (const part of order) instance.exports[`part:${part}`]();
  return called(instance.exports);
}

async function runCut({ main, files, plan }, order) {
  // What boot.js asks a browser for.
  const packed = (file) => gzipSync(bytes(files[file])).toString("base64");
  globalThis.document = {
    currentScript: { dataset: { parts: JSON.stringify(plan) } },
    baseURI: "file:///",
    getElementById: (id) => (id in files ? { textContent: packed(id) } : null),
  };
  globalThis.addEventListener = () => {};
  runInThisContext(boot);
  const started = await WebAssembly.instantiate(bytes(main), outside);
  await startFourPillars(async () => started.instance.exports);
  for (const part of order) await fourPillarsParts(part);
  return called(started.instance.exports);
}

const said = (error) => `${error.name}: ${error.message}`;
async function all(run) {
  const results = [];
  for (const order of orders) results.push(await run(order).catch(said));
  return results;
}

const results = [await all(runWhole)];
for (const cut of cuts) results.push(await all((order) => runCut(cut, order)));
console.log(JSON.stringify(results));

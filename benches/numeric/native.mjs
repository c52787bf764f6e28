// PyTorch, natively in a process of its own, with the same calls as a peer in the page.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { inputs, mistake } from './work.js';

const KINDS = ['product', 'gpt', 'eigenvalues', 'svd'];
const ANSWERS = { product: ['product'], gpt: [], eigenvalues: ['eigenvalues'], svd: ['u', 's', 'vt'] };

/** Starts PyTorch in this Python. */
export function torch(python) {
  const script = fileURLToPath(new URL('native.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const folder = mkdtempSync(join(tmpdir(), 'four-pillars-bench-'));
  const call = async (name, ...words) => {
    child.stdin.write(`${JSON.stringify({ call: name, arguments: words })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended early; what it said is above');
    return JSON.parse(value);
  };
  const write = (name, ...parts) =>
    writeFileSync(
      join(folder, name),
      Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))),
    );

  return {
    start: () => call('start'),

    async prepare(task) {
      if (!KINDS.includes(task.kind)) return null;
      const given = inputs(task);
      if (task.kind === 'gpt') {
        const { parameters, batches } = given;
        write('parameters', ...Object.values(parameters).map(({ data }) => data));
        for (const part of ['tokens', 'targets']) write(part, ...batches.map((batch) => batch[part]));
        const shapes = Object.fromEntries(
          Object.entries(parameters).map(([name, { shape }]) => [name, shape]),
        );
        return call('prepare', { ...task, shapes }, folder);
      }
      for (const [name, data] of Object.entries(given)) write(name, data);
      const report = await call('prepare', task, folder);
      const read = (name) => new Float64Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
      const answer = Object.fromEntries(ANSWERS[task.kind].map((name) => [name, read(name)]));
      const wrong = mistake(task, given, answer);
      return wrong ? { wrong } : report;
    },

    sample: () => call('sample'),
    close: () => call('close'),

    async end() {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

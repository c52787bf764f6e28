// The results as Markdown.
import { quantile } from './statistics.mjs';

const NAMES = {
  ours: 'Four Pillars',
  jax: 'jax-js',
  tfjs: 'TensorFlow.js',
  ml_matrix: 'ml-matrix',
  plain: 'plain JavaScript',
  torch: 'PyTorch (native)',
};

const table = (heads, rows) =>
  [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Three digits, without an exponent. */
const shown = (x) => (x >= 100 ? x.toFixed(0) : x.toFixed(Math.max(0, 2 - Math.floor(Math.log10(x)))));

/** Median [fastest; quartiles], after some function of the milliseconds. */
function cell(result, failure, of) {
  if (failure) return failure;
  if (!result) return '';
  const [low, high] = result.quartiles.map(of).sort((a, b) => a - b);
  return `**${shown(of(result.median))}** [${shown(of(result.fastest))}; ${shown(low)}–${shown(high)}]`;
}

/** How many times as long as the processor's time it was by the clock. */
function waited(measured) {
  const all = measured.flatMap(({ results }) => Object.values(results));
  return all.length === 0
    ? '?'
    : shown(
        quantile(
          all.map(({ clock, median }) => clock.median / median),
          0.5,
        ),
      );
}

/** What our training step holds on to, as after the warm-up, and the same after the last round. */
function memory(measured) {
  const told = measured.filter(({ results }) => results.ours?.memory);
  if (told.length === 0) return '';
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const each = told.map(
    ({ task, results }) =>
      `${task.id}: ${megabytes(results.ours.memory.training)} on the tape, ${megabytes(results.ours.memory.all)} of wasm's memory`,
  );
  return `Megabytes that Four Pillars holds from the warm-up to the last round, without growing: ${each.join('; ')}. (Wasm's memory never shrinks, so each has the largest before it.)`;
}

/** All results, with what has to be known to read them. */
export function report({ machine, about, rounds, visits, measured, first }) {
  const section = (kinds, title, note, of) => {
    const part = measured.filter(({ task }) => kinds.includes(task.kind));
    if (part.length === 0) return '';
    const taken = (name) => part.some(({ results, failures }) => results[name] || failures[name]);
    // PyTorch keeps its column where it isn't installed, to say so.
    const names = Object.keys(NAMES).filter((name) => taken(name) || (name === 'torch' && !about.torch));
    const row = ({ task, results, failures }) => [
      task.id,
      ...names.map((name) => {
        if (name === 'torch' && !about.torch) return 'not installed';
        return cell(results[name], failures[name], (ms) => of(ms, task));
      }),
    ];
    return `### ${title}\n\n${table(['', ...names.map((name) => NAMES[name])], part.map(row))}\n\n${note}`;
  };
  const kilobytes = (bytes) => (bytes === 0 ? '' : (bytes / 1000).toFixed(1));

  return [
    `Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memory}, load ${machine.load} before the start; ${machine.browser}; ${machine.date}.`,
    Object.values(about).join('. ') + '.',
    `One thread each, its processor time. ${rounds} rounds in random order; **median** [fastest; quartiles]. By the clock it took ${waited(measured)} times as long (median of all; 1 on a machine that does nothing else).`,
    section(
      ['product'],
      'Product of two n×n matrices in single precision, GFLOP/s',
      'ml-matrix computes in double precision.',
      (ms, { n }) => (2 * n ** 3) / (1e6 * ms),
    ),
    section(
      ['gpt'],
      'One training step of a GPT, milliseconds',
      'Forward, backward and Adam; 2 layers, 4 heads, batch 8, vocabulary 65, single precision; the loss is read in every step. All start from the same parameters, and their first four losses agree within 1e-4.',
      (ms) => ms,
    ),
    memory(measured),
    section(
      ['jacobian', 'eigenvalues', 'svd'],
      'Small tasks in double precision, microseconds',
      'ml-matrix computes the eigenvectors too.',
      (ms) => 1000 * ms,
    ),
    first.length === 0
      ? ''
      : `### To the first result\n\n${table(
          [
            '',
            'JS, kB',
            'JS brotli, kB',
            'wasm, kB',
            'wasm brotli, kB',
            'brotli together, kB',
            'navigation to result, ms',
          ],
          first.map((row) => [
            NAMES[row.peer],
            kilobytes(row.js),
            kilobytes(row.jsBrotli),
            kilobytes(row.wasm),
            kilobytes(row.wasmBrotli),
            kilobytes(row.jsBrotli + row.wasmBrotli),
            cell(row.time, null, (ms) => ms),
          ]),
        )}\n\nA page that loads the library, bundled and minified with only what it uses, and multiplies two 64×64 matrices; ${visits} visits by the clock, nothing cached, the host on the same machine.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

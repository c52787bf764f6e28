// In the page: one peer, which prepares a task, gives samples of its time, and puts it away.
import { inputs, mistake } from './work.js';

const PEERS = {
  ours: () => import('./peers/ours.js'),
  jax: () => import('./peers/jax.js'),
  tfjs: () => import('./peers/tfjs.js'),
  ml_matrix: () => import('./peers/ml_matrix.js'),
  plain: () => import('./peers/plain.js'),
};
const WARM_UP = { ms: 1000, least: 5 };
// The clock has steps of a tenth of a millisecond: a sample is some hundreds of them or more.
const SAMPLE = 50;

let peer;
let work;
let repetitions;

// What a call gives is kept until the next one, so that nothing can be left out as unused.
async function timed(count) {
  const { run } = work;
  const start = performance.now();
  for (let i = 0; i < count; i += 1) {
    const result = run();
    globalThis.lastResult = result instanceof Promise ? await result : result;
  }
  return (performance.now() - start) / count;
}

globalThis.bench = {
  /** Loads the peer; gives what is to be said about it. */
  async start(name) {
    peer = await PEERS[name]();
    return peer.start();
  },

  /** Null where the peer has no such task; what is wrong; or how it went, ready for samples. */
  async prepare(task) {
    if (!peer.tasks[task.kind]) return null;
    const given = inputs(task);
    const before = performance.now();
    work = await peer.tasks[task.kind](given, task);
    const losses = [];
    if (task.kind === 'gpt') for (let i = 0; i < 4; i += 1) losses.push(await work.run());
    const preparation = performance.now() - before;
    const wrong = task.kind === 'gpt' ? null : mistake(task, given, await work.answer());
    if (wrong) return { wrong };

    const start = performance.now();
    let count = 1;
    let calls = 0;
    let each = 0;
    while (performance.now() - start < WARM_UP.ms || calls < WARM_UP.least) {
      each = await timed(count);
      calls += count;
      // Ever more at once: what is compiled on the way makes the first calls slow.
      count = Math.max(1, Math.min(2 * count, Math.floor(SAMPLE / Math.max(each, 1e-6))));
    }
    repetitions = Math.max(1, Math.ceil(SAMPLE / each));
    return { losses, repetitions, preparation, memory: work.memory?.() };
  },

  /** Milliseconds of one call by the clock, the mean over a sample. */
  sample: async () => ({ repetitions, clock: await timed(repetitions) }),

  /** Puts the task away; gives the bytes that it held, where the peer can tell. */
  close() {
    const memory = work?.memory?.();
    work?.free?.();
    work = undefined;
    return memory;
  },
};

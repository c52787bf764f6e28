// What the native program reads from an address: one process for each worker, which answers line by line.
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const PROGRAM = process.env.FOUR_PILLARS_READ;

/** Every panel of the curriculum. */
export const PANELS = JSON.parse(execFileSync(PROGRAM, ['--list'], { encoding: 'utf8' }));

/** The process, once something was asked. */
let program;
/** Who waits for an answer; answers come in the order of the questions. */
const waiting = [];

function start() {
  program = spawn(PROGRAM, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: program.stdout }).on('line', (line) => waiting.shift().answered(line));
  const ended = (why) => {
    program = undefined;
    for (const { question, failed } of waiting.splice(0)) {
      failed(new Error(`the native program ended (${why}) when it was asked for ${question}`));
    }
  };
  program.on('error', ended);
  program.stdin.on('error', ended);
  program.on('exit', (code, signal) => ended(signal ?? `code ${code}`));
  // It ends with the worker, whose end closes its input.
  for (const handle of [program, program.stdin, program.stdout]) handle.unref();
}

function ask(question) {
  if (/[\r\n]/.test(question)) throw new Error(`an address is one line: ${JSON.stringify(question)}`);
  if (!program) start();
  return new Promise((answered, failed) => {
    waiting.push({ question, answered, failed });
    program.stdin.write(`${question}\n`);
  }).then(JSON.parse);
}

/** The last answers: tests about one panel often ask for the same states. */
const known = new Map();

/** The reading of an address; with `error` where there is no such panel. */
export function read(address) {
  const answer = known.get(address) ?? ask(address);
  known.delete(address);
  known.set(address, answer);
  if (known.size > 100) known.delete(known.keys().next().value);
  return answer;
}

/** The address of a random state of a panel. */
export async function randomAddress(seed, id) {
  const { address, error } = await read(`--random ${seed} ${id}`);
  if (error) throw new Error(`${error}: ${seed} ${id}`);
  return address;
}

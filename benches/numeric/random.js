// Random numbers that are the same in Node and in the browser: only exact arithmetic, no Math.log.

/** A generator of numbers from 0 to 1, the same for the same seed. */
export function uniform(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 10; i += 1) next();
  return next;
}

/** Nearly normal: the sum of four uniform numbers, with mean 0 and variance 1. */
export function normal(seed) {
  const next = uniform(seed);
  return () => Math.sqrt(3) * (next() + next() + next() + next() - 2);
}

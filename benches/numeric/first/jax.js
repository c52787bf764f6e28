import { defaultDevice, init, numpy as np } from '@jax-js/jax';

export default async function multiply(a, b, n) {
  await init('wasm');
  defaultDevice('wasm');
  return np.matmul(np.array(a).reshape([n, n]), np.array(b).reshape([n, n])).data();
}

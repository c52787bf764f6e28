import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { matMul, ready, setBackend, tensor2d } from '@tensorflow/tfjs-core';

export default async function multiply(a, b, n) {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  await setBackend('wasm');
  await ready();
  return matMul(tensor2d(a, [n, n]), tensor2d(b, [n, n])).data();
}

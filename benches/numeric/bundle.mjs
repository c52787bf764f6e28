// Bundles the peers as their users would: only what is used, minified. Split where they load later.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Bundles page.js, and apart from it what each of these peers needs for its first result. */
export async function bundle(peers) {
  const entries = [['page'], ...peers.map((peer) => [`first/${peer}`])];
  // Each by itself: a part that two of them share would have what either of them uses.
  for (const [name] of entries)
    await build({
      entryPoints: { [name]: here(`${name}.js`) },
      outdir: here('../results/built'),
      external: ['/dist/*'],
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      logLevel: 'error',
    });
}

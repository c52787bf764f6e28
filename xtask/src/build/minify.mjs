// Takes comments, spaces and long names of variables out of scripts and styles, in place.
import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { transform } from 'esbuild';

const smaller = process.argv.slice(2).map(async (file) => {
  const loader = extname(file).slice(1);
  const { code, warnings } = await transform(await readFile(file, 'utf8'), {
    loader,
    minify: true,
    // As it is written: nothing is made over for older browsers.
    target: 'esnext',
    legalComments: 'none',
  });
  if (warnings.length > 0) throw new Error(`${file}: ${warnings.map(({ text }) => text).join('; ')}`);
  await writeFile(file, code);
});
await Promise.all(smaller);

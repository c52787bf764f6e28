// Prints, as JSON, how many bytes each of the files given takes with brotli.
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';

const compressed = promisify(brotliCompress);
const sizes = process.argv.slice(2).map(async (file) => (await compressed(await readFile(file))).length);
console.log(JSON.stringify(await Promise.all(sizes)));

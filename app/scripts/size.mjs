// Measures the first load of the built page: everything but the drawing library, gzip. Fails above the bound.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BOUND = 300_000;
/** Loaded with the first chart. */
const LATER = /^chartDrawing-/;

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const files = ['index.html', ...readdirSync(`${dist}assets`).map((name) => `assets/${name}`)];
const sizes = files.map((name) => ({ name, bytes: gzipSync(readFileSync(dist + name)).length }));
const first = sizes.filter(({ name }) => !LATER.test(name.replace('assets/', '')));
const total = first.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { name, bytes } of first) console.log(`${String(bytes).padStart(8)}  ${name}`);
console.log(`${String(total).padStart(8)}  first load, gzip (all pages, no charts), bound ${BOUND}`);
if (total > BOUND) {
  console.error('The first load is too large: load what is not needed at once by `lazy` or `import()`.');
  process.exitCode = 1;
}

// Fails when the committed client is not what the interface description gives.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'ballast-client-'));
try {
  const out = join(fresh, 'generated');
  execFileSync(process.execPath, [here('generate.mjs'), out], { stdio: 'inherit' });
  execFileSync('diff', ['-ru', here('../src/client/generated'), out], { stdio: 'inherit' });
} catch {
  console.error('The generated client is out of date: run `npm run generate` in app/ and commit src/client/generated.');
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

/** The page as it is built, served on a free port of this machine beside a session. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import type { Localnet, Session } from './localnet';

const APP = fileURLToPath(new URL('../../', import.meta.url));

export interface Site {
  readonly url: string;
  stop(): Promise<void>;
}

/** `changed`: what the page is told of the session otherwise, such as a proxy's address. */
export async function serveSite({ folder, session }: Localnet, changed: Partial<Session> = {}): Promise<Site> {
  if (!existsSync(join(APP, 'dist/index.html')))
    throw new Error('The page is not built: run `make app-e2e`, or `npm run build`.');
  const file = join(folder, 'site-session.json');
  await writeFile(file, JSON.stringify({ ...session, ...changed }));
  process.env['BALLAST_SESSION'] = file;
  const server = await preview({ root: APP, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('The page is served nowhere.');
  return { url, stop: () => server.close() };
}

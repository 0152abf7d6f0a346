import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Connect, type Plugin } from 'vite';

/** Only our own scripts; data from any network that `rpcUrl.ts` accepts. */
function contentSecurityPolicy(isDevelopment: boolean): string {
  const loopback = ['127.0.0.1', 'localhost'].flatMap((host) => [`http://${host}:*`, `ws://${host}:*`]);
  // The development server puts its own scripts and styles into the page.
  const inline = isDevelopment ? " 'unsafe-inline'" : '';
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${inline}`,
    `style-src 'self'${inline}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' https: wss: ${loopback.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** What a tag in the page cannot say and its host must: nobody shows it inside another page. */
const NEVER_FRAMED = { 'content-security-policy': "frame-ancestors 'none'", 'x-frame-options': 'DENY' };

function policyTag(isDevelopment: boolean): Plugin {
  return {
    name: 'content-security-policy',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        injectTo: 'head-prepend',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy(isDevelopment) },
      },
    ],
  };
}

/** Serves what a local network says of itself at /session.json, without the paths of its keys. */
function session(): Plugin {
  const file =
    process.env['BALLAST_SESSION'] ?? fileURLToPath(new URL('../out/localnet/session.json', import.meta.url));
  const serve = ({ middlewares }: { readonly middlewares: Connect.Server }) => {
    middlewares.use('/session.json', (_request, response) => {
      if (!existsSync(file)) {
        response.statusCode = 404;
        response.end();
        return;
      }
      const told = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      delete told['keys'];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(told));
    });
  };
  return { name: 'session', configureServer: serve, configurePreviewServer: serve };
}

export default defineConfig(({ command }) => ({
  base: './',
  plugins: [react(), policyTag(command === 'serve'), session()],
  server: { host: '127.0.0.1', port: 5173, headers: NEVER_FRAMED },
  preview: { headers: NEVER_FRAMED },
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
}));

/** Debian's Chromium, and what a page did there that no page of ours may do. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

export function openBrowser(): Promise<Browser> {
  const executablePath = process.env['BALLAST_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(
      `There is no ${executablePath}: \`apt-get install chromium\`, or name another with BALLAST_CHROMIUM.`,
    );
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** What a machine under load needs at most for what is quick otherwise. */
const PATIENCE_MILLIS = 45_000;

export interface Watched {
  readonly page: Page;
  /** Errors that nobody caught, and what the content-security policy stopped. */
  readonly misdeeds: readonly string[];
}

export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on('pageerror', (error) => misdeeds.push(`uncaught: ${error.message}`));
  await page.exposeFunction('reportViolation', (told: string) =>
    misdeeds.push(`against the content-security policy: ${told}`),
  );
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const tell = (window as unknown as { reportViolation: (told: string) => void }).reportViolation;
      tell(`${violatedDirective} ${blockedURI}`);
    });
  });
  return { page, misdeeds };
}

/** What a story needs: a network, the page beside it, a browser tab. One of each for a file. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFailed, beforeEach } from 'vitest';
import { openBrowser, openTab, type Watched } from './browser';
import { Chain } from './chain';
import { REPOSITORY, startLocalnet, type Localnet, type LocalnetOptions, type Session } from './localnet';
import { serveSite, type Site } from './site';

/** Where pictures go. */
export const ARTIFACTS = join(REPOSITORY, 'out/app-e2e');

export interface World {
  readonly page: Page;
  readonly chain: Chain;
  readonly localnet: Localnet;
  readonly browser: Browser;
  readonly site: Site;
}

export interface WorldOptions extends LocalnetOptions {
  /** What stands between the page and the network: returns what the page is told of the session instead. */
  readonly between?: (session: Session) => Promise<Partial<Session>>;
}

/** Registers the hooks. A test fails when the page has thrown or met its content-security policy meanwhile. */
export function useWorld({ between, ...options }: WorldOptions = {}): World {
  const parts: { localnet?: Localnet; site?: Site; browser?: Browser; tab?: Watched; chain?: Chain } = {};
  beforeAll(async () => {
    await mkdir(ARTIFACTS, { recursive: true });
    parts.localnet = await startLocalnet(options);
    const { session } = parts.localnet;
    parts.chain = new Chain(session);
    parts.site = await serveSite(parts.localnet, await between?.(session));
    parts.browser = await openBrowser();
    parts.tab = await openTab(parts.browser);
  });
  afterAll(async () => {
    await parts.browser?.close();
    await parts.site?.stop();
    await parts.localnet?.stop();
  });
  beforeEach(() => {
    onTestFailed(async ({ task }) => {
      const path = join(ARTIFACTS, 'failed', `${task.name}.png`);
      await parts.tab?.page.screenshot({ path, fullPage: true });
    });
  });
  afterEach(() => {
    expect(parts.tab?.misdeeds).toEqual([]);
  });
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The story has not begun: use the world inside a test.');
    return part;
  };
  return {
    get page() {
      return there(parts.tab).page;
    },
    get chain() {
      return there(parts.chain);
    },
    get localnet() {
      return there(parts.localnet);
    },
    get browser() {
      return there(parts.browser);
    },
    get site() {
      return there(parts.site);
    },
  };
}

/** Every page with something on it: looked at by axe, photographed in light, in dark and on a phone. */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { act, connectAs, goTo, openMarket, signAndSend } from './harness/person';
import { ARTIFACTS, useWorld } from './harness/world';

const world = useWorld({ lenders: 3, borrowers: 12 });

const PAGES = ['Market', 'Policy', 'Publishers', 'Position', 'Liquidations', 'Governance', 'Audit', 'Study'];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };
/** Half a day on the chain: a calm morning, a rise to stress, and publishers that stay there. */
const SCORES = [2_000, 2_100, 1_900, 2_300, 2_600, 3_100, 3_900, 4_300, 4_900, 5_600, 6_400, 7_000, 7_200, 6_900];
const BETWEEN_SECONDS = 900;

beforeAll(async () => {
  await mkdir(ARTIFACTS, { recursive: true });
  const { page, chain } = world;
  await openMarket(page, world.site.url);
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  await signAndSend(await act(page, { action: 'Deposit', asset: 'SOL', amount: '120' }));
  await signAndSend(await act(page, { action: 'Borrow', asset: 'USDC', amount: '11000' }));
  for (const score of SCORES) {
    await chain.travel(BETWEEN_SECONDS);
    await chain.round(score);
  }
}, 300_000);

/** Waits until nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  await page.evaluate(() => document.fonts.ready);
}

async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: true, animations: 'disabled' });
}

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/** Serious and critical findings, each with where it was found. */
async function findings(page: Page): Promise<string[]> {
  // Evaluated from outside: the page's policy takes no script of strangers.
  await page.evaluate(await readFile(source, 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (node: Document) => Promise<{ violations: Finding[] }> } };
    return (await axe.run(document)).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary ?? ''}`),
    );
}

for (const theme of ['light', 'dark']) {
  test(`no_page_has_a_serious_accessibility_finding_in_${theme}`, async () => {
    const { page } = world;
    await page.setViewportSize(WIDE);
    await page.getByLabel('Theme').selectOption(theme);
    const found: Record<string, string[]> = {};
    for (const name of PAGES) {
      await goTo(page, name);
      await settled(page);
      const those = await findings(page);
      if (those.length > 0) found[name] = those;
      await photograph(page, `${name.toLowerCase()}-${theme}`);
    }
    expect(found).toEqual({});
  });
}

test('no_page_is_wider_than_a_phone', async () => {
  const { page } = world;
  await page.setViewportSize(PHONE);
  await page.getByLabel('Theme').selectOption('light');
  const found: Record<string, unknown> = {};
  for (const name of PAGES) {
    await goTo(page, name);
    await settled(page);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const those = await findings(page);
    if (overhang > 0 || those.length > 0) found[name] = { overhang, those };
    await photograph(page, `${name.toLowerCase()}-phone`);
  }
  expect(found).toEqual({});
});

test('dialogs_have_no_serious_finding_either', async () => {
  const { page } = world;
  await page.setViewportSize(WIDE);
  const found: Record<string, string[]> = {};
  for (const theme of ['light', 'dark']) {
    await page.getByLabel('Theme').selectOption(theme);
    // A transaction's summary
    await goTo(page, 'Position');
    const dialog = await act(page, { action: 'Deposit', asset: 'SOL', amount: '12.5' });
    found[`transaction ${theme}`] = await findings(page);
    await page.screenshot({ path: join(ARTIFACTS, `dialog-transaction-${theme}.png`) });
    await dialog.getByRole('button', { name: 'Close' }).click();
    // And messages for a multisig
    await goTo(page, 'Governance');
    await page
      .getByRole('button', { name: /^Pause/ })
      .first()
      .click();
    await dialog.getByText(/Squads v4/).waitFor();
    found[`multisig ${theme}`] = await findings(page);
    await page.screenshot({ path: join(ARTIFACTS, `dialog-multisig-${theme}.png`) });
    await dialog.getByRole('button', { name: 'Close' }).click();
  }
  expect(Object.entries(found).filter(([, those]) => those.length > 0)).toEqual([]);
});

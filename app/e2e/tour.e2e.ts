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

/** Waits until nothing is being read any more, and charts of the past have every round. */
async function settled(page: Page, name: string): Promise<void> {
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  const rounds = SCORES.length + 1;
  if (name === 'Market') {
    for (const asset of ['USDC', 'SOL', 'ETH', 'BTC']) {
      const chart = page.getByRole('figure').filter({ hasText: new RegExp(`^${asset}\\s*${rounds} rounds`) });
      await chart.getByRole('img').locator('canvas').waitFor();
    }
  }
  if (name === 'Publishers') await page.getByText(new RegExp(`^${rounds} reports of`)).waitFor();
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

/** What the README shows: the part of a page that a wide window has at once. */
const SHOWN = { width: 1160, height: 720 };

test('the_pictures_of_the_readme_are_taken', async () => {
  const { page } = world;
  await page.setViewportSize(SHOWN);
  const take = async (name: string, theme: string, heading: string, picture: string) => {
    await page.getByLabel('Theme').selectOption(theme);
    await goTo(page, name);
    await settled(page, name);
    await page.getByRole('heading', { name: heading }).evaluate((one) => one.scrollIntoView());
    await page.screenshot({ path: join(ARTIFACTS, `readme-${picture}.png`), animations: 'disabled' });
  };
  await take('Market', 'light', 'Risk feeds', 'market');
  await take('Market', 'dark', 'Score over time', 'history');
  await take('Position', 'light', 'Position', 'position');
  await take('Policy', 'dark', 'Borrow curves', 'policy');
});

for (const theme of ['light', 'dark']) {
  test(`no_page_has_a_serious_accessibility_finding_in_${theme}`, async () => {
    const { page } = world;
    await page.setViewportSize(WIDE);
    await page.getByLabel('Theme').selectOption(theme);
    const found: Record<string, string[]> = {};
    for (const name of PAGES) {
      await goTo(page, name);
      await settled(page, name);
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
    await settled(page, name);
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

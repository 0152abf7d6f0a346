/** What a person does on the page, found as a person finds it: by role and by name. */
import type { Locator, Page } from 'playwright-core';

export async function openMarket(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { name: 'Market', level: 1 }).waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /^live$/ })
    .waitFor();
}

export async function connectAs(page: Page, role: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect wallet' }).click();
  await page.getByRole('button', { name: `${role} development` }).click();
  await page.getByRole('button', { name: /· leave$/ }).waitFor();
}

/** Leaves the wallet, so that another can be connected. */
export async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: /· leave$/ }).click();
  await page.getByRole('button', { name: 'Connect wallet' }).waitFor();
}

export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

export interface Act {
  readonly action: 'Deposit' | 'Withdraw' | 'Borrow' | 'Repay';
  readonly asset: string;
  /** As typed, or the button beside it. */
  readonly amount: string;
}

/** Fills the form in. */
export async function fillIn(page: Page, { action, asset, amount }: Act): Promise<Locator> {
  const card = page.getByRole('article', { name: 'Act on the position' });
  await card.getByRole('radio', { name: action }).check();
  await card.getByLabel('Asset').selectOption({ label: asset });
  await card.getByText(/^The wallet holds/).waitFor();
  if (amount === 'All' || amount === 'Max') await card.getByRole('button', { name: amount, exact: true }).click();
  else await card.getByLabel(`Amount, ${asset}`).fill(amount);
  return card;
}

/** Fills the form in and opens the dialog, which has been simulated when this returns. */
export async function act(page: Page, what: Act): Promise<Locator> {
  const card = await fillIn(page, what);
  await card.getByRole('button', { name: 'Review and sign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Simulated: it would succeed|The market would refuse this/).waitFor();
  return dialog;
}

/** Signs, waits for the confirmation, closes the dialog; returns where the explorer's link leads. */
export async function signAndSend(dialog: Locator): Promise<string> {
  await dialog.getByRole('button', { name: 'Sign and send' }).click();
  await dialog.getByText('Done and confirmed.').waitFor();
  const link = await dialog.getByRole('link', { name: /explorer/ }).getAttribute('href');
  await dialog.getByRole('button', { name: 'Close' }).click();
  return link ?? '';
}

/** Chooses a file in the browser's own dialog. */
export async function chooseFile(page: Page, label: RegExp, path: string): Promise<void> {
  const opened = page.waitForEvent('filechooser');
  await page.getByLabel(label).click();
  await (await opened).setFiles(path);
}

/** Marks the page, so that a later reload would be seen. */
export async function markPage(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { isMarked: true }));
  return () => page.evaluate(() => 'isMarked' in window);
}

/** Waits until what stands under a label in a list of figures is so. */
export function seeFigure(page: Page, label: string, text: RegExp): Promise<void> {
  const found = page.locator('.figure', { has: page.getByText(label, { exact: true }) });
  return found.locator('dd').filter({ hasText: text }).waitFor();
}

const SIZES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9 };

/** The number that a text begins with, such as `12.50 K USDC`. */
export function numberIn(text: string | undefined): number {
  const [, digits = 'none', size = ''] = /^\s*([\d,.]+)(?:\s+([KMB])\b)?/.exec(text ?? '') ?? [];
  return Number(digits.replaceAll(',', '')) * (SIZES[size] ?? 1);
}

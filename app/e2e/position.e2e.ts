/** A borrower's day: everything that a wallet does here, once from beginning to end. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { act, connectAs, goTo, openMarket, seeFigure, signAndSend } from './harness/person';
import { useWorld } from './harness/world';

const world = useWorld();

test('a_visitor_deposits_borrows_repays_and_withdraws_and_sees_each_before_signing', async () => {
  const { page } = world;
  await openMarket(page, world.site.url);
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  await page.getByText('A first deposit opens it').waitFor();

  // When SOL is deposited, then the summary stands before the signature
  const dialog = await act(page, { action: 'Deposit', asset: 'SOL', amount: '100' });
  expect(await dialog.textContent()).toMatch(/Deposit100 SOL.*Opens the position.*Simulated: it would succeed/s);
  const link = await signAndSend(dialog);
  // And the focus is in the form again, whose button waits for another amount
  expect(await page.evaluate(() => document.activeElement?.closest('form') !== null)).toBe(true);
  // And the link leads to the explorer, with this network named
  const url = new URL(link);
  expect(url.origin + url.pathname).toMatch(/^https:\/\/explorer\.solana\.com\/tx\/\w{80,}$/);
  expect(url.searchParams.get('cluster')).toBe('custom');
  expect(url.searchParams.get('customUrl')).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);

  // When dollars are borrowed, then health is shown
  await signAndSend(await act(page, { action: 'Borrow', asset: 'USDC', amount: '5000' }));
  await seeFigure(page, 'Debt', /^5,00\d\.\d\d USD/);
  await seeFigure(page, 'Liquidation limit used', /^[1-9]\d\.\d\d %/);
  await seeFigure(page, 'All collateral may fall by', /^[1-9]\d\.\d\d %/);

  // When all of it is repaid and withdrawn, then nothing is left
  await signAndSend(await act(page, { action: 'Repay', asset: 'USDC', amount: 'All' }));
  await seeFigure(page, 'All collateral may fall by', /^no debt/);
  await signAndSend(await act(page, { action: 'Withdraw', asset: 'SOL', amount: 'All' }));
  await page.getByText('The position is open and empty').waitFor();
});

test('a_whole_deposit_is_done_by_keyboard_alone', async () => {
  const { page } = world;
  // Given the page as it opens, and no mouse
  await page.goto(world.site.url);
  await page.getByRole('heading', { name: 'Risk feeds' }).waitFor();
  await press(page, 'button', /^Connect wallet$/);
  await press(page, 'button', /^visitor/);
  await page.getByRole('button', { name: /· leave$/ }).waitFor();
  await press(page, 'link', /^Position$/);
  await page.getByRole('heading', { name: 'What can be done now' }).waitFor();

  // When the asset is chosen by its first letter, an amount is typed and Enter reviews it
  await reach(page, 'combobox', /^Asset/);
  await page.keyboard.press('e');
  await reach(page, 'textbox', /^Amount, ETH/);
  await page.keyboard.type('1.5');
  await page.getByRole('region', { name: 'Effect of the action' }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Simulated: it would succeed/).waitFor();

  // Then the dialog keeps the focus inside, signs, and gives the focus back to the amount when Escape closes it
  await press(page, 'button', /^Sign and send$/);
  await dialog.getByText('Done and confirmed.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await focused(page)).toMatch(/^Amount, ETH/);
  await page.getByRole('region', { name: 'Table of deposits and debts' }).getByText('1.50').waitFor();
});

/** The label of what has the focus, or its own words. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    const label = at instanceof HTMLInputElement ? at.labels?.[0] : undefined;
    return (label ?? at)?.textContent ?? '';
  });
}

/** A person presses the tabulator no more often than this before giving up. */
const MOST_TABS = 60;

/** Goes on with the tabulator until the focus is on it; what has the focus must be seen to have it. */
async function reach(page: Page, role: 'button' | 'link' | 'combobox' | 'textbox', name: RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name });
  await wanted.first().waitFor();
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab');
    const isThere = await wanted.evaluateAll((found) => found.some((one) => one === document.activeElement));
    if (!isThere) continue;
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).not.toBe('none');
    return;
  }
  throw new Error(`${role} ${String(name)} is not reached by the tabulator.`);
}

async function press(page: Page, role: 'button' | 'link', name: RegExp): Promise<void> {
  await reach(page, role, name);
  await page.keyboard.press('Enter');
}

/** A borrower's day: everything that a wallet does here, once from beginning to end. */
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

/** Rewards: what a depositor earned beside interest is shown, claimed through the wallet's dialog, and arrives. */
import { expect, test } from 'vitest';
import { act, connectAs, fillIn, goTo, numberIn, openMarket, signAndSend } from './harness/person';
import { openRewards } from './harness/reward';
import { until } from './harness/until';
import { useWorld } from './harness/world';

const world = useWorld();

const [USDC, SOL] = [0, 1];
const HOUR = 3_600;
/** Most of the SOL is the visitor's, and the programme gives 12,000 USDC within a day: of 500 an hour most are the visitor's. */
const GIVEN = 12_000_000_000n;
const DECIMALS = 1e6;

const rewards = () => world.page.getByRole('region', { name: /^Table of rewards of position/ });

/** What the table says of the rewards for holding SOL, dollars. */
async function earnedShown(): Promise<number> {
  const cell = rewards()
    .getByRole('row', { name: /^holding SOL/ })
    .getByRole('cell', { name: /USDC$/ })
    .first();
  return numberIn(await cell.innerText());
}

test('a_depositor_sees_what_was_earned_and_claims_it_and_it_arrives', async () => {
  const { page, chain } = world;
  // Given SOL that the visitor holds, and a programme for its depositors that is opened afterwards
  await openMarket(page, world.site.url);
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  await signAndSend(await act(page, { action: 'Deposit', asset: 'SOL', amount: '120' }));
  await page.getByRole('region', { name: 'Table of deposits and debts' }).getByText('120.00').waitFor();
  expect(await page.getByRole('heading', { name: 'Rewards to claim' }).count()).toBe(0);
  await openRewards(chain, { reserve: SOL, side: 'deposit', token: USDC, amount: GIVEN, seconds: 24 * HOUR });

  // When an hour has passed, then the page shows by itself what it brought
  await chain.travel(HOUR);
  await page.getByRole('heading', { name: 'Rewards to claim' }).waitFor();
  const earned = await earnedShown();
  expect(earned).toBeGreaterThan(100);
  expect(earned).toBeLessThan(Number(GIVEN) / DECIMALS / 23);

  // When it is claimed, then the summary says how much, in what and to whom
  const before = await chain.held('visitor', USDC);
  await rewards().getByRole('button', { name: 'Claim' }).click();
  const dialog = page.getByRole('dialog', { name: 'Claim rewards of SOL' });
  await dialog.getByText(/Simulated: it would succeed/).waitFor();
  const owner = (await chain.signer('visitor')).address;
  expect(await dialog.innerText()).toMatch(new RegExp(`At least\\s+[\\d,.]+ USDC.*Paid to the owner\\s+${owner}`, 's'));
  await signAndSend(dialog);

  // Then the tokens are in the wallet, by the chain and by the page
  const gained = (await chain.held('visitor', USDC)) - before;
  expect(gained).toBeGreaterThanOrEqual(earned - 0.01);
  expect(gained).toBeLessThan(earned * 1.1);
  const held = Math.floor(before + gained).toLocaleString('en-US');
  const card = await fillIn(page, { action: 'Deposit', asset: 'USDC', amount: '1' });
  await card.getByText(new RegExp(`^The wallet holds ${held}(\\.\\d+)? USDC`)).waitFor();
  // And little is left to claim
  await until('rewards of a few seconds', async () => (await earnedShown()) < earned / 4);
});

test('the_confirmation_of_the_last_claim_of_a_programme_that_is_over_stays_to_be_read', async () => {
  const { page, chain } = world;
  // Given a programme that has given everything
  await chain.travel(25 * HOUR);
  await page.getByRole('heading', { name: 'Rewards to claim' }).waitFor();

  // When the rest is claimed, so that nothing is left to list
  await rewards().getByRole('button', { name: 'Claim' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Sign and send' }).click();

  // Then the rewards leave the page, and the confirmation with its link stands until it is closed
  await page.getByRole('heading', { name: 'Rewards to claim', includeHidden: true }).waitFor({ state: 'detached' });
  await dialog.getByText('Done and confirmed.').waitFor();
  await dialog.getByRole('link', { name: /explorer/ }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect(await dialog.count()).toBe(0);
});

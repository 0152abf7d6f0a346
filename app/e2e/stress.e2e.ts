/** Publishers see stress: terms tighten on the page, new debt is refused, and whoever has borrowed keeps the threshold. */
import { expect, test } from 'vitest';
import { act, connectAs, fillIn, goTo, markPage, openMarket, seeFigure, signAndSend } from './harness/person';
import { useWorld } from './harness/world';

/** USDC is lent within 80,000 in calm, so 40,000 in stress, and without flow limits: what refuses here is the cap. */
const smallCap = (settings: string) =>
  settings
    .replace('allow = [', 'allow = ["no-flow-limits", ')
    .replace('cap = 200_000_000\n', 'cap = 80_000\n')
    .replace('limits = "published"', 'limits = "none"')
    .replace('overrides = {}', 'overrides = { deposit_cap = 10_000_000 }');

const world = useWorld({ changeSettings: smallCap });

test('stress_arrives_without_a_reload_and_an_open_position_stays_as_it_is', async () => {
  const { page, chain } = world;
  // Given a position that uses most of its opening limit in calm
  await openMarket(page, world.site.url);
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  await signAndSend(await act(page, { action: 'Deposit', asset: 'SOL', amount: 'Max' }));
  await signAndSend(await act(page, { action: 'Borrow', asset: 'USDC', amount: '30000' }));
  await seeFigure(page, 'Liquidation limit used', /^7\d\.\d\d %/);
  await goTo(page, 'Market');
  await page.getByRole('heading', { name: 'USDC calm' }).waitFor();
  const isMarked = await markPage(page);

  // When publishers report stress, by steps that trip no breaker, each observed more than `max_report_ahead` after the last:
  // what is observed sooner tightens by no further step
  for (const score of [3_800, 5_500, 7_000]) {
    await chain.travel(45);
    await chain.round(score, [0, 1]);
  }

  // Then the page shows it by itself
  await page.getByRole('heading', { name: 'USDC stress' }).waitFor();
  await page.getByRole('heading', { name: 'SOL stress' }).waitFor();
  await page.getByRole('heading', { name: 'ETH calm' }).waitFor();
  // And the position owes more than new debt could reach, on the threshold it had
  await goTo(page, 'Position');
  await page.getByText('This position owes more than new debt could reach today, and is safe.').waitFor();
  await seeFigure(page, 'Opening limit used', /^1\d\d\.\d\d %/);
  await seeFigure(page, 'Liquidation limit used', /^7\d\.\d\d %/);
  expect(await isMarked()).toBe(true);
});

test('new_debt_in_stress_is_refused_by_the_limit_then_by_the_cap_in_the_programs_words', async () => {
  const { page } = world;
  // Given the position of before, when a little more is asked for, then the collateral does not back it
  const card = await fillIn(page, { action: 'Borrow', asset: 'USDC', amount: '100' });
  await card.getByText('The debt would exceed what the collateral may back on present terms.').waitFor();
  expect(await card.getByRole('button', { name: 'Review and sign' }).isDisabled()).toBe(true);

  // When collateral is added, then it is the cap of the regime that refuses
  await signAndSend(await act(page, { action: 'Deposit', asset: 'BTC', amount: 'Max' }));
  await seeFigure(page, 'Opening limit used', /^\d\d\.\d\d %/);
  await fillIn(page, { action: 'Borrow', asset: 'USDC', amount: '5000' });
  await card.getByText('The borrow cap of the present regime would be exceeded.').waitFor();
  await card.getByText(/Rule BorrowCapExceeded: found \d+, bound 40000000000/).waitFor();
  expect(await card.getByRole('button', { name: 'Review and sign' }).isDisabled()).toBe(true);
});

test('a_borrow_that_stress_overtakes_between_its_summary_and_its_signature_is_refused_in_words', async () => {
  const { page, chain } = world;
  // Given a summary of a borrow of it that would succeed
  const dialog = await act(page, { action: 'Borrow', asset: 'ETH', amount: '2.2' });
  await dialog.getByText(/Simulated: it would succeed/).waitFor();

  // When publishers are silent for long before anyone signs, so that the collateral backs less
  await chain.travel(7 * 3_600);
  await dialog.getByRole('button', { name: 'Sign and send' }).click();

  // Then the network refuses, and the dialog says by which rule
  await dialog.getByText(/The market would refuse this\./).waitFor();
  await dialog.getByText('The debt would exceed what the collateral may back on present terms.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
});

/** A breaker trips by what a borrower does, stands with its time left, refuses, and ends by itself. */
import { expect, test } from 'vitest';
import { act, connectAs, fillIn, goTo, openMarket, signAndSend } from './harness/person';
import { useWorld } from './harness/world';

// One borrower's deposit is all the SOL there is to be lent.
const world = useWorld({ borrowers: 1 });

const MINUTE = 60;

test('a_utilisation_spike_trips_a_breaker_that_refuses_new_debt_until_it_expires', async () => {
  const { page, chain } = world;
  await openMarket(page, world.site.url);
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  await signAndSend(await act(page, { action: 'Deposit', asset: 'USDC', amount: '20000' }));

  // When nearly all SOL is borrowed
  const { reserves } = await chain.read();
  const cash = Number(reserves[1]!.data.ledger.cash) / 1e9;
  const [most, little] = [0.98, 0.01].map((share) => (cash * share).toFixed(3)) as [string, string];
  await signAndSend(await act(page, { action: 'Borrow', asset: 'SOL', amount: most }));

  // Then the market shows the breaker, what it votes and how long
  const row = page.getByRole('region', { name: 'Table of circuit breakers' }).getByRole('row', { name: /^SOL/ });
  await goTo(page, 'Market');
  await row.getByText(/utilisation spike, (30 min|29 min \d+ s) left/).waitFor();
  await row.getByRole('cell', { name: 'halt' }).waitFor();
  // And more is refused in its words
  await goTo(page, 'Position');
  const card = await fillIn(page, { action: 'Borrow', asset: 'SOL', amount: little });
  await card.getByText('A breaker stops new debt in this asset.').waitFor();
  expect(await card.getByRole('button', { name: 'Review and sign' }).isDisabled()).toBe(true);

  // When time passes on the chain, then its time runs down
  await goTo(page, 'Market');
  await chain.travel(20 * MINUTE);
  await row.getByText(/utilisation spike, [89] min( \d+ s)? left/).waitFor();
  await chain.travel(10 * MINUTE);
  await row.getByRole('cell', { name: 'none' }).waitFor();
  expect(await row.getByRole('cell', { name: 'halt' }).count()).toBe(0);

  // Then what it refused is simulated and would succeed
  await goTo(page, 'Position');
  const dialog = await act(page, { action: 'Borrow', asset: 'SOL', amount: little });
  await dialog.getByText(/Simulated: it would succeed/).waitFor();
});

// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { getAddressDecoder, type Address } from '@solana/kit';
import { afterEach, expect, test } from 'vitest';
import { feedAddress } from '../../chain/address';
import { fakeNetwork } from '../../testing/fakeNetwork';
import { golden } from '../../testing/golden';
import { consensus, memoryPast, transactionOf, type MemoryPast } from '../../testing/feedPast';
import { closePage, openPage } from '../../testing/openPage';
// Loaded before the tests begin: a busy machine takes long to compile a page.
import '../market/marketPage';
import './publishersPage';

afterEach(closePage);

const publisher = (slot: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(100 + slot));

/** The golden market with a past: five reports and a round. */
async function networkWith(past: MemoryPast) {
  const network = fakeNetwork();
  const feed = await feedAddress(network.market, 0);
  const time = golden.now - 900;
  for (let slot = 0; slot < 5; slot += 1) {
    const report = { publisher: publisher(slot), score: 4_950 + 105 * slot };
    past.add(time, transactionOf(feed, { report, time }));
  }
  past.add(
    time + 5,
    transactionOf(feed, { said: consensus({ feed, raw: 5_160, score: 5_200, spread: 420, fresh: 5, regime: 1 }) }),
  );
  network.signatures = (address, before, limit) => past.signatures(address, before, limit);
  network.transaction = (signature) => past.transaction(signature);
  return network;
}

const publishers = () => within(screen.getByRole('region', { name: 'Table of publishers' }));

test('publishers_are_sorted_by_a_press_and_the_order_is_said', async () => {
  openPage('#/publishers', await networkWith(memoryPast()));
  await screen.findByRole('heading', { name: 'Standing and record' });

  // When the head of a column is pressed, and once more
  const head = publishers().getByRole('button', { name: 'Last report' });
  const scores = () =>
    publishers()
      .getAllByRole('row')
      .slice(1)
      .map((row) => within(row).getAllByRole('cell')[1]?.textContent);
  fireEvent.click(head);
  expect(scores()[0]).toContain('53.7');
  fireEvent.click(head);

  // Then the least stands first, and the head says so
  expect(scores()[0]).toContain('49.5');
  expect(head.closest('th')?.getAttribute('aria-sort')).toBe('ascending');
});

test('a_chosen_publishers_reports_stand_beside_the_median_that_followed', async () => {
  openPage('#/publishers', await networkWith(memoryPast()));
  const list = await screen.findByRole('list', { name: /Reports of the chosen publisher/ });
  expect(within(list).getByText('−2.1 points')).toBeTruthy();

  // When another is chosen
  const button = publishers()
    .getAllByRole('button', { pressed: false })
    .find((one) => one.closest('tbody') !== null);
  fireEvent.click(button!);

  // Then the card and its reports are that one's
  expect(button!.getAttribute('aria-pressed')).toBe('true');
  expect(await screen.findByText(/1 reports? of/)).toBeTruthy();
});

test('a_past_that_cannot_be_read_is_told_in_words_and_the_rest_stays', async () => {
  const past = memoryPast();
  const network = await networkWith(past);
  past.outage = '<b>too many</b>';
  openPage('#/publishers', network);

  // Then what the network says is text, and the table stands
  expect(await screen.findByText(/<b>too many<\/b>/)).toBeTruthy();
  expect(document.querySelector('b')).toBeNull();
  expect(publishers().getAllByRole('row')).toHaveLength(6);

  // When it answers again
  past.outage = undefined;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('list', { name: /Reports of the chosen publisher/ })).toBeTruthy();
});

test('the_market_page_shows_the_past_with_its_rounds', async () => {
  openPage('#/market', await networkWith(memoryPast()));
  expect(await screen.findByText(/1 rounds?; score in force from 52.0 to 52.0 points/)).toBeTruthy();
  const numbers = within(screen.getByRole('region', { name: /: numbers/ }));
  const [, first] = numbers.getAllByRole('row');
  // Score, median, greatest and least report, and where regimes begin.
  expect(
    within(first!)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['52.00', '51.60', '53.70', '49.50', '45.00', '65.00']);
});

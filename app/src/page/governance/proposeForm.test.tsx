// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { getAddressDecoder } from '@solana/kit';
import { fakeNetwork, type FakeNetwork } from '../../testing/fakeNetwork';
import { goldenNow, goldenRead } from '../../testing/golden';
import { closePage, openPage } from '../../testing/openPage';
import { shareOfPrice, updateAccount } from '../../testing/quote';

const NEW_ID = 'ab'.repeat(32);
const [feed, reserve] = [goldenRead().feeds[0]!, goldenRead().reserves[1]!];

afterEach(() => {
  closePage();
  window.location.hash = '';
});

/** Opens the page and chooses what shall be changed: of its kind, the choice at this place. */
async function choose(ending: string, place: number, network: FakeNetwork = fakeNetwork()): Promise<void> {
  network.signatures = () => Promise.resolve([]);
  openPage('#/governance', network);
  const select = await screen.findByLabelText('What shall be changed');
  const options = [...select.querySelectorAll('option')].filter(({ text }) => text.endsWith(ending));
  fireEvent.change(select, { target: { value: options[place]!.value } });
}

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const replaced = () => within(screen.getByRole('region', { name: 'What the proposal replaces' }));

test('a_publisher_is_proposed_by_its_address_and_wrong_ones_are_refused_in_words', async () => {
  await choose(': a publisher', 0);
  const taken = feed.data.publishers.filter(({ key }) => !key.startsWith('1111')).length;
  expect(screen.getByText(new RegExp(`^${taken} of 16 slots are taken`))).toBeTruthy();
  const label = 'Address of the new publisher';

  // When it is no address, nobody's, a listed one
  for (const wrong of ['me', '0xab', '1'.repeat(32)]) {
    type(label, wrong);
    expect(screen.getByText(/no address that can sign reports/)).toBeTruthy();
  }
  type(label, feed.data.publishers[0]!.key);
  expect(screen.getByText(/Rule PublisherAlreadyListed/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Propose' })).toBeNull();

  // And a new one, then it is told what it is, and who may propose it
  const key = getAddressDecoder().decode(new Uint8Array(32).fill(9));
  type(label, ` ${key} `);
  expect(screen.getByText(/changes the structure: waits the longer delay/)).toBeTruthy();
  expect(replaced().getByText('not listed')).toBeTruthy();
  expect(replaced().getByText(key)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Propose' }));
  await waitFor(() => expect(document.body.textContent).toMatch(/Only the publisher admin may do this/));
});

test('a_lower_threshold_is_judged_while_one_types', async () => {
  await choose(': a lower liquidation threshold', 1);
  expect(screen.getByText('Nothing is changed yet.')).toBeTruthy();
  const label = 'liquidation threshold at the end';
  expect(screen.getByLabelText(label)).toHaveProperty('value', '80');

  type(label, '81');
  expect(screen.getByText(/Rule RampNotLower/)).toBeTruthy();
  type(label, '78');
  expect(screen.getByText(/changes the structure/)).toBeTruthy();
  type('takes', '1 d');
  expect(screen.getByText(/Rule RampTooShort/)).toBeTruthy();
  type('takes', 'soon');
  expect(screen.getByText(/The way down, takes: not a value of this field/)).toBeTruthy();
  type('takes', '10 d');
  expect(replaced().getByText('78 %, over 10 d')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Propose' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Propose and execute at once' })).toBeNull();
});

test('a_deleverage_begins_at_what_is_owed_and_its_slope_is_judged', async () => {
  await choose(': less debt (deleverage)', 1);
  expect(screen.getByText('Nothing is changed yet.')).toBeTruthy();
  expect(screen.getByText(/filled with what is owed now/)).toBeTruthy();
  // Nothing can be ended that was not begun.
  expect(screen.queryByText('end it')).toBeNull();

  type('debt that may remain', '12.5');
  expect(replaced().getByText(/^12\.5 /)).toBeTruthy();
  expect(replaced().getByText('110 %, over 30 d')).toBeTruthy();
  type('weight of a debt at the end', '201');
  expect(screen.getByText(/Rule SettingOutOfRange/)).toBeTruthy();
  type('weight of a debt at the end', '150');
  expect(screen.getByText(/Rule RampTooShort/)).toBeTruthy();
  type('grows to it within', '60 d');
  expect(screen.getByText(/changes the structure/)).toBeTruthy();
});

test('price_sources_are_judged_by_what_they_say_at_this_moment', async () => {
  // Given a network with a quote of the new source, 2 % above the reserve's price
  const network = fakeNetwork();
  const feedId = new Uint8Array(32).fill(0xab);
  const update = { feedId, price: shareOfPrice(reserve, 102n), publishedAt: goldenNow - 2n };
  network.accountsWith = () => Promise.resolve([updateAccount(5, update)]);
  await choose(': price sources', 1, network);

  // When ids are typed that are none, or that make no sense together
  type('price', 'SOL/USD');
  expect(screen.getByText(/Sources, price: the oracle’s id is 64 hexadecimal digits/)).toBeTruthy();
  type('price', NEW_ID);
  type('second price', NEW_ID);
  expect(screen.getByText(/would agree with itself/)).toBeTruthy();
  type('second price', 'none');

  // Then the quote is shown, and that it could take over
  expect(screen.getByText(/changes the structure/)).toBeTruthy();
  const quotes = await screen.findByRole('region', { name: 'Quotes of the new sources' });
  expect(within(quotes).getByText(/s ago$/)).toBeTruthy();
  expect(screen.getByText(/By these quotes the sources could take over/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Propose' })).toBeTruthy();
});

test('a_source_that_is_far_off_or_not_there_is_told_before_it_is_proposed', async () => {
  const network = fakeNetwork();
  const feedId = new Uint8Array(32).fill(0xab);
  const update = { feedId, price: shareOfPrice(reserve, 150n), publishedAt: goldenNow - 2n };
  network.accountsWith = () => Promise.resolve([updateAccount(5, update)]);
  await choose(': price sources', 1, network);

  type('price', NEW_ID);
  expect(await screen.findByText(/Rule OracleOutsideBand/)).toBeTruthy();
  type('price', 'cd'.repeat(32));
  expect(await screen.findByText(/This network has no quote of the price/)).toBeTruthy();

  // And a network that does not let anyone search says so
  network.accountsWith = () => Promise.reject(new Error('not for the public'));
  type('price', 'ef'.repeat(32));
  expect(await screen.findByText(/could not be looked up \(not for the public\)/)).toBeTruthy();
});

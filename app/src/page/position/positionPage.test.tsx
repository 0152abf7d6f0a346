// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from '../../shell/app';
import { ModelContext } from '../../shell/context';
import { AppModel } from '../../shell/model';
import { fakeNetwork, type FakeNetwork } from '../../testing/fakeNetwork';
import { goldenPolicy } from '../../testing/golden';
import { goldenPositions, OWNER } from '../../testing/positions';
import { takingNetwork } from '../../testing/transactions';

// A page is loaded when it is first opened, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 40_000 });

let model: AppModel;

beforeEach(() => {
  window.location.hash = '#/position';
});
afterEach(() => {
  model.disconnect();
  cleanup();
  window.location.hash = '';
});

function open(network: FakeNetwork, wallet = true): void {
  model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  if (wallet) {
    model.setWallet({ name: 'test', address: OWNER, signTransaction: (wire) => Promise.resolve(wire) });
  }
  render(
    <ModelContext value={model}>
      <App />
    </ModelContext>,
  );
}

const withPositions = (which: (at: number) => boolean): FakeNetwork => ({
  ...fakeNetwork(),
  accountsWith: () => Promise.resolve(goldenPositions().filter((_, at) => which(at))),
});

const assets = async () => within(await screen.findByRole('region', { name: 'Table of deposits and debts' }));

test('a_position_shows_its_limits_its_moves_and_what_the_threshold_means', async () => {
  open(withPositions((at) => at === 1));
  expect((await assets()).getAllByRole('row')).toHaveLength(3);
  expect((await assets()).getByText(/falls/)).toBeTruthy();
  expect(screen.getByText('Liquidation limit used')).toBeTruthy();
  expect(screen.getByRole('heading', { name: /why the risk score moves only one/ })).toBeTruthy();
});

test('a_position_past_its_limit_says_so_first', async () => {
  open(withPositions((at) => at === 3));
  expect(await screen.findByText(/past its liquidation limit/)).toBeTruthy();
});

test('the_effect_of_an_amount_is_shown_before_anyone_signs_and_a_refusal_in_words', async () => {
  open(withPositions((at) => at === 1));
  await assets();
  fireEvent.click(screen.getByRole('radio', { name: 'Borrow' }));
  const input = screen.getByLabelText(/^Amount/);
  await screen.findByText(/^The wallet holds/);

  // When a small amount is entered, then its effect stands there and it can be reviewed
  fireEvent.change(input, { target: { value: '100' } });
  const effect = within(await screen.findByRole('region', { name: 'Effect of the action' }));
  expect(effect.getByText('Opening limit used')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Review and sign' }).disabled).toBe(false);

  // When too much is, then the rule is told, and nothing can be signed
  fireEvent.change(input, { target: { value: '1000000' } });
  expect(await screen.findByText(/The market would refuse this/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Review and sign' }).disabled).toBe(true);
});

test('whoever_has_no_position_is_offered_to_open_one_by_a_deposit', async () => {
  open(withPositions(() => false));
  expect(await screen.findByText(/A first deposit opens it/)).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Borrow' }));
  expect(screen.getByText(/Deposit collateral first/)).toBeTruthy();
});

test('a_strangers_position_can_be_read_and_not_acted_on', async () => {
  const network = fakeNetwork();
  const [, position] = goldenPositions();
  network.held.set(position!.address, position!);
  window.location.hash = `#/position/${position!.address}`;
  open(network, false);
  expect((await assets()).getAllByRole('row')).toHaveLength(3);
  expect(screen.getByText(/Connect the wallet that owns this position/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Review and sign' })).toBeNull();
});

test('an_address_that_is_none_and_a_network_that_refuses_are_told', async () => {
  window.location.hash = '#/position/<script>';
  open(fakeNetwork(), false);
  expect(await screen.findByText(/no Solana address/)).toBeTruthy();
  cleanup();
  model.disconnect();
  window.location.hash = '#/position';
  open(fakeNetwork());
  expect(await screen.findByText(/Positions cannot be read/)).toBeTruthy();
});

test('nothing_can_be_reviewed_before_the_wallets_balance_is_known', async () => {
  // Given a network that tells of everything but of the wallet
  const network = withPositions((at) => at === 1);
  const accounts = network.accounts.bind(network);
  network.accounts = (addresses) =>
    addresses.includes(OWNER) ? Promise.reject(new Error('HTTP 429')) : accounts(addresses);
  open(network);
  await assets();

  // Then an amount that would do cannot be reviewed, and the page says why
  fireEvent.click(screen.getByRole('radio', { name: 'Borrow' }));
  fireEvent.change(screen.getByLabelText(/^Amount/), { target: { value: '100' } });
  await screen.findByRole('region', { name: 'Effect of the action' });
  expect(await screen.findByText(/What the wallet holds cannot be read \(HTTP 429\)/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Review and sign' }).disabled).toBe(true);
});

test('a_dialog_stays_when_its_page_is_left', async () => {
  // Given a borrow under review
  const accountsWith = () => Promise.resolve(goldenPositions().slice(1, 2));
  open(takingNetwork({ accountsWith, rentOf: () => Promise.resolve(2_039_280n) }));
  await assets();
  fireEvent.click(screen.getByRole('radio', { name: 'Borrow' }));
  fireEvent.change(screen.getByLabelText(/^Amount/), { target: { value: '100' } });
  const review = screen.getByRole<HTMLButtonElement>('button', { name: 'Review and sign' });
  await vi.waitFor(() => expect(review.disabled).toBe(false));
  fireEvent.click(review);
  await screen.findByText(/Simulated: it would succeed/);
  expect(screen.getByText('rent 0.00203928 SOL')).toBeTruthy();

  // When the browser goes back
  window.location.hash = '#/market';
  await screen.findByRole('heading', { name: 'Risk feeds' });

  // Then it can still be signed
  expect(screen.getByRole('button', { name: 'Sign and send' })).toBeTruthy();
});

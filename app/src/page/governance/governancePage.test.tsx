// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { getPendingChangeDecoder, getPendingChangeEncoder } from '../../client/generated/accounts/pendingChange';
import { getMarketEncoder } from '../../client/generated/accounts/market';
import { changeAddress, PROGRAM } from '../../chain/address';
import { readMarket } from '../../chain/market';
import { App } from '../../shell/app';
import { ModelContext } from '../../shell/context';
import { AppModel } from '../../shell/model';
import { fakeNetwork, type FakeNetwork } from '../../testing/fakeNetwork';
import { goldenNow, goldenPolicy } from '../../testing/golden';
import { goldenChange, payloadOf } from '../../testing/goldenChange';

const SLOW = { timeout: 10_000 };

let model: AppModel;

beforeEach(() => {
  window.location.hash = '#/governance';
});
afterEach(() => {
  model.disconnect();
  cleanup();
  window.location.hash = '';
});

/** A market with one change of its second reserve, proposed half an hour ago: its countdown says the same for as long. */
async function networkWith(name: string, status = 0): Promise<FakeNetwork> {
  const network = fakeNetwork();
  network.signatures = () => Promise.resolve([]);
  const [, , , reserve] = network.held.keys();
  const raw = network.held.get(network.market)!;
  const data = { ...readMarket(raw).data, changeCount: 1n };
  network.held.set(network.market, { ...raw, bytes: new Uint8Array(getMarketEncoder().encode(data)) });
  const address = await changeAddress(network.market, 0n);
  const change = getPendingChangeEncoder().encode({
    market: network.market,
    proposer: network.market,
    target: reserve!,
    proposedAt: goldenNow - 1_800n,
    number: 0n,
    kind: goldenChange(name).kind,
    status,
    bump: 0,
    padding: new Uint8Array(5),
    payload: payloadOf(goldenChange(name)),
  });
  network.held.set(address, { address, owner: PROGRAM, bytes: new Uint8Array(change) });
  return network;
}

function open(network: FakeNetwork): void {
  model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  render(
    <ModelContext value={model}>
      <App />
    </ModelContext>,
  );
}

test('a_change_that_loosens_shows_its_class_its_countdown_and_what_it_would_do', async () => {
  open(await networkWith('higher deposit cap'));
  const card = within(await screen.findByRole('article', { name: 'Change 0' }, { timeout: 10_000 }));
  expect(card.getByText(/loosens: waits/)).toBeTruthy();
  expect(card.getByText(/Due in 1 d 23 h/)).toBeTruthy();
  expect(within(card.getByRole('region', { name: 'What change 0 replaces' })).getByText('Caps: deposits')).toBeTruthy();
  expect(
    within(card.getByRole('region', { name: 'What change 0 does to terms' })).getByText(/deposit room/),
  ).toBeTruthy();
  expect(card.getByRole('button', { name: 'Execute' })).toHaveProperty('disabled', true);
});

test('a_change_that_a_rule_forbids_says_which', async () => {
  open(await networkWith('LTV over the threshold'));
  const card = within(await screen.findByRole('article', { name: 'Change 0' }, { timeout: 10_000 }));
  expect(card.getByRole('alert').textContent).toMatch(/LtvAboveThreshold/);
});

test('an_executed_change_is_no_longer_pending', async () => {
  open(await networkWith('lower LTV', 1));
  expect(await screen.findByText('No change is waiting.', undefined, { timeout: 10_000 })).toBeTruthy();
  expect(screen.getByText('executed')).toBeTruthy();
});

test('a_change_that_the_network_withholds_is_told_and_not_called_absent', async () => {
  // Given a network that counts a change and gives no account for it
  const network = await networkWith('higher deposit cap');
  network.held.delete(await changeAddress(network.market, 0n));
  open(network);

  // Then nothing says that none waits
  expect(await screen.findByText(/gives no account for change 0: whether it waits/, undefined, SLOW)).toBeTruthy();
  expect(screen.queryByText('No change is waiting.')).toBeNull();
});

test('many_changes_hide_an_older_one_only_by_saying_so', async () => {
  // Given 60 changes, all of which are done with but for those that were not read
  const network = await networkWith('lower LTV', 1);
  const raw = network.held.get(network.market)!;
  const data = { ...readMarket(raw).data, changeCount: 60n };
  network.held.set(network.market, { ...raw, bytes: new Uint8Array(getMarketEncoder().encode(data)) });
  const change = network.held.get(await changeAddress(network.market, 0n))!;
  for (let number = 10n; number < 60n; number += 1n) {
    const address = await changeAddress(network.market, number);
    network.held.set(address, { ...change, address, bytes: numbered(change.bytes, number) });
  }
  open(network);

  // Then
  expect(await screen.findByText('No change from number 10 on is waiting.', undefined, SLOW)).toBeTruthy();
  expect(screen.getByText(/Changes under number 10 were not looked at/)).toBeTruthy();
});

const numbered = (bytes: Uint8Array, number: bigint) =>
  new Uint8Array(getPendingChangeEncoder().encode({ ...getPendingChangeDecoder().decode(bytes), number }));

test('a_form_judges_while_one_types_and_tells_a_stranger_who_may_propose', async () => {
  // Given the form for the second reserve
  open(await networkWith('lower LTV', 1));
  const select = await screen.findByLabelText('What shall be changed', undefined, { timeout: 10_000 });
  const option = [...select.querySelectorAll('option')].filter(({ text }) => text.includes('caps, loan to value'))[1]!;
  fireEvent.change(select, { target: { value: option.value } });

  // When the LTV is raised, then lowered, then is no number
  const input = screen.getByLabelText('opening LTV in calm', { selector: 'details:nth-of-type(2) input' });
  fireEvent.change(input, { target: { value: '71' } });
  expect(screen.getByText(/loosens: waits/)).toBeTruthy();
  fireEvent.change(input, { target: { value: '99' } });
  expect(screen.getByText(/Rule LtvAboveThreshold/)).toBeTruthy();
  fireEvent.change(input, { target: { value: 'much' } });
  expect(screen.getByText(/not a value of this field/)).toBeTruthy();
  fireEvent.change(input, { target: { value: '69' } });
  expect(screen.getByText(/tightens: waits/)).toBeTruthy();

  // Then whoever holds no role is told so, and offered messages
  fireEvent.click(screen.getByRole('button', { name: 'Propose and execute at once' }));
  await vi.waitFor(() => expect(document.body.textContent).toMatch(/Only the governance or risk admin may do this/));
  expect(document.body.textContent).toMatch(/No wallet is connected/);
});

// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { ModelContext } from '../shell/context';
import { AppModel } from '../shell/model';
import type { FakeNetwork } from '../testing/fakeNetwork';
import { goldenPolicy } from '../testing/golden';
import { PLAN, SIGNATURE, takingNetwork, testSigner, waitedTime } from '../testing/transactions';
import { TransactionDialog } from './dialog';
import { TransactionHost } from './host';

configure({ asyncUtilTimeout: 20_000 });

let model: AppModel;
afterEach(() => {
  model.disconnect();
  cleanup();
});

/** A row that a re-read of the page removes; `closed` is called when its dialog is. */
function Page({ closed }: { readonly closed: () => void }) {
  const [isThere, setIsThere] = useState(true);
  return (
    <>
      <button onClick={() => setIsThere(false)}>re-read</button>
      {isThere && <TransactionDialog plan={PLAN} onClose={closed} />}
    </>
  );
}

async function open(network: FakeNetwork, signer = testSigner()) {
  model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  await vi.waitFor(() => expect(model.store.get().chain.cluster).toBe('local'));
  model.setWallet({ name: 'test', ...signer });
  const closed = vi.fn();
  render(
    <ModelContext value={model}>
      <Page closed={closed} />
      <TransactionHost timing={waitedTime()} />
    </ModelContext>,
  );
  return closed;
}

const signAndSend = async () => fireEvent.click(await screen.findByRole('button', { name: 'Sign and send' }));
const words = () => screen.getByRole('dialog').textContent;

test('a_dialog_outlives_the_row_that_its_transaction_removes', async () => {
  // Given a dialog whose row is gone before it is signed
  const closed = await open(takingNetwork());
  await screen.findByText(/Simulated: it would succeed/);
  fireEvent.click(screen.getByText('re-read'));

  // When it is signed, then the outcome is read in it
  await signAndSend();
  await screen.findByText('Done and confirmed.');
  expect(words()).toContain(SIGNATURE);
  expect(closed).not.toHaveBeenCalled();

  // And whoever asked is told when it is closed, once
  fireEvent.click(screen.getByLabelText('Close'));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(closed).toHaveBeenCalledTimes(1);
});

test('a_summary_names_market_and_network_in_full', async () => {
  const network = takingNetwork();
  await open(network);

  const row = (label: string) => screen.getByText(label, { selector: 'dt' }).nextElementSibling?.textContent;
  expect(row('Market')).toBe(network.market);
  expect(row('Network')).toBe('local, by 127.0.0.1:8899');
});

test('another_action_does_not_replace_what_is_being_read', async () => {
  await open(takingNetwork());
  await screen.findByText(/Simulated: it would succeed/);
  act(() => model.ask({ ...PLAN, title: 'Withdraw everything' }, () => undefined));
  expect(screen.getByRole('heading').textContent).toBe(PLAN.title);
});

test('what_is_on_its_way_is_told_with_its_signature_and_a_link_and_never_as_undone', async () => {
  // Given a network that takes it without an answer and does not answer any more until asked again
  const away = () => Promise.reject(new Error('Failed to fetch'));
  const network = takingNetwork({ send: away, signatureState: away });
  await open(network);
  await signAndSend();

  // Then it is told as unknown, not as undone
  await screen.findByText(/Do not repeat it yet/);
  expect(words()).not.toMatch(/not done|would refuse/i);
  expect(words()).toContain(SIGNATURE);
  expect(screen.getByRole('link').getAttribute('href')).toContain(SIGNATURE);

  // When the network is back and asked again, then it is known
  network.signatureState = () => Promise.resolve({ state: 'confirmed', error: null });
  fireEvent.click(screen.getByRole('button', { name: 'Ask the network again' }));
  await screen.findByText('Done and confirmed.');
});

test('a_failure_that_has_landed_is_told_with_its_fee_its_signature_and_a_link', async () => {
  const error = { InstructionError: [2, { Custom: 6_002 }] };
  await open(takingNetwork({ signatureState: () => Promise.resolve({ state: 'failed', error }) }));
  await signAndSend();
  await screen.findByText(/It was sent and failed: only its fee was paid/);
  expect(words()).not.toMatch(/would refuse/);
  expect(screen.getByRole('link').getAttribute('href')).toContain(SIGNATURE);
});

test('a_window_that_is_closed_before_the_wallet_has_signed_takes_it_back', async () => {
  // Given a wallet that asks its owner
  const network = takingNetwork();
  const send = vi.spyOn(network, 'send');
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const signer = testSigner();
  const signed = vi.fn();
  await open(network, {
    ...signer,
    async signTransaction(wire) {
      await asked;
      signed();
      return signer.signTransaction(wire);
    },
  });
  await signAndSend();
  await screen.findByText(/the wallet's answer/);

  // When the window is closed first, then nothing is sent
  fireEvent.click(screen.getByLabelText('Close'));
  await act(async () => {
    answer();
    await vi.waitFor(() => expect(signed).toHaveBeenCalled());
  });
  expect(send).not.toHaveBeenCalled();
});

test('what_fails_before_it_is_sent_is_told_as_undone', async () => {
  const signer = { ...testSigner(), signTransaction: () => Promise.reject(new Error('the owner declined')) };
  await open(takingNetwork(), signer);
  await signAndSend();
  await screen.findByText('It was not done: the owner declined');
});

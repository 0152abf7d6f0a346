// @vitest-environment happy-dom
import { getWallets } from '@wallet-standard/app';
import type { Wallet, WalletAccount } from '@wallet-standard/base';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeNetwork, type FakeNetwork } from '../testing/fakeNetwork';
import { goldenPolicy } from '../testing/golden';
import { OWNER } from '../testing/positions';
import { ModelContext } from './context';
import { AppModel } from './model';
import { WalletButton } from './walletButton';

const DEVNET = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG';

interface TestWallet extends Wallet {
  /** The prompt is answered. */
  readonly approve: () => void;
  readonly chains: readonly `${string}:${string}`[];
  /** For which chains it was asked to sign. */
  readonly signedFor: string[];
}

function testWallet(): TestWallet {
  const account: WalletAccount = {
    address: OWNER,
    publicKey: new Uint8Array(32),
    chains: ['solana:localnet'],
    features: ['solana:signTransaction'],
  };
  let approve = (): void => undefined;
  const approved = new Promise<void>((resolve) => (approve = resolve));
  const signedFor: string[] = [];
  return {
    version: '1.0.0',
    name: 'Prompting wallet',
    icon: 'data:image/svg+xml;base64,',
    chains: ['solana:localnet', 'solana:devnet'],
    accounts: [],
    approve: () => approve(),
    signedFor,
    features: {
      'standard:connect': {
        version: '1.0.0',
        connect: async () => {
          await approved;
          return { accounts: [account] };
        },
      },
      'solana:signTransaction': {
        version: '1.0.0',
        supportedTransactionVersions: [0],
        signTransaction: ({ transaction, chain }: { transaction: Uint8Array; chain: string }) => {
          signedFor.push(chain);
          return Promise.resolve([{ signedTransaction: transaction }]);
        },
      },
    },
  };
}

let model: AppModel;
let wallet: TestWallet;
let unregister: () => void;

beforeEach(() => {
  wallet = testWallet();
  unregister = getWallets().register(wallet);
});
afterEach(() => {
  unregister();
  model.disconnect();
  cleanup();
});

async function goTo(network: FakeNetwork, cluster: string): Promise<void> {
  model.connect({ endpoint: network.endpoint, market: network.market });
  await vi.waitFor(() => expect(model.store.get().chain.cluster).toBe(cluster));
}

async function openPrompt(networks: readonly FakeNetwork[]): Promise<void> {
  const opened = [...networks];
  model = new AppModel(goldenPolicy, () => opened.shift()!);
  await goTo(networks[0]!, 'local');
  render(
    <ModelContext value={model}>
      <WalletButton />
    </ModelContext>,
  );
  fireEvent.click(screen.getByText('Connect wallet'));
  fireEvent.click(screen.getByText('Prompting wallet'));
}

/** Answers the prompt and lets everything that follows from it happen. */
const approve = () =>
  act(async () => {
    wallet.approve();
    await new Promise((resolve) => setTimeout(resolve));
  });

test('a_wallets_prompt_that_is_answered_on_another_network_connects_nothing', async () => {
  // Given a prompt that stays open while the page goes to another network
  const devnet = Object.assign(fakeNetwork(), { genesisHash: () => Promise.resolve(DEVNET) });
  await openPrompt([fakeNetwork(), devnet]);
  await act(() => goTo(devnet, 'devnet'));

  // When it is answered, then nobody is connected
  await approve();
  expect(model.store.get().wallet).toBeUndefined();
});

test('a_wallet_signs_for_the_network_that_is_there_when_it_signs', async () => {
  // Given a wallet that was connected while the network called itself local
  await openPrompt([fakeNetwork()]);
  await approve();
  const connected = model.store.get().wallet!;
  await connected.signTransaction(new Uint8Array(1));

  // When it is another, then the wallet is told that one; and where nobody knows it, nothing is signed
  const chain = model.store.get().chain;
  model.store.set((state) => ({ ...state, chain: { ...chain, cluster: 'devnet' } }));
  await connected.signTransaction(new Uint8Array(1));
  model.store.set((state) => ({ ...state, chain: { ...chain, cluster: undefined } }));
  await expect(connected.signTransaction(new Uint8Array(1))).rejects.toThrow(/not yet said which one/);
  expect(wallet.signedFor).toEqual(['solana:localnet', 'solana:devnet']);
});

// @vitest-environment happy-dom
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { readReserve } from '../../chain/market';
import { ModelContext } from '../../shell/context';
import { AppModel } from '../../shell/model';
import { fakeNetwork, type FakeNetwork } from '../../testing/fakeNetwork';
import { goldenPolicy } from '../../testing/golden';
import { goldenPosition, OWNER } from '../../testing/positions';
import { TransactionHost } from '../../transaction/host';
import { RewardSection } from './rewardSection';
import type { RewardRow } from './select';

configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 40_000 });
afterEach(cleanup);

const BLOCKHASH = '9B5XszUGdMaxCZ7uSQhPzdks5ZQSmWxrmzCSvtJ6Ns6g';

/** A network on which every simulation succeeds. */
function willing(): FakeNetwork {
  return {
    ...fakeNetwork(),
    latestBlockhash: () => Promise.resolve({ blockhash: BLOCKHASH, lastValidBlockHeight: 1n }),
    recentPriorityFees: () => Promise.resolve([]),
    rentOf: (bytes) => Promise.resolve(BigInt(bytes)),
    simulate: () => Promise.resolve({ error: null, logs: [], units: 1_000n }),
  };
}

/** Rewards for the first reserve's depositors, in its own token. */
function rewardIn(network: FakeNetwork, decimals: number | undefined): RewardRow {
  const [, , raw] = [...network.held.values()];
  const reserve = readReserve(raw);
  const { mint } = reserve.data;
  network.held.set(mint, { address: mint, owner: TOKEN_PROGRAM_ADDRESS, bytes: new Uint8Array(82) });
  const data = { ...reserve.data, depositRewardToken: { mint, vault: reserve.data.vault } };
  return { reserve: { ...reserve, data }, side: 'deposit', amount: 12_500_000n, decimals };
}

function open(network: FakeNetwork) {
  const model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  model.setWallet({ name: 'test', address: OWNER, signTransaction: (wire) => Promise.resolve(wire) });
  const onDone = vi.fn();
  const shown = (rewards: readonly RewardRow[]) => (
    <ModelContext value={model}>
      <RewardSection rewards={rewards} position={goldenPosition(0)} onDone={onDone} />
      <TransactionHost />
    </ModelContext>
  );
  return { model, onDone, shown };
}

test('a_claims_dialog_outlives_the_rewards_that_it_claims', async () => {
  // Given a claim whose summary is shown, in whole tokens
  const network = willing();
  const { model, onDone, shown } = open(network);
  const view = render(shown([rewardIn(network, 6)]));
  fireEvent.click(screen.getByRole('button', { name: 'Claim' }));
  await screen.findByText(/Simulated: it would succeed/);
  expect(screen.getByRole('dialog').textContent).toMatch(/At least12\.5 \S+/);

  // When nothing is left to list
  view.rerender(shown([]));

  // Then the section goes, and the dialog stays until it is closed, which has the position read anew
  expect(screen.queryByRole('heading', { name: 'Rewards to claim' })).toBeNull();
  expect(screen.getByText(/Simulated: it would succeed/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(onDone).toHaveBeenCalledOnce();
  model.disconnect();
});

test('a_token_that_is_none_of_the_markets_is_counted_in_base_units', () => {
  const network = willing();
  const { model, shown } = open(network);
  render(shown([rewardIn(network, undefined)]));
  expect(screen.getByRole('cell', { name: '12,500,000 base units' })).toBeTruthy();
  model.disconnect();
});

// @vitest-environment happy-dom
import { address, type Signature } from '@solana/kit';
import { cleanup, configure, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { HistoryEntry, SeenTransaction } from '../../chain/history';
import { PROGRAM } from '../../chain/address';
import { getPositionLiquidatedEncoder } from '../../client/generated/types';
import { EVENTS } from '../../client/generated/eventTable';
import { App } from '../../shell/app';
import { ModelContext } from '../../shell/context';
import { AppModel } from '../../shell/model';
import { fakeNetwork, type FakeNetwork } from '../../testing/fakeNetwork';
import { goldenNow, goldenPolicy } from '../../testing/golden';
import { goldenPosition, goldenPositions, OWNER } from '../../testing/positions';
import { bandsOf, fallCurve, regimeAt, riskRows } from './select';
import { withNewer, type Loaded } from './useHistory';

const POSITIONS = [0, 1, 2, 3].map(goldenPosition);

async function rows() {
  const policy = await goldenPolicy();
  return riskRows(
    POSITIONS,
    policy.survey(
      POSITIONS.map(({ bytes }) => bytes),
      1,
      goldenNow,
    ),
  );
}

test('who_is_nearest_to_liquidation_comes_first_and_who_owes_nothing_not_at_all', async () => {
  const shares = (await rows()).map(({ surveyed }) => surveyed.ofLiquidationBps!);
  expect(shares).toHaveLength(3);
  expect(shares).toEqual(shares.toSorted((a, b) => (a > b ? -1 : 1)));
});

test('bands_hold_everyone_once', async () => {
  const bands = bandsOf(await rows());
  expect(bands.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(bands[0]).toMatchObject({ name: 'may be liquidated now', count: 1 });
});

test('a_deeper_fall_reaches_no_fewer', async () => {
  const { counts, debt } = fallCurve(await rows());
  expect(counts[0]).toBe(1);
  expect(counts.at(-1)).toBe(3);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(debt).toEqual(debt.toSorted((a, b) => a - b));
});

test('the_regime_then_is_that_of_the_last_consensus_before', () => {
  const said = [
    { slot: 10n, regime: 1, before: 0 },
    { slot: 20n, regime: 2, before: 1 },
  ];
  expect(regimeAt(said, 9n)).toBe('calm');
  expect(regimeAt(said, 10n)).toBe('transition');
  expect(regimeAt(said, 25n)).toBe('stress');
  expect(regimeAt([], 25n)).toBeUndefined();
});

// A page is loaded when it is first opened, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 40_000 });

let model: AppModel | undefined;
afterEach(() => {
  model?.disconnect();
  cleanup();
  window.location.hash = '';
});

function open(network: FakeNetwork): void {
  window.location.hash = '#/liquidations';
  model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  render(
    <ModelContext value={model}>
      <App />
    </ModelContext>,
  );
}

function liquidation(): SeenTransaction {
  const data = getPositionLiquidatedEncoder().encode({
    position: goldenPositions()[3]!.address,
    liquidator: OWNER,
    repaid: 1_500_000_000n,
    seized: 10_500_000_000n,
    fee: 5_000_000n,
    debtShares: 1n,
    depositShares: 1n,
    bonusBps: 350,
    debtReserve: 0,
    collateralReserve: 1,
  });
  const discriminator = EVENTS.find(([, read]) => read(new Uint8Array(500)).name === 'PositionLiquidated')![0];
  const bytes = [...discriminator.split(',').map(Number), ...data];
  const logs = [
    `Program ${PROGRAM} invoke [1]`,
    `Program data: ${btoa(String.fromCharCode(...bytes))}`,
    `Program ${PROGRAM} success`,
  ];
  return { logs, accounts: [PROGRAM], instructions: [] };
}

test('the_page_shows_ten_thousand_positions_in_few_rows_and_what_was_liquidated', async () => {
  // Given a market with ten thousand positions and one liquidation
  const [, first, second, third] = goldenPositions();
  const some = [first!, second!, third!];
  const filler = address('9B5XszUGdMaxCZ7uSQhPzdks5ZQSmWxrmzCSvtJ6Ns6g');
  const many = Array.from({ length: 10_000 }, (_, at) => some[at % 3]!);
  const seen = { signature: filler as unknown as Signature, slot: 5n, time: goldenNow - 60n, hasFailed: false };
  open({
    ...fakeNetwork(),
    accountsWith: () => Promise.resolve(many),
    signatures: () => Promise.resolve([seen]),
    transaction: () => Promise.resolve(liquidation()),
  });

  // Then only a few are drawn, and the liquidation stands with its numbers
  const list = within(await screen.findByRole('list', { name: /nearest to liquidation first/ }));
  expect(list.getAllByRole('listitem').length).toBeLessThan(40);
  expect(list.getAllByRole('listitem')[0]!.getAttribute('aria-setsize')).toBe('10000');
  const table = within(await screen.findByRole('region', { name: 'Table of liquidations' }));
  expect(table.getByText('3.50')).toBeTruthy();
  expect(await table.findByText('unknown')).toBeTruthy();
  expect(screen.getByText('None among the transactions that were read.')).toBeTruthy();
});

test('a_network_that_gives_no_positions_is_told_in_words', async () => {
  open(fakeNetwork());
  expect(await screen.findByText(/positions cannot be read/)).toBeTruthy();
});

test('entries_without_events_are_no_liquidations', async () => {
  const { liquidationsIn, lossesIn } = await import('./select');
  const entry: HistoryEntry = { signature: '' as Signature, slot: 1n, time: 1n, events: [], reports: [] };
  expect([liquidationsIn([entry]), lossesIn([entry])]).toEqual([[], []]);
});

function entryOf(signature: string): HistoryEntry {
  return { signature: signature as Signature, slot: 1n, time: 1n, events: [], reports: [] };
}
const named = (...signatures: string[]) => signatures.map(entryOf);

test('what_comes_later_stands_first_once_and_more_than_a_page_begins_anew', () => {
  const known: Loaded = {
    entries: named('b', 'a'),
    before: 'a' as Signature,
    isWhole: false,
    trouble: undefined,
    missing: 1,
  };
  const signatures = (page: Parameters<typeof withNewer>[1]) =>
    withNewer(known, page).entries.map(({ signature }) => signature);

  expect(signatures({ entries: named('c'), before: undefined, missing: 0 })).toEqual(['c', 'b', 'a']);
  expect(signatures({ entries: named('c', 'b'), before: undefined, missing: 0 })).toEqual(['c', 'b', 'a']);
  expect(withNewer(known, { entries: [], before: undefined, missing: 1 })).toEqual(known);
  const anew = withNewer(known, { entries: named('z', 'y'), before: 'y' as Signature, missing: 0 });
  expect(anew).toMatchObject({ entries: named('z', 'y'), before: 'y', isWhole: false, missing: 0 });
});

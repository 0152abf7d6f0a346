import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { getMarketEncoder } from '../client/generated/accounts/market';
import { fakeNetwork, type FakeNetwork } from '../testing/fakeNetwork';
import { golden } from '../testing/golden';
import { reserveAddress } from './address';
import { Connection, machineTiming } from './connection';
import { chainNow, readMarket } from './market';
import { phaseOf, STALE_MILLIS, STILL_MILLIS } from './phase';

let network: FakeNetwork;
let connection: Connection;
const phase = () => phaseOf(connection.store.get().link, Date.now());

beforeEach(() => {
  network = fakeNetwork();
  connection = new Connection(network, network.market);
});

afterEach(() => {
  connection.stop();
});

async function connected(): Promise<void> {
  connection.start();
  await vi.waitFor(() => expect(phase()).toBe('live'));
}

test('a_market_is_read_whole_with_its_slot_and_the_chains_time', async () => {
  await connected();
  const { market, cluster } = connection.store.get();
  expect(market).toMatchObject({ slot: 100n, chainTime: BigInt(golden.now) });
  expect(market?.reserves.map(({ data }) => data.decimals)).toEqual([6, 9]);
  expect(market?.feeds[0]?.data.state.score).toBe(5_200);
  expect(cluster).toBe('local');
});

test('a_change_on_the_websocket_is_read', async () => {
  // Given a live connection, and a newer slot that nobody has asked for
  connection.start();
  await vi.waitFor(() => expect(phase()).toBe('live'));
  network.slot = 101n;

  // When an account changes
  const [notify] = network.followed.values();
  await vi.waitFor(() => {
    notify?.();
    expect(connection.store.get().market?.slot).toBe(101n);
  });
});

test('an_older_slot_does_not_replace_a_newer_one', async () => {
  await connected();
  network.slot = 99n;
  await connection.refresh();
  expect(connection.store.get().market?.slot).toBe(100n);
});

/** A connection whose clock the test moves; it reads when it is told to. */
function withClock(): { ahead: number; now: () => number; phase: () => string } {
  const clock = { ahead: 0, now: () => golden.now * 1_000 + clock.ahead, phase: () => '' };
  clock.phase = () => phaseOf(connection.store.get().link, clock.now());
  connection = new Connection(network, network.market, { ...machineTiming, now: clock.now });
  return clock;
}

test('a_node_that_stands_at_one_slot_goes_stale_and_the_chains_time_does_not_begin_anew', async () => {
  // Given a node that goes on answering from one slot
  const clock = withClock();
  connection.start();
  await vi.waitFor(() => expect(clock.phase()).toBe('live'));
  clock.ahead = STILL_MILLIS + 1_000;
  await connection.refresh();

  // Then its numbers are old, and are as old as they are
  expect(clock.phase()).toBe('stale');
  const market = connection.store.get().market!;
  expect(chainNow(market, clock.now())).toBe(BigInt(golden.now) + 31n);

  // When its slot rises
  network.slot = 101n;
  await connection.refresh();
  expect(clock.phase()).toBe('live');
});

test('one_answer_of_a_slot_far_ahead_does_not_freeze_the_market', async () => {
  // Given one answer of a slot that the chain will not reach
  const clock = withClock();
  connection.start();
  await vi.waitFor(() => expect(clock.phase()).toBe('live'));
  network.slot = 2n ** 60n;
  await connection.refresh();

  // When every later answer is of the true slot
  network.slot = 105n;
  for (let round = 0; round < 3; round += 1) await connection.refresh();
  expect(connection.store.get().market?.slot).toBe(2n ** 60n);
  clock.ahead = STALE_MILLIS;
  await connection.refresh();

  // Then it is shown again after a while, and the way back is told
  expect(connection.store.get().market?.slot).toBe(105n);
  expect(clock.phase()).toBe('degraded');
  expect(connection.store.get().link.troubles.join()).toMatch(/went back from slot 1152921504606846976 to 105/);

  // And what follows is as always
  network.slot = 106n;
  clock.ahead += 61_000;
  await connection.refresh();
  expect(connection.store.get().market?.slot).toBe(106n);
  expect(clock.phase()).toBe('live');
});

test('a_public_network_whose_clock_is_another_than_this_machines_is_doubted', async () => {
  // Given devnet, and a machine that is an hour ahead of what it answers
  const clock = withClock();
  clock.ahead = 3_600_000;
  network.genesisHash = () => Promise.resolve('EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG');
  connection.start();
  await vi.waitFor(() => expect(connection.store.get().cluster).toBe('devnet'));
  await connection.refresh();

  // Then that is told; a local network may have any time
  expect(connection.store.get().link.troubles.join()).toMatch(/more than a minute apart/);
  network.genesisHash = () => Promise.resolve('local');
  connection.stop();
  connection = new Connection(network, network.market);
  await connected();
  await connection.refresh();
  expect(connection.store.get().link.troubles).toEqual([]);
});

test('a_genesis_hash_that_was_refused_once_is_asked_for_again', async () => {
  vi.spyOn(network, 'genesisHash').mockRejectedValueOnce(new Error('HTTP 429'));
  await connected();
  await connection.refresh();
  await vi.waitFor(() => expect(connection.store.get().cluster).toBe('local'));
});

test('a_market_that_counts_more_than_one_request_holds_is_refused_before_addresses_are_derived', async () => {
  const held = network.held.get(network.market)!;
  const data = { ...readMarket(held).data, feedCount: 65_535, reserveCount: 65_535 };
  network.held.set(network.market, { ...held, bytes: new Uint8Array(getMarketEncoder().encode(data)) });
  connection.start();
  await vi.waitFor(() => expect(connection.store.get().link.reason).toMatch(/counts 131070 feeds and reserves/));
});

test('an_outage_is_told_and_the_last_numbers_stay', async () => {
  await connected();
  network.outage = '<b>no</b>';
  for (let round = 0; round < 3; round += 1) await connection.refresh();
  expect(phase()).toBe('disconnected');
  expect(connection.store.get().link.reason).toBe('<b>no</b>');
  expect(connection.store.get().market?.slot).toBe(100n);

  network.outage = undefined;
  await connection.refresh();
  expect(phase()).toBe('live');
});

test('the_end_of_a_websocket_is_polling', async () => {
  await connected();
  network.endSockets();
  await vi.waitFor(() => expect(phase()).toBe('polling'));
});

test('a_reserve_that_is_missing_or_foreign_degrades_and_the_rest_is_shown', async () => {
  const address = await reserveAddress(network.market, 1);
  network.held.delete(address);
  connection.start();
  await vi.waitFor(() => expect(phase()).toBe('degraded'));
  const { link, market } = connection.store.get();
  expect(link.troubles.join()).toMatch(/Reserve 1/);
  expect(market?.reserves).toHaveLength(1);
});

test('an_account_of_another_program_is_no_market', async () => {
  const held = network.held.get(network.market);
  if (held !== undefined) network.held.set(network.market, { ...held, owner: '11111111111111111111111111111111' });
  connection.start();
  await vi.waitFor(() => expect(connection.store.get().link.reason).toMatch(/another program/));
  expect(connection.store.get().market).toBeUndefined();
});

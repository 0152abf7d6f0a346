import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeNetwork, type FakeNetwork } from '../testing/fakeNetwork';
import { golden } from '../testing/golden';
import { reserveAddress } from './address';
import { Connection } from './connection';
import { phaseOf } from './phase';

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

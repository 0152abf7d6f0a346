import { expect, test } from 'vitest';
import { getMarketEncoder } from '../../client/generated/accounts/market';
import { LENDING_ERROR__MARKET_PAUSED } from '../../client/generated/errors/lending';
import { UNLIMITED } from '../../format/number';
import { PolicyRefusal } from '../../policy/module';
import { goldenNow, goldenPolicy, goldenRead } from '../../testing/golden';
import { goldenPosition } from '../../testing/positions';
import { emptyPosition } from './emptyPosition';
import { freeIndex, mostOf, reasonsOf, reservesFor, selectPosition } from './select';

async function standing(at: number) {
  const position = goldenPosition(at);
  return selectPosition(goldenRead(), await goldenPolicy(), position, goldenNow)!;
}

test('a_position_is_told_with_the_move_of_each_price_that_has_it_liquidated', async () => {
  const { rows, outlook } = await standing(1);
  expect(rows.map(({ isDebt }) => isDebt)).toEqual([false, true]);
  expect(outlook.ofLiquidationBps).toBeGreaterThan(0n);
  expect(outlook.ofOpeningBps).toBeGreaterThan(outlook.ofLiquidationBps!);
  for (const { moveBps, yearly } of rows) {
    expect(moveBps).toBeGreaterThan(0n);
    expect(yearly).toBeGreaterThanOrEqual(0n);
  }
});

test('without_debt_no_price_liquidates_and_all_may_be_withdrawn', async () => {
  const now = await standing(0);
  expect(now.rows).toHaveLength(1);
  expect(now.rows[0]!.moveBps).toBeUndefined();
  const [room] = reservesFor('withdraw', now);
  expect(mostOf('withdraw', room!, now, 0n)).toEqual({ shown: now.rows[0]!.asset.amount, amount: UNLIMITED });
});

test('an_asset_is_either_held_or_owed', async () => {
  const now = await standing(1);
  const indices = (kind: Parameters<typeof reservesFor>[0]) =>
    reservesFor(kind, now).map(({ reserve }) => reserve.data.index);
  expect(indices('deposit')).toEqual([1]);
  expect(indices('withdraw')).toEqual([1]);
  expect(indices('borrow')).toEqual([0]);
  expect(indices('repay')).toEqual([0]);
});

test('with_too_few_tokens_a_part_is_repaid_and_with_enough_all_of_it', async () => {
  const now = await standing(1);
  const [room] = reservesFor('repay', now);
  expect(mostOf('repay', room!, now, 5n)).toEqual({ shown: 5n, amount: 5n });
  expect(mostOf('repay', room!, now, UNLIMITED).amount).toBe(UNLIMITED);
});

test('a_paused_market_lends_nothing_and_holds_what_backs_debt', async () => {
  // Given a market that is paused for another minute
  const read = goldenRead();
  const data = { ...read.market.data, pausedUntil: goldenNow + 60n };
  const bytes = new Uint8Array(getMarketEncoder().encode(data));
  const paused = { ...read, market: { ...read.market, data, bytes } };
  const policy = await goldenPolicy(paused);
  const roomsAt = (at: number, now: bigint) =>
    selectPosition(paused, policy, goldenPosition(at), now)!.rooms.map(({ borrow, withdraw }) => [
      borrow > 0n,
      withdraw > 0n,
    ]);

  // Then who owes has no room, who owes nothing may still leave, and after the pause there is room again
  expect(roomsAt(1, goldenNow)).toEqual([
    [false, false],
    [false, false],
  ]);
  expect(roomsAt(0, goldenNow)[1]).toEqual([false, true]);
  expect(roomsAt(1, goldenNow + 60n)[1]![1]).toBe(true);

  // And a borrow is refused before anyone signs it, by the program's own code
  const borrow = { kind: 'borrow', reserve: 0, amount: 1_000_000n, now: goldenNow } as const;
  const { bytes: holder } = goldenPosition(1);
  expect(() => policy.preview(holder, borrow)).toThrow(new PolicyRefusal(LENDING_ERROR__MARKET_PAUSED, undefined));
});

test('a_position_that_is_yet_to_be_opened_can_be_previewed', async () => {
  const policy = await goldenPolicy();
  const bytes = emptyPosition();
  const action = { kind: 'deposit', reserve: 1, amount: 1_000_000_000n, now: goldenNow } as const;
  expect(policy.preview(bytes, action).after.deposits).toBe(1);
  expect(policy.outlookAfter(bytes, action).ofLiquidationBps).toBe(0n);
});

test('every_reason_has_words', () => {
  expect(reasonsOf(0)).toEqual([]);
  expect(reasonsOf(1 | 128)).toHaveLength(2);
  expect(reasonsOf(255)).toHaveLength(8);
});

test('the_next_position_takes_the_first_free_number', () => {
  expect(freeIndex([])).toBe(0);
  expect(freeIndex([goldenPosition(0)])).toBe(1);
});

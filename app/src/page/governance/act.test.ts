import type { Address, Signature } from '@solana/kit';
import { expect, test } from 'vitest';
import type { LendingEvent } from '../../chain/events';
import type { HistoryEntry } from '../../chain/history';
import { goldenRead } from '../../testing/golden';
import { actsOf } from './act';

const [OURS, OTHERS, WHO] = ['a', 'b', 'c'].map((letter) => letter.repeat(44) as Address) as [
  Address,
  Address,
  Address,
];

const entry = (slot: bigint, ...events: LendingEvent[]): HistoryEntry => ({
  signature: `s${slot.toString()}` as Signature,
  slot,
  time: slot,
  events,
  reports: [],
});
const cancelled = (change: Address): LendingEvent => ({ name: 'ChangeCancelled', data: { change, authority: WHO } });

test('a_cancellation_in_another_market_is_none_of_this_one', () => {
  const read = goldenRead();
  const entries = [entry(1n, cancelled(OURS)), entry(2n, cancelled(OTHERS))];
  expect(actsOf(entries, read, [OURS]).map(({ signature }) => signature)).toEqual(['s1']);
});

test('a_change_is_known_by_its_proposal_and_no_transaction_is_told_twice', () => {
  // Given a proposal of this market and its cancellation, read from the transactions of two people
  const read = goldenRead();
  const data = { change: OURS, market: read.market.address, target: OTHERS, proposer: WHO, kind: 0n };
  const entries = [entry(1n, { name: 'ChangeProposed', data }), entry(2n, cancelled(OURS))];

  // Then both stand once, newest first
  const acts = actsOf([...entries, ...entries], read, []);
  expect(acts.map(({ signature }) => signature)).toEqual(['s2', 's1']);
});

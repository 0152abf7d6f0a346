import { expect, test } from 'vitest';
import { advance, IDLE, phaseOf, STALE_MILLIS, standsStill, STILL_MILLIS, type Link, type LinkEvent } from './phase';

const after = (...events: LinkEvent[]): Link => events.reduce(advance, IDLE);
const asked: LinkEvent = { kind: 'asked', at: 1_000 };
const read: LinkEvent = { kind: 'read', at: 2_000, hasMoved: true, troubles: [] };
const open: LinkEvent = { kind: 'socket', isOpen: true };
const failed: LinkEvent = { kind: 'failed', reason: 'no answer' };

test('a_connection_goes_from_connecting_to_polling_to_live', () => {
  expect(phaseOf(IDLE, 0)).toBe('idle');
  expect(phaseOf(after(asked), 1_500)).toBe('connecting');
  expect(phaseOf(after(asked, read), 2_500)).toBe('polling');
  expect(phaseOf(after(asked, read, open), 2_500)).toBe('live');
});

test('a_lost_websocket_falls_back_to_polling', () => {
  expect(phaseOf(after(asked, read, open, { kind: 'socket', isOpen: false }), 2_500)).toBe('polling');
});

test('numbers_without_a_read_grow_stale', () => {
  const link = after(asked, read, open);
  expect(phaseOf(link, 2_000 + STALE_MILLIS)).toBe('live');
  expect(phaseOf(link, 2_001 + STALE_MILLIS)).toBe('stale');
});

test('a_network_that_answers_with_the_same_slot_for_long_is_stale_until_it_moves', () => {
  // Given a node that goes on answering from the slot of its first answer
  const at = 2_000 + STILL_MILLIS;
  const link = after(asked, read, open, { ...read, at, hasMoved: false });

  // Then its numbers are current for a while, and old after it
  expect(phaseOf(link, at)).toBe('live');
  expect(phaseOf(link, at + 1)).toBe('stale');
  expect(standsStill(link, at + 1)).toBe(true);

  // And one that has ceased to answer is not said to answer
  expect(phaseOf(link, at + STALE_MILLIS + 1)).toBe('stale');
  expect(standsStill(link, at + STALE_MILLIS + 1)).toBe(false);

  // When a read brings another slot
  expect(phaseOf(advance(link, { ...read, at: at + 1, hasMoved: true }), at + 1)).toBe('live');
});

test('three_failures_in_a_row_are_a_disconnection_and_one_read_ends_it', () => {
  const lost = after(asked, read, failed, failed, failed);
  expect(phaseOf(after(asked, read, failed, failed), 2_500)).toBe('polling');
  expect(phaseOf(lost, 2_500)).toBe('disconnected');
  expect(lost.reason).toBe('no answer');
  expect(phaseOf(advance(lost, { ...read, at: 3_000 }), 3_000)).toBe('polling');
});

test('a_market_that_is_read_in_part_is_degraded', () => {
  const link = after(asked, open, { kind: 'read', at: 2_000, hasMoved: true, troubles: ['reserve 2 is missing'] });
  expect(phaseOf(link, 2_500)).toBe('degraded');
});

test('another_network_begins_anew', () => {
  expect(after(asked, read, open, failed, { kind: 'asked', at: 9_000 })).toEqual({ ...IDLE, since: 9_000 });
});

import { expect, test } from 'vitest';
import { getPendingChangeDecoder, type PendingChange } from '../../client/generated/accounts/pendingChange';
import type { Read } from '../../chain/market';
import { PROGRAM } from '../../chain/address';
import { withNewest, type Found } from './changeSection';

const empty = getPendingChangeDecoder().decode(new Uint8Array(getPendingChangeDecoder().fixedSize));
const change = (number: number): Read<PendingChange> => ({
  address: PROGRAM,
  bytes: new Uint8Array(),
  data: { ...empty, number: BigInt(number) },
});
/** Newest first. */
const span = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => change(to - 1 - at));
const numbers = ({ list = [] }: Found) => list.map(({ data }) => Number(data.number));

test('older_changes_stay_when_the_newest_are_read_anew_and_join_them', () => {
  const known: Found = { list: span(0, 60), unreadable: [], next: undefined, trouble: undefined };
  const after = withNewest(known, { changes: span(11, 61), unreadable: [], next: 11n });
  expect(numbers(after)).toEqual(numbers({ ...known, list: span(0, 61) }));
  expect(after.next).toBeUndefined();
});

test('more_changes_at_once_than_one_page_holds_leave_no_hole_that_passes_for_whole', () => {
  const known: Found = { list: span(0, 10), unreadable: [], next: undefined, trouble: undefined };
  const after = withNewest(known, { changes: span(20, 70), unreadable: [], next: 20n });
  expect(numbers(after)).toEqual(numbers({ ...known, list: span(20, 70) }));
  expect(after.next).toBe(20n);
});

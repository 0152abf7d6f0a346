// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { feedHistory } from '../feed/history';
import { consensus, FEED, memoryPast, transactionOf } from '../testing/feedPast';
import { usePasts } from './usePasts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const minute = () => act(() => vi.advanceTimersByTimeAsync(60_000));

test('a_page_that_is_left_open_shows_what_came_since_and_a_page_that_is_left_asks_no_more', async () => {
  // Given a page that shows a past
  const past = memoryPast();
  const round = (time: number) => past.add(time, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  round(1);
  const kept = [feedHistory(past, FEED)];
  const { result, unmount } = renderHook(() => usePasts(kept));
  await minute();
  expect(result.current[0]?.entries).toHaveLength(1);

  // When something comes while it is open
  round(2);
  await minute();
  expect(result.current[0]?.entries.map(({ time }) => time)).toEqual([1n, 2n]);

  // When the network fails for a while, then what was read stays and it goes on by itself
  past.outage = 'too many requests';
  await minute();
  expect(result.current[0]).toMatchObject({ failure: 'too many requests', entries: [{ time: 1n }, { time: 2n }] });
  past.outage = undefined;
  await minute();
  expect(result.current[0]?.failure).toBeUndefined();

  // When the page is left
  unmount();
  const asked = vi.spyOn(past, 'signatures');
  await minute();
  expect(asked).not.toHaveBeenCalled();
});

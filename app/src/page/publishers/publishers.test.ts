import { expect, test } from 'vitest';
import { readFeed } from '../../chain/market';
import type { FeedTrack, ReportPoint } from '../../feed/select';
import { fakeNetwork } from '../../testing/fakeNetwork';
import { publisherRows, reportChart, reportsOf, sorted } from './select';

/** The golden feed: five publishers, each a point above the last. */
function feed() {
  for (const raw of fakeNetwork().held.values()) {
    try {
      return readFeed(raw).data;
    } catch {
      // Another account.
    }
  }
  throw new Error('the golden scene has no feed');
}

test('free_slots_are_no_publishers_and_each_row_knows_how_far_from_the_median_it_lies', () => {
  const rows = publisherRows(feed());
  expect(rows.map(({ apart }) => apart)).toEqual([-200, -95, 10, 115, 220]);
  expect(rows.every(({ standing, successor }) => standing === 'voting' && successor === undefined)).toBe(true);
  expect(rows[2]?.modelHash).toBe('02'.repeat(32));
});

test('rows_sort_by_distance_on_either_side_and_back', () => {
  const rows = publisherRows(feed());
  const slots = (isFalling: boolean) => sorted(rows, { key: 'apart', isFalling }).map(({ slot }) => slot);
  expect(slots(true)).toEqual([4, 0, 3, 1, 2]);
  expect(slots(false)).toEqual([2, 1, 3, 0, 4]);
  expect(sorted(rows, { key: 'posts', isFalling: true }).map(({ slot }) => slot)).toEqual([0, 1, 2, 3, 4]);
});

const report = (slot: number, time: number, score: number, isIgnored = false): ReportPoint => ({
  time,
  signature: `${slot} ${time}`,
  slot,
  publisher: '',
  said: {
    discriminator: new Uint8Array(1),
    sequence: BigInt(time),
    observedAt: BigInt(time),
    score,
    halfWidth: 0,
    depthBps: 0,
    modelHash: new Uint8Array(32),
    inputHash: new Uint8Array(32),
  },
  isIgnored,
  median: undefined,
});

test('a_voice_stands_until_it_speaks_again_or_is_too_old_and_ignored_words_are_not_drawn', () => {
  const track: FeedTrack = {
    rounds: [],
    reports: [report(0, 100, 5_000), report(1, 150, 6_000), report(0, 160, 9_900, true), report(0, 500, 5_200)],
  };
  const voices = [
    { slot: 0, name: 'first' },
    { slot: 1, name: 'second' },
  ];
  const { x, lines } = reportChart(track, voices, 0, 200);
  expect(x).toEqual([100, 150, 300, 500]);
  expect(lines.map(({ label }) => label)).toEqual(['second', 'Median', 'first']);
  expect(lines[2]?.y).toEqual([50, 50, null, 52]);
  expect(lines[0]?.y).toEqual([null, 60, 60, null]);
  expect(reportsOf(track, 0).map(({ time }) => time)).toEqual([500, 160, 100]);
});

import { expect, test } from 'vitest';
import { downsample } from './downsample';
import { rowsInSight } from './virtualList';

const long = Array.from({ length: 100_000 }, (_, at) => at);

test('a_hundred_thousand_points_become_few_and_no_spike_is_lost', () => {
  const y = long.map((at) => (at === 54_321 ? 10_000 : at === 77_777 ? -500 : Math.sin(at / 1_000)));
  const few = downsample({ x: long, y }, 1_000);
  expect(few.x.length).toBeLessThanOrEqual(1_000);
  expect(few.y).toContain(10_000);
  expect(few.y).toContain(-500);
  expect([few.x[0], few.x.at(-1)]).toEqual([0, 99_999]);
  expect(few.x).toEqual(few.x.toSorted((a, b) => a - b));
});

test('a_short_series_stays_as_it_is_and_gaps_stay_gaps', () => {
  const series = { x: [1, 2, 3], y: [1, null, 2] };
  expect(downsample(series, 10)).toEqual(series);
  const gap = downsample({ x: long, y: long.map((at) => (at > 30_000 && at < 60_000 ? null : 1)) }, 100);
  expect(gap.y).toContain(null);
});

test('of_ten_thousand_rows_only_those_in_sight_are_drawn', () => {
  expect(rowsInSight(0, 400, 40, 10_000)).toEqual([0, 16]);
  expect(rowsInSight(200_000, 400, 40, 10_000)).toEqual([4_994, 5_016]);
  expect(rowsInSight(399_600, 400, 40, 10_000)).toEqual([9_984, 10_000]);
  expect(rowsInSight(1_000, 400, 40, 3)).toEqual([3, 3]);
});

/** Publishers of a feed as rows, how they are sorted, and their reports as lines. */
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { Publisher, PublisherRecord, Report } from '../../client/generated/types';
import type { ChartLine } from '../../component/chart';
import { hexOf, type FeedTrack, type ReportPoint } from '../../feed/select';
import { STANDINGS, type Standing } from '../../feed/standing';

/** A key of zeros: nobody. */
const NOBODY = '11111111111111111111111111111111';

export interface PublisherRow {
  readonly slot: number;
  readonly publisher: Publisher;
  readonly record: PublisherRecord;
  readonly report: Report;
  readonly standing: Standing;
  /** Above (or under) the last median, hundredths of a point; undefined where it has not reported. */
  readonly apart: number | undefined;
  readonly modelHash: string;
  readonly inputHash: string;
  /** Who takes the slot over, where somebody is named. */
  readonly successor: string | undefined;
}

export function publisherRows({ publishers, records, reports, state }: RiskFeed): readonly PublisherRow[] {
  return publishers.flatMap((publisher, slot) => {
    const [record, report] = [records[slot], reports[slot]];
    if (publisher.key === NOBODY || record === undefined || report === undefined) return [];
    const hasSpoken = report.sequence > 0n && state.rounds > 0n;
    return [
      {
        slot,
        publisher,
        record,
        report,
        standing: STANDINGS[report.standing] ?? 'silent',
        apart: hasSpoken ? report.score - state.raw : undefined,
        modelHash: hexOf(publisher.modelHash),
        inputHash: hexOf(publisher.inputHash),
        successor: publisher.successor === NOBODY ? undefined : publisher.successor,
      },
    ];
  });
}

/** What a column is sorted by. */
export const SORT_KEYS = {
  publisher: (row) => row.publisher.key,
  standing: (row) => row.standing,
  score: (row) => row.report.score,
  observed: (row) => Number(row.report.observedAt),
  apart: (row) => Math.abs(row.apart ?? Infinity),
  distance: (row) => row.record.distance,
  posts: (row) => row.record.posts,
  misses: (row) => row.record.misses,
  outliers: (row) => row.record.outliersInARow,
  model: (row) => row.modelHash,
} as const satisfies Record<string, (row: PublisherRow) => string | number>;

export type SortKey = keyof typeof SORT_KEYS;

export interface Sorting {
  readonly key: SortKey;
  readonly isFalling: boolean;
}

/** Equal rows keep the order of their slots. */
export function sorted(rows: readonly PublisherRow[], { key, isFalling }: Sorting): readonly PublisherRow[] {
  const of: (row: PublisherRow) => string | number = SORT_KEYS[key];
  const rising = (a: PublisherRow, b: PublisherRow) => {
    const [left, right] = [of(a), of(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  };
  return rows.toSorted((a, b) => (isFalling ? -1 : 1) * rising(a, b));
}

export interface ReportChart {
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** Every voice faint, the chosen one and the median strong; in points, a voice standing until it speaks again. */
export function reportChart(
  { rounds, reports }: FeedTrack,
  rows: readonly Pick<PublisherRow, 'slot'>[],
  chosen: number,
  nameOf: (slot: number) => string,
): ReportChart {
  const x = [...new Set([...rounds.map(({ time }) => time), ...reports.map(({ time }) => time)])].toSorted(
    (a, b) => a - b,
  );
  const place = new Map(x.map((time, at) => [time, at]));
  const standing = (points: readonly { time: number; score: number }[]): (number | null)[] => {
    const y = Array<number | null>(x.length).fill(null);
    for (const { time, score } of points) y[place.get(time)!] = score / 100;
    for (let at = 1; at < y.length; at += 1) y[at] ??= y[at - 1]!;
    return y;
  };
  const voiceOf = (slot: number) =>
    standing(
      reports
        .filter((report) => report.slot === slot && !report.isIgnored)
        .map(({ time, said }) => ({ time, score: said.score })),
    );
  const others = rows
    .filter(({ slot }) => slot !== chosen)
    .map(({ slot }) => ({ label: nameOf(slot), color: '--line-faint', isThin: true, y: voiceOf(slot) }));
  const median = standing(rounds.map(({ time, said }) => ({ time, score: said.raw })));
  return {
    x,
    lines: [
      ...others,
      { label: 'Median', color: '--line-2', y: median },
      { label: nameOf(chosen), color: '--line-1', y: voiceOf(chosen) },
    ],
  };
}

/** A publisher's reports, newest first. */
export function reportsOf({ reports }: FeedTrack, slot: number): readonly ReportPoint[] {
  return reports.filter((report) => report.slot === slot).toReversed();
}

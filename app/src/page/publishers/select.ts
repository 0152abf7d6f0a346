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

interface Word {
  readonly time: number;
  readonly score: number;
}

/** Every voice faint, the chosen one and the median strong; in points. A word stands until the next, or until it is too old. */
export function reportChart(
  { rounds, reports }: FeedTrack,
  voices: readonly { readonly slot: number; readonly name: string }[],
  chosen: number,
  maxReportAge: number,
): ReportChart {
  const words = new Map<number, Word[]>(voices.map(({ slot }) => [slot, []]));
  for (const { slot, time, said, isIgnored } of reports) {
    if (!isIgnored) words.get(slot)?.push({ time, score: said.score });
  }
  const medians = rounds.map(({ time, said }) => ({ time, score: said.raw }));
  const all = [medians, ...words.values()];
  const times = new Set(all.flatMap((line) => line.flatMap((word, at) => timesOf(word, line[at + 1], maxReportAge))));
  const x = [...times].toSorted((a, b) => a - b);
  const place = new Map(x.map((time, at) => [time, at]));
  const lineOf = (line: readonly Word[]) => standing(line, x, place, maxReportAge);
  const voice = ({ slot, name }: { slot: number; name: string }): ChartLine => ({
    label: name,
    y: lineOf(words.get(slot) ?? []),
    isStepped: true,
    ...(slot === chosen ? { color: '--line-1' } : { color: '--line-faint', isThin: true }),
  });
  const others = voices.filter(({ slot }) => slot !== chosen).map(voice);
  const median: ChartLine = { label: 'Median', color: '--line-2', isStepped: true, y: lineOf(medians) };
  return { x, lines: [...others, median, ...voices.filter(({ slot }) => slot === chosen).map(voice)] };
}

/** When a word is said, and when it ends by its age. */
function timesOf({ time }: Word, next: Word | undefined, maxAge: number): number[] {
  return next !== undefined && next.time > time + maxAge ? [time, time + maxAge] : [time];
}

function standing(
  words: readonly Word[],
  x: readonly number[],
  place: ReadonlyMap<number, number>,
  maxAge: number,
): (number | null)[] {
  const y = Array<number | null>(x.length).fill(null);
  for (const [at, { time, score }] of words.entries()) {
    const until = Math.min(words[at + 1]?.time ?? Infinity, time + maxAge);
    for (let column = place.get(time) ?? x.length; column < x.length && x[column]! < until; column += 1) {
      y[column] = score / 100;
    }
  }
  return y;
}

/** A publisher's reports, newest first. */
export function reportsOf({ reports }: FeedTrack, slot: number): readonly ReportPoint[] {
  return reports.filter((report) => report.slot === slot).toReversed();
}

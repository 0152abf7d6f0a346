/** A feed's past as rounds and reports. What a round decided is told by its event; only who said what is put beside it. */
import type { RiskFeed } from '../client/generated/accounts/riskFeed';
import type { ConsensusReached, FeedConfig, Publisher, Report } from '../client/generated/types';
import type { HistoryEntry, ReportSeen } from '../chain/history';
import { slotsByKey, standingPast, type Standing } from './standing';

/** Scores are hundredths of a point, times Unix seconds. */
export interface RoundPoint {
  readonly time: number;
  readonly signature: string;
  readonly said: ConsensusReached;
  /** Of the reports behind it; undefined where not all of them were read. */
  readonly least: number | undefined;
  readonly greatest: number | undefined;
}

export interface ReportPoint {
  readonly time: number;
  readonly signature: string;
  readonly slot: number;
  readonly publisher: string;
  readonly said: ReportSeen['report'];
  /** It said nothing new, and changed nothing. */
  readonly isIgnored: boolean;
  /** The median of the round that followed; undefined: none yet. */
  readonly median: number | undefined;
}

export interface FeedTrack {
  readonly rounds: readonly RoundPoint[];
  readonly reports: readonly ReportPoint[];
}

/** What of a feed its past is read by. */
export interface FeedShape {
  readonly publishers: readonly Pick<Publisher, 'key' | 'successor'>[];
  readonly reports: readonly Pick<Report, 'standing'>[];
  readonly config: Pick<FeedConfig, 'maxReportAge'>;
}

export function shapeOf({ publishers, reports, config }: RiskFeed): FeedShape {
  return {
    publishers: publishers.map(({ key, successor }) => ({ key, successor })),
    reports: reports.map(({ standing }) => ({ standing })),
    config: { maxReportAge: config.maxReportAge },
  };
}

interface Heard {
  readonly score: number;
  readonly observedAt: number;
}

export function selectTrack(feed: FeedShape, entries: readonly HistoryEntry[]): FeedTrack {
  const slots = slotsByKey(feed, entries);
  const { initial, after } = standingPast(feed, entries);
  const standings = [...initial];
  const heard: (Heard | undefined)[] = [];
  const rounds: RoundPoint[] = [];
  const reports: ReportPoint[] = [];
  // Reports that no round has followed yet, by their place in `reports`.
  let unjudged: number[] = [];
  for (const entry of entries) {
    if (entry.time === undefined) continue;
    const time = Number(entry.time);
    for (const point of reportsOf(entry, time, slots)) {
      unjudged.push(reports.push(point) - 1);
      if (point.isIgnored) continue;
      heard[point.slot] = { score: point.said.score, observedAt: Number(point.said.observedAt) };
    }
    for (const event of entry.events) {
      const changed = after.get(event);
      if (changed !== undefined) standings[changed.slot] = changed.standing;
      if (event.name !== 'ConsensusReached') continue;
      const said = event.data;
      for (const at of unjudged) reports[at] = { ...reports[at]!, median: said.raw };
      unjudged = [];
      rounds.push({ time, signature: entry.signature, said, ...span(feed, said, time, heard, standings) });
    }
  }
  return { rounds, reports };
}

function reportsOf(
  { reports, events, signature }: HistoryEntry,
  time: number,
  slots: ReadonlyMap<string, number>,
): ReportPoint[] {
  return reports.flatMap(({ publisher, report }) => {
    const slot = slots.get(publisher);
    if (slot === undefined) return [];
    const isIgnored = events.some(
      ({ name, data }) => name === 'ReportIgnored' && data.publisher === publisher && data.sequence === report.sequence,
    );
    return [{ time, signature, slot, publisher, said: report, isIgnored, median: undefined }];
  });
}

/** From the least to the greatest report of a round, if those that were read are as many and as far apart as the round says. */
function span(
  { config }: FeedShape,
  said: ConsensusReached,
  time: number,
  heard: readonly (Heard | undefined)[],
  standings: readonly Standing[],
): Pick<RoundPoint, 'least' | 'greatest'> {
  const scores = heard.flatMap((one, slot) =>
    one !== undefined && standings[slot] === 'voting' && time - one.observedAt <= config.maxReportAge
      ? [one.score]
      : [],
  );
  const [least, greatest] = [Math.min(...scores), Math.max(...scores)];
  const isAll = scores.length === said.fresh && greatest - least === said.spread;
  return isAll ? { least, greatest } : { least: undefined, greatest: undefined };
}

/** As hexadecimal digits. */
export const hexOf = (bytes: { readonly length: number; readonly [at: number]: number }) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

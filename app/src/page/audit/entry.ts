/** From a feed's transactions to what moved its terms, and who had said what by then. */
import type { Address, Signature } from '@solana/kit';
import type { LendingEvent } from '../../chain/events';
import type { HistoryEntry, ReportSeen } from '../../chain/history';
import { asText, points, shortAddress } from '../../format/number';
import { REGIMES } from '../../policy/answer';
import { BOUNDS } from '../market/select';
import type { AuditedReport, AuditReport } from './report';

export const CAUSES = [
  'round',
  'quorum missed',
  'recommendation accepted',
  'governance',
  'publishers',
  'from the file',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Score (hundredths of a point) and regime (by number) that terms follow. */
export interface Force {
  readonly score: number;
  readonly regime: number;
}

export interface Spoken extends ReportSeen {
  readonly signature: Signature;
}

export interface AuditEntry {
  readonly key: string;
  readonly feed: Address;
  readonly signature: string;
  readonly slot: bigint;
  readonly time: bigint | undefined;
  readonly cause: Cause;
  readonly what: string;
  /** Which rule limited it, in words; undefined where it was no round. */
  readonly boundBy: string | undefined;
  /** Undefined where nothing is known of before. */
  readonly before: Force | undefined;
  readonly after: Force | undefined;
  readonly raw: number | undefined;
  readonly isChange: boolean;
  readonly reports: readonly Spoken[];
}

/** A feed's entries, newest first. A report older than `maxReportAge` seconds did not count. */
export function replay(history: readonly HistoryEntry[], feed: Address, maxReportAge: number): readonly AuditEntry[] {
  const spoken = new Map<Address, Spoken>();
  let force: Force | undefined;
  const found: AuditEntry[] = [];
  for (const entry of history.toReversed()) {
    hear(spoken, entry, feed);
    for (const [at, event] of entry.events.entries()) {
      const told = tell(event, feed, spoken, force);
      if (told === undefined) continue;
      const { signature, slot, time } = entry;
      const isFresh = ({ report }: Spoken) => time === undefined || time - report.observedAt <= BigInt(maxReportAge);
      const reports = [...spoken.values()].filter(isFresh);
      found.push({ key: `${signature} ${at}`, feed, signature, slot, time, before: force, reports, ...told });
      force = told.after ?? force;
    }
  }
  return found.toReversed();
}

/** Reports that the program did not ignore. */
function hear(spoken: Map<Address, Spoken>, entry: HistoryEntry, feed: Address): void {
  for (const seen of entry.reports) {
    const wasIgnored = entry.events.some(
      (event) =>
        event.name === 'ReportIgnored' &&
        event.data.feed === feed &&
        event.data.publisher === seen.publisher &&
        event.data.sequence === seen.report.sequence,
    );
    if (seen.feed === feed && !wasIgnored) spoken.set(seen.publisher, { ...seen, signature: entry.signature });
  }
}

type Told = Pick<AuditEntry, 'cause' | 'what' | 'boundBy' | 'after' | 'raw' | 'isChange'>;

const plain = (cause: Cause, what: string, isChange: boolean): Told => ({
  cause,
  what,
  boundBy: undefined,
  after: undefined,
  raw: undefined,
  isChange,
});

function tell(
  event: LendingEvent,
  feed: Address,
  spoken: Map<Address, Spoken>,
  force: Force | undefined,
): Told | undefined {
  switch (event.name) {
    case 'ConsensusReached': {
      if (event.data.feed !== feed) return undefined;
      const { round, score, raw, fresh, quorum, regime, boundBy } = event.data;
      const isChange = force === undefined || force.score !== score || force.regime !== regime;
      const what = `Round ${round.toString()}: ${fresh} of ${quorum} needed reports, median ${asText(points(raw))}`;
      const bound = BOUNDS[boundBy] ?? 'a rule that this page does not know';
      return { cause: 'round', what, boundBy: bound, after: { score, regime }, raw, isChange };
    }
    case 'QuorumMissed': {
      if (event.data.feed !== feed) return undefined;
      const { fresh, quorum } = event.data;
      return plain('quorum missed', `${fresh} of ${quorum} needed reports: terms tighten with silence`, true);
    }
    case 'RecommendationAccepted': {
      if (event.data.feed !== feed) return undefined;
      const { authority, score, regime } = event.data;
      const what = `${shortAddress(authority)} accepted the recommended score`;
      return { ...plain('recommendation accepted', what, true), after: { score, regime } };
    }
    case 'ChangeExecuted':
      if (event.data.target !== feed) return undefined;
      return plain('governance', `Change ${shortAddress(event.data.change)} took effect`, true);
    case 'PublisherMuted':
      if (event.data.feed !== feed) return undefined;
      spoken.delete(event.data.publisher);
      return plain('publishers', `Publisher ${shortAddress(event.data.publisher)} was muted`, false);
    case 'PublisherPromoted':
      if (event.data.feed !== feed) return undefined;
      return plain('publishers', `Publisher ${shortAddress(event.data.publisher)} votes from now on`, false);
    default:
      return undefined;
  }
}

export const regimeName = (regime: number) => REGIMES[regime] ?? 'unknown';

/** Entries of an audit's report whose transactions the network did not give. */
export function entriesOfReport({ feed, changes }: AuditReport, known: ReadonlySet<string>): readonly AuditEntry[] {
  return changes.flatMap((change, at) =>
    known.has(change.signature)
      ? []
      : [
          {
            ...plain('from the file', change.what, change.is_change),
            key: `file ${at}`,
            feed: feed as Address,
            signature: change.signature,
            slot: BigInt(change.slot),
            time: change.time === undefined ? undefined : BigInt(change.time),
            before: undefined,
            reports: [],
          },
        ],
  );
}

/** What an audit's report says of the reports behind a transaction, in the order of the file. */
export function auditedReports(report: AuditReport | undefined, entry: AuditEntry): readonly AuditedReport[] {
  const change = report?.changes.find(({ signature }) => signature === entry.signature);
  return change?.reports ?? [];
}

export interface Filter {
  readonly feed: string;
  readonly cause: string;
  readonly onlyChanges: boolean;
  /** Seconds before now; undefined: any time. */
  readonly within: bigint | undefined;
}

/** `now`: the chain's Unix seconds. */
export function filtered(entries: readonly AuditEntry[], filter: Filter, now: bigint): readonly AuditEntry[] {
  const { feed, cause, onlyChanges, within } = filter;
  const since = within === undefined ? undefined : now - within;
  return entries.filter(
    (entry) =>
      (feed === '' || entry.feed === feed) &&
      (cause === '' || entry.cause === cause) &&
      (!onlyChanges || entry.isChange) &&
      (since === undefined || (entry.time ?? 0n) >= since),
  );
}

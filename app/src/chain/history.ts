/**
 * What happened to an account, from the transactions that named it, newest first and by pages.
 *
 * Scores, changes of terms, liquidations and the like are events; a publisher's report is the instruction itself.
 */
import { getBase58Encoder, type Address, type Signature } from '@solana/kit';
import {
  getReportSubmitInstructionDataDecoder,
  REPORT_SUBMIT_DISCRIMINATOR,
  type ReportSubmitInstructionData,
} from '../client/generated/instructions/reportSubmit';
import { PROGRAM } from './address';
import { eventsInLogs, type LendingEvent } from './events';

export interface ReportSeen {
  readonly feed: Address;
  readonly publisher: Address;
  readonly report: ReportSubmitInstructionData;
}

export interface HistoryEntry {
  readonly signature: Signature;
  readonly slot: bigint;
  /** The chain's Unix seconds; undefined where the network does not know. */
  readonly time: bigint | undefined;
  readonly events: readonly LendingEvent[];
  readonly reports: readonly ReportSeen[];
}

/** A transaction as far as history needs it. */
export interface SeenTransaction {
  readonly logs: readonly string[];
  readonly accounts: readonly Address[];
  readonly instructions: readonly {
    readonly program: number;
    readonly accounts: readonly number[];
    readonly data: string;
  }[];
}

export interface SignatureSeen {
  readonly signature: Signature;
  readonly slot: bigint;
  readonly time: bigint | undefined;
  readonly hasFailed: boolean;
}

/** Where history is read: a network, or a test's memory. */
export interface HistorySource {
  signatures(address: Address, before: Signature | undefined, limit: number): Promise<readonly SignatureSeen[]>;
  transaction(signature: Signature): Promise<SeenTransaction | undefined>;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** Give it to the next call; undefined: there is nothing older, or nothing that is newer than `until`. */
  readonly before: Signature | undefined;
  /** Transactions of this page that the network did not give. */
  readonly missing: number;
}

/** Transactions asked for at the same time. */
const AT_ONCE = 8;

export interface PageWanted {
  readonly before?: Signature | undefined;
  /** One that is known: no older one is read. */
  readonly until?: Signature | undefined;
  readonly limit?: number;
}

export async function historyPage(
  source: HistorySource,
  address: Address,
  { before, until, limit = 50 }: PageWanted = {},
): Promise<HistoryPage> {
  const all = await source.signatures(address, before, limit);
  const known = until === undefined ? -1 : all.findIndex(({ signature }) => signature === until);
  const seen = known < 0 ? all : all.slice(0, known);
  const succeeded = seen.filter(({ hasFailed }) => !hasFailed);
  const entries: HistoryEntry[] = [];
  let missing = 0;
  for (let at = 0; at < succeeded.length; at += AT_ONCE) {
    const batch = succeeded.slice(at, at + AT_ONCE);
    const transactions = await Promise.all(batch.map(({ signature }) => source.transaction(signature)));
    for (const [index, transaction] of transactions.entries()) {
      const named = batch[index];
      if (transaction === undefined || named === undefined) missing += 1;
      else entries.push(entryOf(named, transaction));
    }
  }
  const isLast = known >= 0 || all.length < limit;
  return { entries, before: isLast ? undefined : all.at(-1)?.signature, missing };
}

function entryOf({ signature, slot, time }: SignatureSeen, transaction: SeenTransaction): HistoryEntry {
  return { signature, slot, time, events: eventsInLogs(transaction.logs), reports: reportsIn(transaction) };
}

/** What of an entry is a feed's own: one transaction may hold rounds and reports of several. */
export function ofFeed({ events, reports, ...entry }: HistoryEntry, feed: Address): HistoryEntry {
  return {
    ...entry,
    events: events.filter(({ data }) => !('feed' in data) || data.feed === feed),
    reports: reports.filter((report) => report.feed === feed),
  };
}

const base58 = getBase58Encoder();

function reportsIn({ accounts, instructions }: SeenTransaction): ReportSeen[] {
  return instructions.flatMap(({ program, accounts: named, data }) => {
    if (accounts[program] !== PROGRAM) return [];
    try {
      const bytes = base58.encode(data);
      if (bytes[0] !== REPORT_SUBMIT_DISCRIMINATOR[0]) return [];
      const [publisher, feed] = named.map((at) => accounts[at]);
      if (publisher === undefined || feed === undefined) return [];
      return [{ feed, publisher, report: getReportSubmitInstructionDataDecoder().decode(bytes) }];
    } catch {
      return [];
    }
  });
}

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
  /** Give it to the next call; undefined: there is nothing older. */
  readonly before: Signature | undefined;
  /** Transactions of this page that the network did not give; just after one was confirmed, it may do so later. */
  readonly missing: readonly SignatureSeen[];
  /** Transactions of this page that were known, and not asked for. */
  readonly known: number;
}

/** Transactions asked for at the same time. */
const AT_ONCE = 8;

interface PageAsked {
  readonly before?: Signature | undefined;
  readonly limit?: number;
  /** Transactions that need not be asked for. */
  readonly isKnown?: (signature: Signature) => boolean;
}

export async function historyPage(
  source: HistorySource,
  address: Address,
  { before, limit = 50, isKnown = () => false }: PageAsked = {},
): Promise<HistoryPage> {
  const seen = await source.signatures(address, before, limit);
  const succeeded = seen.filter(({ hasFailed }) => !hasFailed);
  const wanted = succeeded.filter(({ signature }) => !isKnown(signature));
  const { entries, missing } = await entriesOf(source, wanted);
  const next = seen.length < limit ? undefined : seen.at(-1)?.signature;
  return { entries, before: next, missing, known: succeeded.length - wanted.length };
}

/** What happened in these transactions, in their order, and those that the network does not give. */
export async function entriesOf(
  source: HistorySource,
  wanted: readonly SignatureSeen[],
): Promise<Pick<HistoryPage, 'entries' | 'missing'>> {
  const entries: HistoryEntry[] = [];
  const missing: SignatureSeen[] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const batch = wanted.slice(at, at + AT_ONCE);
    const transactions = await Promise.all(batch.map(({ signature }) => source.transaction(signature)));
    for (const [index, named] of batch.entries()) {
      const transaction = transactions[index];
      if (transaction === undefined) missing.push(named);
      else entries.push(entryOf(named, transaction));
    }
  }
  return { entries, missing };
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

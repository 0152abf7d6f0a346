/** A feed's past in memory, for tests of what reads one. */
import { getBase58Decoder, type Address, type Signature } from '@solana/kit';
import type { LendingEvent } from '../chain/events';
import { PROGRAM } from '../chain/address';
import type { HistoryEntry, HistorySource, SeenTransaction } from '../chain/history';
import { getReportSubmitInstructionDataEncoder } from '../client/generated/instructions/reportSubmit';
import {
  getConsensusReachedEncoder,
  type ConsensusReached,
  type ConsensusReachedArgs,
} from '../client/generated/types/consensusReached';

export const FEED = 'SysvarC1ock11111111111111111111111111111111' as Address;

/** Discriminators stand before the data in a log; the page's own table names them. */
const CONSENSUS_REACHED = Uint8Array.from([240, 211, 75, 133, 165, 96, 113, 26]);

export function consensus(said: Partial<ConsensusReached> & { readonly raw: number }): ConsensusReached {
  return {
    feed: FEED,
    round: 1n,
    score: said.raw,
    spread: 0,
    depthBps: 8_000,
    regime: 0,
    regimeBefore: 0,
    fresh: 3,
    quorum: 3,
    boundBy: 0,
    mode: 0,
    padding: new Uint8Array(2),
    ...said,
  };
}

interface Happened {
  readonly time: number;
  readonly reports?: readonly { readonly publisher: Address; readonly score: number; readonly sequence?: bigint }[];
  readonly events?: readonly LendingEvent[];
}

const reportOf = ({ score, sequence = 1n }: { score: number; sequence?: bigint }, time: number) => ({
  sequence,
  observedAt: BigInt(time),
  score,
  halfWidth: 300,
  depthBps: 8_000,
  modelHash: new Uint8Array(32),
  inputHash: new Uint8Array(32),
});

/** A transaction of the past, as history gives it. */
export function entry({ time, reports = [], events = [] }: Happened): HistoryEntry {
  return {
    signature: `${time} ${reports.map(({ publisher }) => publisher).join()}` as Signature,
    slot: BigInt(time),
    time: BigInt(time),
    events,
    reports: reports.map((report) => ({
      feed: FEED,
      publisher: report.publisher,
      report: { discriminator: new Uint8Array([11]), ...reportOf(report, time) },
    })),
  };
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** The same on a network: one report or one consensus a transaction. */
export function transactionOf(
  feed: Address,
  what:
    | { readonly report: { publisher: Address; score: number; sequence?: bigint }; readonly time: number }
    | { readonly said: ConsensusReachedArgs },
): SeenTransaction {
  if ('said' in what) {
    const data = base64(Uint8Array.from([...CONSENSUS_REACHED, ...getConsensusReachedEncoder().encode(what.said)]));
    const logs = [`Program ${PROGRAM} invoke [1]`, `Program data: ${data}`, `Program ${PROGRAM} success`];
    return { logs, accounts: [feed, PROGRAM], instructions: [] };
  }
  const bytes = getReportSubmitInstructionDataEncoder().encode(reportOf(what.report, what.time));
  const data = getBase58Decoder().decode(bytes);
  return {
    logs: [],
    accounts: [what.report.publisher, feed, PROGRAM],
    instructions: [{ program: 2, accounts: [0, 1], data }],
  };
}

export interface MemoryPast extends HistorySource {
  /** Puts a transaction behind the newest. */
  add(time: number, transaction: SeenTransaction): void;
  /** Every request fails with this while it is set. */
  outage: string | undefined;
}

export function memoryPast(): MemoryPast {
  const all: { signature: Signature; slot: bigint; time: bigint; hasFailed: boolean }[] = [];
  const transactions = new Map<Signature, SeenTransaction>();
  const past: MemoryPast = {
    outage: undefined,
    add(time, transaction) {
      const signature = `s${all.length}` as Signature;
      all.unshift({ signature, slot: BigInt(all.length), time: BigInt(time), hasFailed: false });
      transactions.set(signature, transaction);
    },
    signatures(_, before, limit) {
      if (past.outage !== undefined) return Promise.reject(new Error(past.outage));
      const from = before === undefined ? 0 : all.findIndex(({ signature }) => signature === before) + 1;
      return Promise.resolve(all.slice(from, from + limit));
    },
    transaction: (signature) => Promise.resolve(transactions.get(signature)),
  };
  return past;
}

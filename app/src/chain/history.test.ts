import { getBase58Decoder, type Address, type Signature } from '@solana/kit';
import { expect, test } from 'vitest';
import { getReportSubmitInstructionDataEncoder } from '../client/generated/instructions/reportSubmit';
import { PROGRAM } from './address';
import { historyPage, type HistorySource, type SignatureSeen } from './history';

const FEED = 'SysvarC1ock11111111111111111111111111111111' as Address;
const PUBLISHER = '4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T' as Address;

const data = getBase58Decoder().decode(
  getReportSubmitInstructionDataEncoder().encode({
    sequence: 5n,
    observedAt: 1_700_000_000n,
    score: 4_800,
    halfWidth: 300,
    depthBps: 9_000,
    modelHash: new Uint8Array(32),
    inputHash: new Uint8Array(32),
  }),
);

const named = (count: number): SignatureSeen[] =>
  Array.from({ length: count }, (_, at) => ({
    signature: `s${at}` as Signature,
    slot: BigInt(1_000 - at),
    time: 1_700_000_000n,
    hasFailed: at === 1,
  }));

function source(all: readonly SignatureSeen[], lost: readonly string[] = []): HistorySource {
  return {
    signatures(_address, before, limit) {
      const from = before === undefined ? 0 : all.findIndex(({ signature }) => signature === before) + 1;
      return Promise.resolve(all.slice(from, from + limit));
    },
    transaction(signature) {
      if (lost.includes(signature)) return Promise.resolve(undefined);
      const instructions = [
        { program: 2, accounts: [0, 1], data },
        { program: 1, accounts: [0, 1], data },
        { program: 2, accounts: [0, 1], data: '<script>' },
      ];
      return Promise.resolve({ logs: [], accounts: [PUBLISHER, FEED, PROGRAM], instructions });
    },
  };
}

test('a_report_is_read_from_the_instruction_and_only_from_the_programs', async () => {
  const { entries } = await historyPage(source(named(1)), FEED);
  expect(entries).toHaveLength(1);
  expect(entries[0]?.reports).toHaveLength(1);
  expect(entries[0]?.reports[0]).toMatchObject({ feed: FEED, publisher: PUBLISHER });
});

test('pages_follow_each_other_without_gap_or_repetition_and_end', async () => {
  const all = named(25);
  const seen: string[] = [];
  let before: Signature | undefined;
  let pages = 0;
  do {
    const page = await historyPage(source(all), FEED, { before, limit: 10 });
    seen.push(...page.entries.map(({ signature }) => signature));
    before = page.before;
    pages += 1;
  } while (before !== undefined);
  expect(pages).toBe(3);
  expect(seen).toEqual(all.filter(({ hasFailed }) => !hasFailed).map(({ signature }) => signature));
});

test('only_what_is_newer_than_a_known_transaction_is_read_and_a_gap_is_told', async () => {
  const until = 's12' as Signature;
  const near = await historyPage(source(named(25)), FEED, { until, limit: 20 });
  expect(near.entries.at(-1)?.signature).toBe('s11');
  expect(near.before).toBeUndefined();
  const far = await historyPage(source(named(25)), FEED, { until, limit: 10 });
  expect(far.entries.at(-1)?.signature).toBe('s9');
  expect(far.before).toBe('s9');
});

test('a_transaction_that_the_network_does_not_give_is_counted', async () => {
  const page = await historyPage(source(named(3), ['s2']), FEED);
  expect(page.missing).toBe(1);
  expect(page.entries.map(({ signature }) => signature)).toEqual(['s0']);
});

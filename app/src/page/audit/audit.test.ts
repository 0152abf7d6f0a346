import type { Address, Signature } from '@solana/kit';
import { expect, test } from 'vitest';
import type { HistoryEntry } from '../../chain/history';
import { ShapeError } from '../../format/shape';
import { sourceUrl } from '../../component/jsonSource';
import { entriesOfReport, filtered, replay } from './entry';
import { readAuditReport, strongest } from './report';

const FEED = 'feed' as Address;
const [ANNA, BERT] = ['anna' as Address, 'bert' as Address];

function report(publisher: Address, observedAt: bigint, score: number): HistoryEntry['reports'][number] {
  const hash = new Uint8Array(32);
  const said = {
    sequence: observedAt,
    observedAt,
    score,
    halfWidth: 100,
    depthBps: 10_000,
    modelHash: hash,
    inputHash: hash,
  };
  return { feed: FEED, publisher, report: { discriminator: Uint8Array.of(11), ...said } };
}

function round(number: bigint, score: number, boundBy = 0): HistoryEntry['events'][number] {
  const data = { feed: FEED, round: number, score, raw: score, spread: 0, depthBps: 0, regime: 0, regimeBefore: 0 };
  return {
    name: 'ConsensusReached',
    data: { ...data, fresh: 2, quorum: 2, boundBy, mode: 0, padding: new Uint8Array(2) },
  };
}

function entry(time: bigint, reports: HistoryEntry['reports'], events: HistoryEntry['events']): HistoryEntry {
  return { signature: `s${time.toString()}` as Signature, slot: time, time, reports, events };
}

/** Newest first, as a network gives it. */
const HISTORY = [
  entry(190n, [], [round(3n, 3_900, 5)]),
  entry(150n, [report(ANNA, 150n, 3_500)], [round(2n, 4_000)]),
  entry(110n, [report(BERT, 110n, 5_000)], [round(1n, 4_000)]),
  entry(100n, [report(ANNA, 100n, 3_000)], []),
];

test('a_round_stands_on_the_last_fresh_report_of_each_publisher', () => {
  const [third, second, first] = replay(HISTORY, FEED, 60);
  const said = (one: typeof first) => one?.reports.map(({ publisher, report: { score } }) => [publisher, score]);
  expect(said(first)).toEqual([
    [ANNA, 3_000],
    [BERT, 5_000],
  ]);
  expect([first?.before, second?.isChange]).toEqual([undefined, false]);
  expect(said(third)).toEqual([[ANNA, 3_500]]);
  expect(third).toMatchObject({ isChange: true, before: { score: 4_000 }, after: { score: 3_900 } });
  expect(third?.boundBy).toMatch(/one step of loosening/);
});

test('an_ignored_report_and_another_feed_do_not_count', () => {
  const ignored = {
    name: 'ReportIgnored',
    data: { feed: FEED, publisher: ANNA, sequence: 100n },
  } as HistoryEntry['events'][number];
  const history = [entry(100n, [report(ANNA, 100n, 9_000)], [ignored, round(1n, 3_000)])];
  expect(replay(history, FEED, 60)[0]?.reports).toEqual([]);
  expect(replay(history, 'other' as Address, 60)).toEqual([]);
});

test('the_last_minute_goes_on_with_time', () => {
  const entries = replay(HISTORY, FEED, 1_000);
  const lastMinute = { feed: '', cause: '', onlyChanges: false, within: 60n };
  expect(filtered(entries, lastMinute, 200n).length).toBeGreaterThan(0);
  expect(filtered(entries, lastMinute, 300n)).toEqual([]);
});

test('entries_are_filtered_by_cause_change_and_time', () => {
  const entries = replay(HISTORY, FEED, 60);
  const all = { feed: '', cause: '', onlyChanges: false, within: undefined };
  expect(filtered(entries, all, 200n)).toHaveLength(3);
  expect(filtered(entries, { ...all, onlyChanges: true }, 200n)).toHaveLength(2);
  expect(filtered(entries, { ...all, within: 40n }, 200n)).toHaveLength(1);
  expect(filtered(entries, { ...all, cause: 'governance' }, 200n)).toEqual([]);
});

const CHANGE = { signature: 's110', slot: 110, time: null, what: '<img src=x>', is_change: true, reports: [] };

test('an_audits_report_is_read_and_joins_what_the_network_does_not_keep', () => {
  const read = readAuditReport({ feed: 'feed', name: 'SOL', changes: [CHANGE], more: { not: 'shown' } });
  expect(read.changes[0]).toMatchObject({ what: '<img src=x>', time: undefined });
  expect(entriesOfReport(read, new Set(['s110']))).toEqual([]);
  expect(entriesOfReport(read, new Set())).toMatchObject([{ cause: 'from the file', signature: 's110' }]);
});

test.each([
  null,
  [],
  'text',
  {},
  { feed: 1, name: 'x', changes: [] },
  { feed: 'f', name: 'x', changes: [{ ...CHANGE, slot: 1.5 }] },
])('what_is_no_audits_report_is_refused: %o', (told) => expect(() => readAuditReport(told)).toThrow(ShapeError));

test('the_strongest_contributions_come_first_whatever_their_sign', () => {
  const features = [1, -5, 3].map((points) => ({ name: String(points), value: undefined, points }));
  expect(strongest(features, 2).map(({ points }) => points)).toEqual([-5, 3]);
});

test('only_this_machine_and_the_pages_own_place_are_asked_for_files', () => {
  const own = 'https://ballast.example/app/';
  expect(sourceUrl('study.json', own).href).toBe('https://ballast.example/app/study.json');
  expect(sourceUrl('http://127.0.0.1:8000/a.json', own).port).toBe('8000');
  for (const other of [
    'https://evil.example/a.json',
    'javascript:alert(1)',
    'data:application/json,{}',
    'http://127.0.0.1.evil.example/',
  ]) {
    expect(() => sourceUrl(other, own), other).toThrow(ShapeError);
  }
});

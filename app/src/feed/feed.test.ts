import type { Address } from '@solana/kit';
import { expect, test, vi } from 'vitest';
import type { LendingEvent } from '../chain/events';
import type { SeenTransaction } from '../chain/history';
import { consensus, entry, FEED, memoryPast, transactionOf } from '../testing/feedPast';
import { scoreChart } from './chart';
import { feedHistory } from './history';
import { selectTrack, type FeedShape } from './select';

const NOBODY = '11111111111111111111111111111111' as Address;
const KEYS = ['A', 'B', 'C', 'D'].map((letter) => letter.repeat(44) as Address);
const [A, B, C, D] = KEYS as [Address, Address, Address, Address];
const VOTING = 1;
const SHADOW = 2;

function shape(standings: readonly number[]): FeedShape {
  return {
    publishers: KEYS.map((key) => ({ key, successor: NOBODY })),
    reports: standings.map((standing) => ({ standing })),
    config: { maxReportAge: 1_700 },
  };
}

const reached = (said: Parameters<typeof consensus>[0]): LendingEvent => ({
  name: 'ConsensusReached',
  data: consensus(said),
});
const say = (time: number, ...said: (readonly [Address, number])[]) =>
  entry({ time, reports: said.map(([publisher, score]) => ({ publisher, score })) });

test('a_round_has_the_band_of_the_fresh_votes_behind_it_and_no_shadows_word', () => {
  // Given three votes and one far word of a shadow, then a round
  const entries = [
    say(1_000, [A, 5_000], [B, 5_100], [C, 5_300], [D, 9_900]),
    entry({ time: 1_010, events: [reached({ raw: 5_100, spread: 300, fresh: 3 })] }),
  ];

  // When the past is arranged
  const { rounds, reports } = selectTrack(shape([VOTING, VOTING, VOTING, SHADOW]), entries);

  // Then the band is theirs, and every report knows the median that followed
  expect(rounds[0]).toMatchObject({ least: 5_000, greatest: 5_300 });
  expect(reports.map(({ median }) => median)).toEqual([5_100, 5_100, 5_100, 5_100]);
});

test('a_round_whose_reports_were_not_all_read_has_no_band', () => {
  const round = entry({ time: 1_010, events: [reached({ raw: 5_100, spread: 300, fresh: 3 })] });
  const feed = shape([VOTING, VOTING, VOTING, SHADOW]);

  // One report is missing; or all are there and their spread is another than the chain says.
  const fewer = selectTrack(feed, [say(1_000, [A, 5_000], [B, 5_100]), round]);
  const other = selectTrack(feed, [say(1_000, [A, 5_000], [B, 5_100], [C, 5_299]), round]);
  for (const { rounds } of [fewer, other]) expect(rounds[0]).toMatchObject({ least: undefined, greatest: undefined });
});

test('an_old_report_leaves_the_band', () => {
  const entries = [
    say(1_000, [A, 2_000]),
    say(2_600, [B, 5_100], [C, 5_300], [D, 5_200]),
    entry({ time: 2_701, events: [reached({ raw: 5_200, spread: 200, fresh: 3 })] }),
  ];
  const { rounds } = selectTrack(shape([VOTING, VOTING, VOTING, VOTING]), entries);
  expect(rounds[0]).toMatchObject({ least: 5_100, greatest: 5_300 });
});

test('who_was_promoted_or_muted_since_counts_as_it_stood_then', () => {
  // Given D got its vote between two rounds, and C lost its own after the second
  const named = (name: 'PublisherPromoted' | 'PublisherMuted', publisher: Address, slot: bigint): LendingEvent => ({
    name,
    data: { feed: FEED, publisher, slot },
  });
  const entries = [
    say(1_000, [A, 5_000], [B, 5_100], [C, 5_300], [D, 6_000]),
    entry({ time: 1_010, events: [reached({ raw: 5_100, spread: 300, fresh: 3 }), named('PublisherPromoted', D, 3n)] }),
    entry({ time: 1_020, events: [reached({ raw: 5_300, spread: 1_000, fresh: 4 }), named('PublisherMuted', C, 2n)] }),
    entry({ time: 1_030, events: [reached({ raw: 5_100, spread: 1_000, fresh: 3 })] }),
  ];

  // When it is read while C is muted and D votes
  const { rounds } = selectTrack(shape([VOTING, VOTING, 0, VOTING]), entries);

  // Then each round has its own voters
  expect(rounds.map(({ least, greatest }) => [least, greatest])).toEqual([
    [5_000, 5_300],
    [5_000, 6_000],
    [5_000, 6_000],
  ]);
});

test('a_report_that_says_nothing_new_is_marked_and_moves_no_band', () => {
  const ignored: LendingEvent = {
    name: 'ReportIgnored',
    data: { feed: FEED, publisher: A, sequence: 1n, rule: 12n },
  };
  const entries = [
    say(1_000, [A, 5_000], [B, 5_100], [C, 5_300]),
    { ...say(1_005, [A, 9_000]), events: [ignored] },
    entry({ time: 1_010, events: [reached({ raw: 5_100, spread: 300, fresh: 3 })] }),
  ];
  const { rounds, reports } = selectTrack(shape([VOTING, VOTING, VOTING, SHADOW]), entries);
  expect(reports.map(({ isIgnored }) => isIgnored)).toEqual([false, false, false, true]);
  expect(rounds[0]).toMatchObject({ greatest: 5_300 });
});

const LINES = { transitionFrom: 4_500, transitionLeftUnder: 4_000, stressFrom: 6_500, stressLeftUnder: 6_000 };

test('the_chart_shades_each_regime_and_breaks_where_silence_took_over', () => {
  // Given rounds in calm and stress, then silence for longer than the hold of an hour
  const track = selectTrack(shape([]), [
    entry({ time: 1_000, events: [reached({ raw: 3_000, regime: 0 })] }),
    entry({ time: 2_000, events: [reached({ raw: 7_000, regime: 2, regimeBefore: 0 })] }),
    entry({ time: 9_000, events: [reached({ raw: 7_100, regime: 2, regimeBefore: 2 })] }),
  ]);

  // When it is drawn at a later moment at which the last round still holds
  const now = { at: 9_600, score: 7_100, regime: 'stress', isHeld: true } as const;
  const { x, lines, ground, summary } = scoreChart(track, now, LINES, 3_600);

  // Then
  expect(x).toEqual([1_000, 2_000, 5_600, 5_601, 9_000, 9_600]);
  expect(lines[0]?.y).toEqual([30, 70, 70, null, 71, 71]);
  expect(ground.zones?.map(({ from, until }) => [from, until])).toEqual([
    [1_000, 2_000],
    [2_000, 5_600],
    [9_000, 9_600],
  ]);
  expect(summary).toContain('3 rounds');
  expect(lines.slice(-2).map(({ label }) => label)).toEqual(['Transition from 45', 'Stress from 65']);
});

test('history_is_read_by_pages_kept_up_and_shared', async () => {
  // Given 350 transactions
  const past = memoryPast();
  const round = (time: number) => past.add(time, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  for (let time = 1; time <= 350; time += 1) round(time);

  // When a first look and then what came since are read
  const history = feedHistory(past, FEED);
  await history.newest();
  expect(history.store.get()).toMatchObject({ isWhole: false, isBegun: true });
  round(351);
  round(352);
  await history.newest();
  await history.older();

  // Then all of it stands once, oldest first, and whoever asks next gets the same
  const { entries, isWhole } = history.store.get();
  expect(isWhole).toBe(true);
  expect(entries.map(({ time }) => Number(time))).toEqual(Array.from({ length: 352 }, (_, at) => at + 1));
  expect(feedHistory(past, FEED)).toBe(history);
});

test('older_parts_grow_are_shown_together_and_an_outage_keeps_what_came_before_it', async () => {
  // Given 5,000 transactions, of which the newest were read
  const past = memoryPast();
  for (let time = 1; time <= 5_000; time += 1) past.add(time, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  const history = feedHistory(past, FEED);
  await history.newest();
  const sizes: number[] = [];
  history.store.subscribe(() => {
    const { entries, coming } = history.store.get();
    if (sizes.at(-1) !== entries.length) sizes.push(entries.length);
    if (coming === 300 && entries.length === 1_600) past.outage = 'too many requests';
  });

  // When older ones are asked for three times, and the network fails in the midst of the third
  await history.older();
  await history.older();
  await history.older();

  // Then each was shown at once and as large as what was there, and the third holds what came
  expect(sizes).toEqual([300, 800, 1_600, 1_900]);
  expect(history.store.get()).toMatchObject({ failure: 'too many requests', isWhole: false, coming: 0 });

  // And the next goes on where it ended
  past.outage = undefined;
  await history.older();
  await history.older();
  const { entries, isWhole } = history.store.get();
  expect(isWhole).toBe(true);
  expect(entries.map(({ time }) => Number(time))).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
});

test('a_transaction_that_holds_rounds_and_reports_of_several_feeds_counts_for_its_own_feed_once', async () => {
  // Given transactions that name two feeds: a report to both, then a round of both
  const past = memoryPast();
  const report = { publisher: A, score: 4_000 };
  past.add(1, joined(transactionOf(FEED, { report, time: 1 }), transactionOf(A, { report, time: 1 })));
  const rounds = [
    transactionOf(FEED, { said: consensus({ raw: 4_000 }) }),
    transactionOf(A, { said: { ...consensus({ raw: 9_000 }), feed: A } }),
  ] as const;
  past.add(2, joined(...rounds));

  // When the past of one is read
  const history = feedHistory(past, FEED);
  await history.newest();

  // Then the other's is not in it
  const { entries } = history.store.get();
  expect(entries.flatMap(({ reports }) => reports.map(({ feed }) => feed))).toEqual([FEED]);
  expect(selectTrack(shape([VOTING]), entries).rounds.map(({ said }) => said.raw)).toEqual([4_000]);
});

/** Two transactions as one. */
function joined(one: SeenTransaction, other: SeenTransaction): SeenTransaction {
  const moved = other.instructions.map(({ program, accounts, data }) => ({
    program: program + one.accounts.length,
    accounts: accounts.map((at) => at + one.accounts.length),
    data,
  }));
  return {
    logs: [...one.logs, ...other.logs],
    accounts: [...one.accounts, ...other.accounts],
    instructions: [...one.instructions, ...moved],
  };
}

test('a_failed_reading_is_told_and_the_next_goes_on', async () => {
  const past = memoryPast();
  past.add(1, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  const history = feedHistory(past, FEED);
  past.outage = 'too many requests';
  await history.newest();
  expect(history.store.get()).toMatchObject({ failure: 'too many requests', isBegun: false, isReading: false });

  past.outage = undefined;
  await history.newest();
  expect(history.store.get()).toMatchObject({ failure: undefined, isBegun: true });
  expect(history.store.get().entries).toHaveLength(1);
});

test('a_transaction_that_was_not_given_yet_is_asked_for_again_and_stands_in_its_place', async () => {
  // Given a node that names its newest transaction before it gives it
  const past = memoryPast();
  const round = (time: number) => past.add(time, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  round(1);
  round(2);
  vi.spyOn(past, 'transaction').mockResolvedValueOnce(undefined);
  const history = feedHistory(past, FEED);
  await history.newest();
  expect(history.store.get()).toMatchObject({ missing: 1, entries: [{ signature: 's0' }] });

  // When it gives it after another one has come
  round(3);
  await history.newest();

  // Then nothing is missing, in the order of the chain
  expect(history.store.get().missing).toBe(0);
  expect(history.store.get().entries.map(({ signature }) => signature)).toEqual(['s0', 's1', 's2']);
});

test('a_transaction_that_a_network_no_longer_keeps_is_asked_for_a_few_times_and_not_for_ever', async () => {
  const past = memoryPast();
  past.add(1, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  const asked = vi.spyOn(past, 'transaction').mockResolvedValue(undefined);
  const history = feedHistory(past, FEED);
  for (let look = 0; look < 20; look += 1) await history.newest();
  expect(asked).toHaveBeenCalledTimes(6);
  expect(history.store.get()).toMatchObject({ missing: 1, isWhole: true });
});

test('a_look_at_what_came_since_asks_for_no_transaction_twice_and_wakes_nobody_for_nothing', async () => {
  const past = memoryPast();
  for (let time = 1; time <= 50; time += 1) past.add(time, transactionOf(FEED, { said: consensus({ raw: 4_000 }) }));
  const history = feedHistory(past, FEED);
  await history.newest();
  const before = history.store.get();
  const asked = vi.spyOn(past, 'transaction');
  await history.newest();
  expect(asked).not.toHaveBeenCalled();
  expect(history.store.get()).toBe(before);
});

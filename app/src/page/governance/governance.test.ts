import { expect, test } from 'vitest';
import type { Address } from '@solana/kit';
import { goldenModule, goldenNow, goldenPolicy, goldenRead, goldenScene } from '../../testing/golden';
import { goldenChange, goldenChanges, goldenRecords, payloadOf } from '../../testing/goldenChange';
import { getRecommendationAcceptInstructionDataDecoder } from '../../client/generated/instructions';
import { effectOf } from './effect';
import { exactSpan, parseSpan, type Field, type TokenUnit } from './field';
import { BOUND_FIELDS, FEED_FIELDS } from './feedField';
import { LIMIT_FIELDS, MARKET_LIMIT_FIELDS, RESERVE_FIELDS } from './reserveField';
import { acceptPlan } from './plan';
import { describe } from './describe';
import { feedDraft, reserveDraft } from './request';
import { judge, KIND, type Draft } from './select';

const TOKEN: TokenUnit = { decimals: 9, symbol: 'SOL' };

function draft(name: string, target: Address): Draft {
  const change = goldenChange(name);
  return { kind: change.kind, target, payload: payloadOf(change) };
}

test('wasm_judges_every_golden_change_as_policy_does', async () => {
  const module = await goldenModule();
  module.load(goldenScene);
  const records = goldenRecords();
  for (const change of goldenChanges) {
    const bytes = Buffer.concat([...change.records.map((at) => records[at]!), payloadOf(change)]);
    const args = [change.kind, BigInt(change.proposed_at), BigInt(change.now)];
    const answer = module.ask('ask_change', args, Uint8Array.from(bytes));
    const told = { status: answer.status, output: Buffer.from(answer.output).toString('hex') };
    expect(told, change.name).toEqual({ status: change.status, output: change.output });
  }
  expect(goldenChanges.length).toBeGreaterThan(20);
});

test('a_lower_cap_tightens_and_a_lower_threshold_is_refused_in_words', async () => {
  const [read, policy] = [goldenRead(), await goldenPolicy()];
  const target = read.reserves[1]!.address;
  const cap = judge(read, policy, draft('lower deposit cap', target), goldenNow, goldenNow);
  expect(cap).toMatchObject({ kind: 'judged', judged: { class: 'tightens', dueAt: goldenNow } });
  const threshold = judge(read, policy, draft('lower threshold', target), goldenNow, goldenNow);
  expect(threshold).toMatchObject({
    kind: 'refused',
    explanation: { rule: 'ThresholdLowered', operands: [7_900n, 8_000n] },
  });
});

test('a_change_is_told_in_peoples_units', () => {
  const read = goldenRead();
  const target = read.reserves[1]!.address;
  expect(describe(read, draft('lower LTV', target), () => 'SOL')).toEqual([
    { name: 'Loan to value: opening LTV in calm', before: '70 %', after: '69 %' },
  ]);
  expect(describe(read, draft('ramp', target), () => 'SOL')).toEqual([
    { name: 'liquidation threshold', before: '80 %', after: '78 %, over 10 d' },
  ]);
  expect(describe(read, draft('mode', read.feeds[0]!.address), () => 'SOL')).toEqual([
    { name: 'mode', before: 'autonomous', after: 'advisory' },
  ]);
});

test('what_a_change_would_do_is_asked_of_policy_which_then_answers_for_the_market_as_it_is', async () => {
  const [read, policy] = [goldenRead(), await goldenPolicy()];
  const reserve = read.reserves[1]!;
  const before = policy.termsView(1, goldenNow);
  const rows = effectOf(read, policy, draft('lower LTV', reserve.address), goldenNow, () => 'SOL');
  expect(rows?.map(({ name }) => name)).toEqual(['SOL: opening LTV']);
  expect(policy.termsView(1, goldenNow)).toEqual(before);
  expect(effectOf(read, policy, draft('ramp', reserve.address), goldenNow, () => 'SOL')).toBeUndefined();
});

test('every_field_puts_back_what_it_shows', () => {
  const read = goldenRead();
  const check = <T>(fields: readonly Field<T>[], config: T) => {
    for (const field of fields) {
      const typed = field.typed(config, field.text(config, TOKEN), TOKEN);
      expect(typed, `${field.group}: ${field.name}`).toEqual(config);
      expect(field.typed(config, '<b>', TOKEN), field.name).toBeUndefined();
    }
    const names = fields.map(({ group, name }) => `${group}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
  };
  check(RESERVE_FIELDS, read.reserves[1]!.data.config);
  check(LIMIT_FIELDS, read.reserves[1]!.data.limits);
  check(FEED_FIELDS, read.feeds[0]!.data.config);
  check(BOUND_FIELDS, read.market.data.bounds);
  expect(MARKET_LIMIT_FIELDS).toHaveLength(12);
});

test('a_field_takes_no_number_that_its_account_cannot_hold', () => {
  const { config } = goldenRead().feeds[0]!.data;
  const quorum = FEED_FIELDS.find(({ name }) => name === 'quorum at least')!;
  expect(quorum.typed(config, '255', TOKEN)?.minPublishers).toBe(255);
  expect(quorum.typed(config, '256', TOKEN)).toBeUndefined();
  expect(quorum.typed(config, '-1', TOKEN)).toBeUndefined();
});

test('a_draft_from_a_form_is_the_payload_that_the_program_reads', () => {
  const read = goldenRead();
  const reserve = read.reserves[1]!;
  const lower = { ...reserve.data.config, depositCap: reserve.data.config.depositCap / 2n };
  expect(reserveDraft(reserve.address, lower).payload).toEqual(payloadOf(goldenChange('lower deposit cap')));
  const feed = read.feeds[0]!;
  const larger = { ...feed.data.config, loosenStep: feed.data.config.loosenStep + 1 };
  expect(feedDraft(feed.address, larger)).toMatchObject({
    kind: KIND.feed,
    payload: payloadOf(goldenChange('larger loosening step')),
  });
});

test('an_acceptance_is_signed_with_the_step_that_was_shown', () => {
  // Given a recommendation that a page shows
  const read = goldenRead();
  const feed = read.feeds[0]!.address;
  const shown = { score: 4_500, regime: 1 };

  // When its acceptance is planned
  const { instructions } = acceptPlan(read, read.market.address, feed, shown, []);

  // Then the program is told which step it is, and refuses another that a round recommends meanwhile
  expect(getRecommendationAcceptInstructionDataDecoder().decode(instructions[0]!.data!)).toMatchObject(shown);
});

test('spans_are_read_as_they_are_written', () => {
  for (const seconds of [0n, 59n, 3_661n, 172_800n]) expect(parseSpan(exactSpan(seconds))).toBe(seconds);
  expect(parseSpan('90')).toBe(90n);
  for (const wrong of ['', '2 w', '1.5 h', 'h']) expect(parseSpan(wrong)).toBeUndefined();
});

/** What waits the longer delay: publishers, price sources, ramps, deleverages. */
import { expect, test } from 'vitest';
import { AccountRole, getAddressDecoder, type Address } from '@solana/kit';
import type { Reserve } from '../../client/generated/accounts/reserve';
import { changeAddress } from '../../chain/address';
import { packScene, type MarketRead, type Read } from '../../chain/market';
import type { Network } from '../../chain/network';
import { goldenModule, goldenNow, goldenPolicy, goldenRead } from '../../testing/golden';
import { goldenChange, goldenSources, payloadOf } from '../../testing/goldenChange';
import { shareOfPrice, updateAccount } from '../../testing/quote';
import { describe } from './describe';
import { executePlan } from './plan';
import {
  deleverageDraft,
  getOracleSourcesCodec,
  publisherDraft,
  rampDraft,
  sourcesDraft,
  type OracleSources,
} from './request';
import { judge, KIND, type Draft } from './select';
import { judgeSources, quotesOf, type SourceQuote } from './sources';
import {
  DELEVERAGE_FIELDS,
  parseId,
  presentSources,
  rampFields,
  SOURCE_FIELDS,
  sourcesTrouble,
} from './structureField';

const TOKEN = { decimals: 9, symbol: 'SOL' };
const id = (byte: number) => new Uint8Array(32).fill(byte);
const NO_ID = id(0);
const named = () => 'SOL';

type Source = Pick<Network, 'accounts' | 'accountsWith'>;

/** A network with an update for each of these ids, whose first byte is its account's number. */
function quoting(reserve: Read<Reserve>, ids: readonly Uint8Array[], percent = 100n): Source {
  const price = shareOfPrice(reserve, percent);
  const found = ids.map((feedId) => updateAccount(feedId[0]!, { feedId, price, publishedAt: goldenNow - 3n }));
  return {
    accounts: (addresses) => Promise.resolve({ slot: 1n, accounts: addresses.map(() => undefined) }),
    accountsWith: () => Promise.resolve(found),
  };
}

const accountOf = (byte: number) => getAddressDecoder().decode(id(byte));

function setting(): { read: MarketRead; reserve: Read<Reserve>; feed: Address } {
  const read = goldenRead();
  return { read, reserve: read.reserves[1]!, feed: read.feeds[0]!.address };
}

test('drafts_are_the_payloads_that_the_program_reads', () => {
  const { reserve, feed } = setting();
  const { liquidationThresholdBps } = reserve.data.config;
  const ramp = { seconds: 864_000, targetBps: liquidationThresholdBps - 200, groupTargetBps: 0 };
  const deleverage = { target: 1_000_000n, seconds: 2_592_000, weightBps: 11_000 };
  const made: [Draft, string][] = [
    [publisherDraft(feed, accountOf(9)), 'publisher'],
    [rampDraft(reserve.address, ramp), 'ramp'],
    [deleverageDraft(reserve.address, deleverage), 'deleverage'],
    [deleverageDraft(reserve.address, { target: 0n, seconds: 0, weightBps: 0 }), 'no deleverage'],
    [sourcesDraft(reserve.address, { first: id(7), second: id(7), rate: id(7) }), 'sources'],
  ];
  for (const [draft, name] of made) {
    const { kind } = goldenChange(name);
    expect({ kind: draft.kind, payload: draft.payload }, name).toEqual({
      kind,
      payload: payloadOf(goldenChange(name)),
    });
  }
});

test('each_is_told_in_peoples_units', () => {
  const { read, reserve, feed } = setting();
  const listed = read.feeds[0]!.data.publishers[0]!.key;
  expect(describe(read, publisherDraft(feed, accountOf(9)), named)).toEqual([
    { name: 'publisher', before: 'not listed', after: accountOf(9) },
  ]);
  expect(describe(read, publisherDraft(feed, listed), named)[0]?.before).toBe('listed, votes');
  const request = { target: 1_500_000_000n, seconds: 2_592_000, weightBps: 11_000 };
  expect(describe(read, deleverageDraft(reserve.address, request), named)).toEqual([
    { name: 'debt that may remain', before: 'by its caps', after: '1.5 SOL' },
    { name: 'weight of a debt', before: '100 %', after: '110 %, over 30 d' },
  ]);
  const present = presentSources(reserve.data);
  expect(describe(read, sourcesDraft(reserve.address, { ...present, second: id(0xab) }), named)).toEqual([
    { name: 'Sources: second price', before: 'none', after: 'ab'.repeat(32) },
  ]);
});

test('a_deleverage_in_force_is_told_apart_from_none', () => {
  const { read, reserve } = setting();
  const schedule = { ...reserve.data.schedule };
  schedule.deleverage = { ...schedule.deleverage, target: 2_000_000_000n, weightBps: 12_000 };
  const armed = { ...reserve, data: { ...reserve.data, schedule } };
  const market = { ...read, reserves: read.reserves.with(1, armed) };
  const end = deleverageDraft(reserve.address, { target: 0n, seconds: 0, weightBps: 0 });
  expect(describe(market, end, named)).toEqual([
    { name: 'debt that may remain', before: '2 SOL', after: 'by its caps' },
    { name: 'weight of a debt', before: '120 %', after: '100 %' },
  ]);
  expect(describe(read, end, named)).toEqual([]);
});

test('a_listed_publisher_a_steep_ramp_and_a_light_deleverage_are_refused_by_their_rules', async () => {
  const [{ read, reserve, feed }, policy] = [setting(), await goldenPolicy()];
  const rule = (draft: Draft) => {
    const judged = judge(read, policy, draft, goldenNow, goldenNow);
    return judged.kind === 'refused' ? judged.explanation.rule : judged.judged.class;
  };
  const threshold = reserve.data.config.liquidationThresholdBps;
  const ramp = (targetBps: number, seconds: number) =>
    rampDraft(reserve.address, { seconds, targetBps, groupTargetBps: 0 });
  const light = deleverageDraft(reserve.address, { target: 1n, seconds: 2_592_000, weightBps: 10_000 });
  expect(rule(publisherDraft(feed, accountOf(9)))).toBe('structure');
  expect(rule(publisherDraft(feed, read.feeds[0]!.data.publishers[0]!.key))).toBe('PublisherAlreadyListed');
  expect(rule(ramp(threshold - 200, 864_000))).toBe('structure');
  expect(rule(ramp(threshold - 200, 86_400))).toBe('RampTooShort');
  expect(rule(ramp(threshold, 864_000))).toBe('RampNotLower');
  expect(rule(light)).toBe('SettingOutOfRange');
});

test('an_id_is_64_hexadecimal_digits_and_nothing_else', () => {
  expect(parseId('ab'.repeat(32))).toEqual(id(0xab));
  expect(parseId(` 0x${'AB'.repeat(32)} `)).toEqual(id(0xab));
  expect(parseId('none')).toEqual(NO_ID);
  for (const wrong of ['', 'ab', 'ab'.repeat(33), `${'ab'.repeat(31)}zz`, '00'.repeat(32), 'Crypto.SOL/USD']) {
    expect(parseId(wrong), wrong).toBeUndefined();
  }
});

test('every_field_puts_back_what_it_shows_and_a_price_needs_a_source', () => {
  const sources: OracleSources = { first: id(1), second: id(2), rate: NO_ID };
  for (const field of SOURCE_FIELDS) expect(field.typed(sources, field.text(sources, TOKEN), TOKEN)).toEqual(sources);
  expect(SOURCE_FIELDS[0]!.typed(sources, 'none', TOKEN)).toBeUndefined();
  expect(SOURCE_FIELDS[1]!.typed(sources, 'none', TOKEN)?.second).toEqual(NO_ID);
  const ramp = { seconds: 432_000, targetBps: 7_800, groupTargetBps: 9_000 };
  expect(rampFields(false)).toHaveLength(2);
  for (const field of rampFields(true)) expect(field.typed(ramp, field.text(ramp, TOKEN), TOKEN)).toEqual(ramp);
  const request = { target: 5n, seconds: 86_400, weightBps: 10_500 };
  for (const field of DELEVERAGE_FIELDS) {
    expect(field.typed(request, field.text(request, TOKEN), TOKEN)).toEqual(request);
  }
});

test('sources_that_make_no_sense_together_are_refused_in_words', () => {
  expect(sourcesTrouble({ first: id(1), second: NO_ID, rate: NO_ID })).toBeUndefined();
  expect(sourcesTrouble({ first: id(1), second: id(2), rate: id(3) })).toBeUndefined();
  expect(sourcesTrouble({ first: id(1), second: NO_ID, rate: id(3) })).toMatch(/needs a second price/);
  expect(sourcesTrouble({ first: id(1), second: id(1), rate: NO_ID })).toMatch(/agree with itself/);
  expect(sourcesTrouble({ first: id(1), second: id(2), rate: id(2) })).toMatch(/one of the prices/);
});

test('wasm_judges_every_golden_quote_as_policy_does', async () => {
  const [module, { read, reserve }] = [await goldenModule(), setting()];
  const accounts = packScene([read.market, reserve]);
  for (const { name, count, quotes, now, status, output } of goldenSources) {
    const input = Uint8Array.from(Buffer.concat([accounts, Buffer.from(quotes, 'hex')]));
    const answer = module.ask('ask_sources', [count, BigInt(now)], input);
    expect({ status: answer.status, output: Buffer.from(answer.output).toString('hex') }, name).toEqual({
      status,
      output,
    });
  }
  expect(goldenSources.length).toBeGreaterThan(8);
});

test('quotes_within_the_band_could_take_over_and_others_could_not', async () => {
  const [{ read, reserve }, policy] = [setting(), await goldenPolicy()];
  const draft = sourcesDraft(reserve.address, { first: id(1), second: id(2), rate: NO_ID });
  const judged = async (network: Source) =>
    judgeSources(read, policy, draft, await quotesOf(network, draft.payload), goldenNow);
  expect(await judged(quoting(reserve, [id(1), id(2)], 104n))).toMatchObject({ kind: 'taken' });
  expect(await judged(quoting(reserve, [id(1), id(2)], 107n))).toMatchObject({
    kind: 'refused',
    explanation: { rule: 'OracleOutsideBand' },
  });
  expect(await judged(quoting(reserve, [id(1)]))).toEqual({ kind: 'missing', names: ['second price'] });
});

test('price_sources_are_executed_with_their_quotes_in_the_programs_order', async () => {
  // Given a staked token's sources: its price, its base's, and its rate
  const { read, reserve } = setting();
  const sources = { first: id(1), second: id(2), rate: id(3) };
  const draft = sourcesDraft(reserve.address, sources);
  const change = { address: await changeAddress(read.market.address, 4n), number: 4n };
  const network = quoting(reserve, [id(3), id(1), id(2)]);

  // When the execution is planned, then each quote's account is where the program looks for it
  const plan = await executePlan(network, read, change, draft, []);
  const [instruction] = plan.instructions;
  const tail = [2, 3].map((byte) => ({ address: accountOf(byte), role: AccountRole.READONLY }));
  expect(instruction?.accounts?.[4]).toEqual({ address: accountOf(1), role: AccountRole.READONLY });
  expect(instruction?.accounts).toHaveLength(8);
  expect(instruction?.accounts?.slice(6)).toEqual(tail);
  expect(instruction?.data).toEqual(Uint8Array.of(35));
  expect(plan.lines).toContainEqual({ label: 'Quote of the second price', value: accountOf(2) });

  // And without a quote it is said which one is missing
  const without = quoting(reserve, [id(1), id(2)]);
  await expect(executePlan(without, read, change, draft, [])).rejects.toThrow(/no fully verified quote of the rate/);
});

test('a_source_without_a_second_shows_one_quote', async () => {
  const { reserve } = setting();
  const { payload } = sourcesDraft(reserve.address, { first: id(1), second: NO_ID, rate: NO_ID });
  expect(getOracleSourcesCodec().decode(payload).second).toEqual(NO_ID);
  const found: readonly SourceQuote[] = await quotesOf(quoting(reserve, [id(1), id(2)]), payload);
  expect(found.map(({ name }) => name)).toEqual(['price']);
});

test('what_is_not_of_this_market_is_not_executed', async () => {
  const { read, reserve } = setting();
  const change = { address: reserve.address, number: 0n };
  const foreign: Draft = { kind: KIND.ramp, target: accountOf(77), payload: payloadOf(goldenChange('ramp')) };
  const network = quoting(reserve, []);
  await expect(executePlan(network, read, change, foreign, [])).rejects.toThrow('not of this market');
  const sources = sourcesDraft(accountOf(77), { first: id(1), second: NO_ID, rate: NO_ID });
  await expect(executePlan(network, read, change, sources, [])).rejects.toThrow('not of this market');
});

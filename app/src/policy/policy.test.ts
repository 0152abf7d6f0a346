import { expect, test } from 'vitest';
import { golden, goldenModule, goldenNow, goldenPolicy, goldenScene } from '../testing/golden';
import { PolicyRefusal } from './module';

const WIDE = new Set(['ask_value']);
const NARROW = new Set(['ask_reserve_rates', 'ask_terms_at', 'ask_regime_of', 'ask_ltv_rise']);

test('wasm_answers_every_golden_question_as_policy_does', async () => {
  // Given the module with the golden market
  const module = await goldenModule();
  expect(module.load(goldenScene).status).toBe(0);

  // When each question is asked, then status and bytes are those that policy gave
  for (const { export: name, arguments: args, position, status, output } of golden.cases) {
    const values = args.map((value, at) => (isWide(name, at, args.length) ? BigInt(value) : Number(value)));
    const account = position === null ? undefined : Uint8Array.from(Buffer.from(position, 'hex'));
    const answer = module.ask(name, values, account);
    const told = { status: answer.status, output: Buffer.from(answer.output).toString('hex') };
    expect(told, `${name}(${args.join(', ')})`).toEqual({ status, output });
  }
  expect(golden.cases.length).toBeGreaterThan(300);
});

/** 64-bit arguments: times and spans come last, and amounts before them. */
function isWide(name: string, at: number, count: number): boolean {
  if (NARROW.has(name)) return false;
  if (WIDE.has(name)) return true;
  return name === 'ask_apply' ? at >= 2 : at === count - 1;
}

test('a_scene_cut_short_is_refused_and_the_market_before_it_stays', async () => {
  // Given policy with a market
  const policy = await goldenPolicy();
  const before = policy.feedNow(0, goldenNow);

  // When bytes that are no market follow
  expect(() => policy.load(goldenScene.subarray(0, 100))).toThrow(PolicyRefusal);

  // Then answers are still about the first
  expect(policy.feedNow(0, goldenNow)).toEqual(before);
});

test('silence_makes_a_feed_decay_and_then_conservative', async () => {
  const policy = await goldenPolicy();
  expect(policy.feedNow(0, goldenNow)).toMatchObject({ score: 5200, regime: 'transition', status: 'held' });
  expect(policy.feedNow(0, goldenNow + 10_000n).status).toBe('decaying');
  expect(policy.feedNow(0, goldenNow + 30_000n)).toMatchObject({
    score: 10_000,
    regime: 'stress',
    status: 'conservative',
  });
});

test('a_question_about_a_reserve_that_is_not_there_throws', async () => {
  const policy = await goldenPolicy();
  expect(() => policy.termsView(9, goldenNow)).toThrow(PolicyRefusal);
});

test('a_stricter_regime_never_charges_less', async () => {
  const policy = await goldenPolicy();
  for (const utilization of [0, 2_500, 5_000, 8_000, 9_500, 10_000]) {
    const rates = (['calm', 'transition', 'stress'] as const).map(
      (regime) => policy.ratesAt(0, regime, utilization).borrowRate,
    );
    expect(rates).toEqual(rates.toSorted((a, b) => (a < b ? -1 : 1)));
  }
});

import { expect, test } from 'vitest';
import {
  asText,
  exactTokens,
  parseTokens,
  percentOfBits,
  percentOfBps,
  points,
  price,
  tokens,
  UNLIMITED,
  usd,
} from './number';
import { distance, span } from './time';

test('numbers_carry_their_units', () => {
  expect(asText(percentOfBps(7_550))).toBe('75.50 %');
  expect(asText(percentOfBits(2n ** 31n, 32))).toBe('50.00 %');
  expect(asText(points(5_250))).toBe('52.5 points');
  expect(asText(usd(1_500_000n << 20n))).toBe('1.50 M USD');
  expect(asText(usd(12_000n << 20n))).toBe('12.00 K USD');
  expect(asText(tokens(1_500_000n, 6, 'USDC'))).toBe('1.50 USDC');
  expect(asText(tokens(UNLIMITED, 6, 'USDC'))).toBe('no limit');
  expect(asText(price((150n << 64n) / 10n ** 9n, 9))).toBe('150.00 USD');
});

test('small_values_are_not_shown_as_zero', () => {
  expect(asText(usd(1n))).toBe('0.000000954 USD');
  expect(asText(usd(0n))).toBe('0.00 USD');
  expect(asText(tokens(1n, 9, 'SOL'))).toBe('0.000000001 SOL');
  expect(asText(tokens(123_456n, 6, 'USDC'))).toBe('0.1235 USDC');
  expect(asText(price((12_345n << 64n) / 10n ** 14n, 5))).toBe('0.0000123 USD');
});

test.each([
  ['1', 1_000_000n],
  ['1.5', 1_500_000n],
  ['1,000.000001', 1_000_000_001n],
  ['0.', 0n],
  // Commas part thousands: a half that is written with one is refused, not taken for five
  ['0,5', undefined],
  ['7,50', undefined],
  ['1,0000', undefined],
  ['1,000,00', undefined],
  ['1.0000001', undefined],
  ['-1', undefined],
  ['1e5', undefined],
  ['', undefined],
  ['18446744073709551615', undefined],
])('typed_%s_is_%s_base_units', (typed, amount) => {
  expect(parseTokens(typed, 6)).toBe(amount);
});

test('what_is_shown_exactly_can_be_typed_back', () => {
  for (const amount of [0n, 1n, 999_999n, 1_000_000n, 1_234_567_890_123n]) {
    expect(parseTokens(exactTokens(amount, 6), 6)).toBe(amount);
  }
  expect(exactTokens(1_234_567_800_000n, 6)).toBe('1,234,567.8');
});

test('spans_have_two_steps_at_most', () => {
  expect(span(0n)).toBe('0 s');
  expect(span(61n)).toBe('1 min 1 s');
  expect(span(90_061n)).toBe('1 d 1 h');
  expect(span(86_460n)).toBe('1 d');
  expect(distance(100n, 160n)).toBe('1 min ago');
  expect(distance(160n, 100n)).toBe('in 1 min');
  expect(distance(0n, 100n)).toBe('never');
});

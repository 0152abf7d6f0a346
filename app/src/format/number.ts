/** Numbers for people. Only units are changed here; every quantity comes from an account or from policy. */

export interface Shown {
  readonly text: string;
  readonly unit: string;
}

const grouped = (digits: number) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const FORMATS = [grouped(0), grouped(1), grouped(2), grouped(3), grouped(4)] as const;

const fixed = (value: number, digits: 0 | 1 | 2 | 3 | 4) => FORMATS[digits].format(value);

/** Of what is smaller, four digits after the point would show little or nothing. */
const SMALL = 0.01;
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** With so many digits after the point, and what is small by its first three that are not zero. */
function readable(value: number, digits: 2 | 4): string {
  return value !== 0 && Math.abs(value) < SMALL ? significant.format(value) : fixed(value, digits);
}

/** Above it a limit means: there is none. */
export const UNLIMITED = 2n ** 64n - 1n;

/** A fixed-point number with so many fractional bits, as a float: for showing and drawing only. */
export function fromBits(value: bigint, bits: number): number {
  return Number(value) / 2 ** bits;
}

export const percentOfBps = (bps: number): Shown => ({ text: fixed(bps / 100, 2), unit: '%' });
/** A share in 2^-`bits`, such as an annual rate (32) or a utilisation (24). */
export const percentOfBits = (value: bigint, bits: number): Shown => ({
  text: fixed(fromBits(value, bits) * 100, 2),
  unit: '%',
});
/** Hundredths of a point. */
export const points = (score: number): Shown => ({ text: fixed(score / 100, 1), unit: 'points' });

const SIZES = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e4, 'K'],
] as const;

function compact(value: number): { text: string; suffix: string } {
  const size = SIZES.find(([from]) => Math.abs(value) >= from);
  if (size === undefined) return { text: readable(value, Math.abs(value) < 1 && value !== 0 ? 4 : 2), suffix: '' };
  const [from, suffix] = size;
  return { text: fixed(value / (suffix === 'K' ? 1e3 : from), 2), suffix: ` ${suffix}` };
}

/** USD in 2^-20. */
export function usd(value: bigint): Shown {
  const { text, suffix } = compact(fromBits(value, 20));
  return { text: `${text}${suffix}`, unit: 'USD' };
}

/** Base units of a token. */
export function tokens(amount: bigint, decimals: number, symbol: string): Shown {
  if (amount === UNLIMITED) return { text: 'no limit', unit: '' };
  const { text, suffix } = compact(Number(amount) / 10 ** decimals);
  return { text: `${text}${suffix}`, unit: symbol };
}

/** Base units exactly, as a person types them: for inputs and summaries. */
export function exactTokens(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === '' ? separated : `${separated}.${fraction}`;
}

/**
 * What a person typed as base units; undefined for anything that is no amount of so many decimals, or too large. A comma
 * parts thousands and nothing else: many write a half as 0,5, and it must not be read as five.
 */
export function parseTokens(typed: string, decimals: number): bigint | undefined {
  const found = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/.exec(typed.trim());
  const [, grouped = '', fraction = ''] = found ?? [];
  const whole = grouped.replaceAll(',', '');
  if (found === null || fraction.length > decimals) return undefined;
  const amount = BigInt(whole + fraction.padEnd(decimals, '0'));
  return amount < UNLIMITED ? amount : undefined;
}

/** USD of one whole token, from 2^-64 dollars a base unit. */
export function price(perUnit: bigint, decimals: number): Shown {
  const value = fromBits(perUnit, 64) * 10 ** decimals;
  return { text: readable(value, value < 10 ? 4 : 2), unit: 'USD' };
}

/** The first and last letters of an address. */
export const shortAddress = (address: string) => `${address.slice(0, 4)}…${address.slice(-4)}`;

export const asText = ({ text, unit }: Shown): string => (unit === '' ? text : `${text} ${unit}`);

/**
 * What governance publishes, field by field: how a field is shown, typed and put back. One list serves forms, differences and
 * pending changes, so that a field that can be changed can also be seen to change.
 */
import type { BorrowCurve, Limit } from '../../client/generated/types';
import { exactTokens, parseTokens, UNLIMITED } from '../../format/number';

/** The token whose base units a field counts. */
export interface TokenUnit {
  readonly decimals: number;
  readonly symbol: string;
}

export interface Field<T> {
  readonly group: string;
  readonly name: string;
  /** What to type, beside the input. */
  readonly unit: (token: TokenUnit) => string;
  /** As a person types it. */
  readonly text: (config: T, token: TokenUnit) => string;
  /** The settings with what was typed; undefined for what is no value of this field. */
  readonly typed: (config: T, text: string, token: TokenUnit) => T | undefined;
  /** What is said of anything else, where more can be said than that it is no value. */
  readonly wants?: string;
  /** It takes a line of its own, whatever it holds. */
  readonly isLong?: boolean;
}

export const shown = <T>(field: Field<T>, config: T, token: TokenUnit): string => {
  const [text, unit] = [field.text(config, token), field.unit(token)];
  return unit === '' || text === NO_LIMIT || text === NONE ? text : `${text} ${unit}`;
};

interface Codec {
  readonly unit: (token: TokenUnit) => string;
  readonly text: (value: bigint, token: TokenUnit) => string;
  readonly parse: (text: string, token: TokenUnit) => bigint | undefined;
}

export const NO_LIMIT = 'no limit';
export const NONE = 'none';

const hundredths = (unit: string): Codec => ({
  unit: () => unit,
  text: (value) => exactTokens(value, 2),
  parse: (text) => parseTokens(text, 2),
});

const SPANS = [
  ['d', 86_400n],
  ['h', 3_600n],
  ['min', 60n],
  ['s', 1n],
] as const;

/** Every second of it: `2 d 30 min`. */
export function exactSpan(seconds: bigint): string {
  let left = seconds;
  const parts = SPANS.flatMap(([unit, size]) => {
    const count = left / size;
    left %= size;
    return count > 0n ? [`${count.toString()} ${unit}`] : [];
  });
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `2 d 30 min` or plain seconds; undefined for anything else. */
export function parseSpan(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (/^\d{1,10}$/.test(trimmed)) return BigInt(trimmed);
  if (!/^(\d{1,10}\s*(d|h|min|s)\s*)+$/.test(trimmed)) return undefined;
  return [...trimmed.matchAll(/(\d+)\s*(d|h|min|s)/g)].reduce((sum, [, count, unit]) => {
    const size = SPANS.find(([name]) => name === unit)![1];
    return sum + BigInt(count!) * size;
  }, 0n);
}

const MICRO = 1_000_000n;

export const CODECS = {
  percent: hundredths('%'),
  points: hundredths('points'),
  span: { unit: () => '', text: exactSpan, parse: parseSpan },
  count: { unit: () => '', text: String, parse: (text) => parseTokens(text, 0) },
  dollars: { unit: () => 'USD', text: (value) => exactTokens(value, 0), parse: (text) => parseTokens(text, 0) },
  tokens: {
    unit: ({ symbol }) => symbol,
    text: (value, { decimals }) => (value === UNLIMITED ? NO_LIMIT : exactTokens(value, decimals)),
    parse: (text, { decimals }) => (text.trim() === NO_LIMIT ? UNLIMITED : parseTokens(text, decimals)),
  },
  /** USD in 2^-20, to the millionth. */
  usd: {
    unit: () => 'USD',
    text: (value) => (value === UNLIMITED ? NO_LIMIT : exactTokens((value * MICRO) >> 20n, 6)),
    parse: (text) => {
      if (text.trim() === NO_LIMIT) return UNLIMITED;
      const micro = parseTokens(text, 6);
      return micro === undefined ? undefined : (micro << 20n) / MICRO;
    },
  },
  /** A fee in basis points, of which the largest number means that there are no such loans. */
  flashFee: {
    unit: () => '%',
    text: (value) => (value === 65_535n ? NONE : exactTokens(value, 2)),
    parse: (text) => (text.trim() === NONE ? 65_535n : parseTokens(text, 2)),
  },
} satisfies Record<string, Codec>;
export type CodecName = keyof typeof CODECS;

/** The largest numbers of the account's fields. */
const MOST = { u8: 255n, u16: 65_535n, u32: 4_294_967_295n, u64: UNLIMITED } as const;
export type Width = keyof typeof MOST;

/** A field that holds a number. */
export function numeric<T>(
  group: string,
  name: string,
  codec: CodecName,
  width: Width,
  get: (config: T) => number | bigint,
  set: (config: T, value: bigint) => T,
): Field<T> {
  const { unit, text, parse }: Codec = CODECS[codec];
  return {
    group,
    name,
    unit,
    text: (config, token) => text(BigInt(get(config)), token),
    typed: (config, typed, token) => {
      const value = parse(typed, token);
      return value === undefined || value > MOST[width] ? undefined : set(config, value);
    },
  };
}

/** Names of fields whose values are numbers. */
type NumericKey<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;

/** A field of the settings themselves, 32 bits or fewer. */
export function plain<T>(group: string, name: string, codec: CodecName, width: Width, key: NumericKey<T>): Field<T> {
  const get = (config: T) => config[key] as number;
  return numeric<T>(group, name, codec, width, get, (config, value) => ({ ...config, [key]: Number(value) }));
}

/** The fields of a part, for the whole. */
export function within<T, P>(fields: readonly Field<P>[], get: (config: T) => P, set: (config: T, part: P) => T) {
  return fields.map((field): Field<T> => ({
    ...field,
    text: (config, token) => field.text(get(config), token),
    typed: (config, text, token) => {
      const part = field.typed(get(config), text, token);
      return part === undefined ? undefined : set(config, part);
    },
  }));
}

export const REGIME_NAMES = ['calm', 'transition', 'stress'] as const;

/** A number for each regime. */
export function byRegime<T>(
  group: string,
  name: string,
  codec: CodecName,
  width: Width,
  get: (config: T) => readonly (number | bigint)[],
  set: (config: T, regime: number, value: bigint) => T,
): Field<T>[] {
  return REGIME_NAMES.map((regime, at) =>
    numeric<T>(
      group,
      `${name}, ${regime}`,
      codec,
      width,
      (config) => get(config)[at]!,
      (config, value) => set(config, at, value),
    ),
  );
}

/** A flow limit: capacities by regime and the window in which a full one drains. */
export function limitFields(group: string, codec: 'tokens' | 'usd'): Field<Limit>[] {
  const capacities = byRegime<Limit>(
    group,
    'capacity',
    codec,
    'u64',
    (limit) => limit.capacities,
    (limit, at, value) => ({ ...limit, capacities: limit.capacities.with(at, value) }),
  );
  return [...capacities, plain<Limit>(group, 'drains within', 'span', 'u32', 'windowSeconds')];
}

const CORNERS = 11;

/** A borrow curve as `utilisation:rate` corners in percent. */
export function curveField(group: string, name: string): Field<BorrowCurve> {
  return {
    group,
    name,
    unit: () => '% used : % a year',
    text: ({ points, length }) =>
      points
        .slice(0, Number(length))
        .map((point) => `${exactTokens(BigInt(point.utilizationBps), 2)}:${exactTokens(BigInt(point.rateBps), 2)}`)
        .join('  '),
    typed: (_, text) => curveFrom(text),
  };
}

function curveFrom(text: string): BorrowCurve | undefined {
  const corners = text.trim().split(/\s+/);
  if (corners.length < 2 || corners.length > CORNERS) return undefined;
  const points = corners.map((corner) => {
    const [utilization, rate, ...rest] = corner.split(':').map((part) => parseTokens(part, 2));
    if (utilization === undefined || rate === undefined || rest.length > 0) return undefined;
    if (utilization > MOST.u16 || rate > MOST.u32) return undefined;
    return { utilizationBps: Number(utilization), rateBps: Number(rate), padding: 0 };
  });
  if (points.some((point) => point === undefined)) return undefined;
  const unused = Array.from({ length: CORNERS - points.length }, () => ({ utilizationBps: 0, rateBps: 0, padding: 0 }));
  return { points: [...points.map((point) => point!), ...unused], length: BigInt(points.length) };
}

/** A field with its value before and after. */
export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export function differences<T>(fields: readonly Field<T>[], before: T, after: T, token: TokenUnit): Difference[] {
  return fields.flatMap((field) => {
    const [old, next] = [shown(field, before, token), shown(field, after, token)];
    return old === next ? [] : [{ name: `${field.group}: ${field.name}`, before: old, after: next }];
  });
}

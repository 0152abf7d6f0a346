/** A reserve's price sources, a ramp of its threshold and a deleverage as fields. */
import type { ReadonlyUint8Array } from '@solana/kit';
import type { Reserve } from '../../client/generated/accounts/reserve';
import { NONE, numeric, plain, type Field } from './field';
import { isNoId, type DeleverageRequest, type OracleSources, type RampRequest } from './request';

const SOURCES = 'Sources';
const ID_BYTES = 32;

export function idText(id: ReadonlyUint8Array): string {
  return isNoId(id) ? NONE : Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** 64 hexadecimal digits, as Pyth publishes them; `none` for no source. */
export function parseId(text: string): ReadonlyUint8Array | undefined {
  const trimmed = text.trim();
  if (trimmed === NONE) return new Uint8Array(ID_BYTES);
  const [, digits] = /^(?:0x)?([\da-f]{64})$/i.exec(trimmed) ?? [];
  if (digits === undefined) return undefined;
  const id = Uint8Array.from({ length: ID_BYTES }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
  return isNoId(id) ? undefined : id;
}

const source = (name: string, key: keyof OracleSources): Field<OracleSources> => ({
  group: SOURCES,
  name,
  unit: () => '',
  wants: 'the oracle’s id is 64 hexadecimal digits',
  isLong: true,
  text: (sources) => idText(sources[key]),
  typed: (sources, text) => {
    const id = parseId(text);
    return id === undefined || (key === 'first' && isNoId(id)) ? undefined : { ...sources, [key]: id };
  },
});

export const SOURCE_FIELDS: readonly Field<OracleSources>[] = [
  source('price', 'first'),
  source('second price', 'second'),
  source('rate that the second is multiplied by', 'rate'),
];

export const presentSources = ({ oracleFeedId, secondFeedId, rateFeedId }: Reserve): OracleSources => ({
  first: oracleFeedId,
  second: secondFeedId,
  rate: rateFeedId,
});

/** Why sources that can each be typed make no sense together. */
export function sourcesTrouble({ first, second, rate }: OracleSources): string | undefined {
  const same = (one: ReadonlyUint8Array, other: ReadonlyUint8Array) => idText(one) === idText(other);
  if (isNoId(second) && !isNoId(rate)) {
    return 'A rate needs a second price that it is multiplied by: name one, or leave the rate out.';
  }
  if (same(first, second)) return 'The second price is the first one: it would agree with itself. Name another source.';
  if (!isNoId(rate) && (same(rate, first) || same(rate, second))) {
    return 'The rate is one of the prices: name the source of the rate itself.';
  }
  return undefined;
}

const RAMP = 'The way down';

/** `hasGroup`: the reserve belongs to a group, which has a threshold of its own. */
export function rampFields(hasGroup: boolean): readonly Field<RampRequest>[] {
  const ofGroup = plain<RampRequest>(RAMP, 'threshold in its group at the end', 'percent', 'u16', 'groupTargetBps');
  return [
    plain<RampRequest>(RAMP, 'liquidation threshold at the end', 'percent', 'u16', 'targetBps'),
    ...(hasGroup ? [ofGroup] : []),
    plain<RampRequest>(RAMP, 'takes', 'span', 'u32', 'seconds'),
  ];
}

const DELEVERAGE = 'Deleverage';

export const DELEVERAGE_FIELDS: readonly Field<DeleverageRequest>[] = [
  numeric<DeleverageRequest>(
    DELEVERAGE,
    'debt that may remain',
    'tokens',
    'u64',
    (request) => request.target,
    (request, target) => ({ ...request, target }),
  ),
  plain<DeleverageRequest>(DELEVERAGE, 'weight of a debt at the end', 'percent', 'u16', 'weightBps'),
  plain<DeleverageRequest>(DELEVERAGE, 'grows to it within', 'span', 'u32', 'seconds'),
];

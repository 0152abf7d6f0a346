/** What a change replaces by what, in people's units. */
import { getAddressDecoder, type Address, type ReadonlyUint8Array } from '@solana/kit';
import type { Reserve } from '../../client/generated/accounts/reserve';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import {
  getFeedConfigDecoder,
  getMarketLimitsDecoder,
  getReserveConfigDecoder,
  getReserveLimitsDecoder,
} from '../../client/generated/types';
import type { MarketRead, Read } from '../../chain/market';
import { exactTokens } from '../../format/number';
import { MODES } from '../market/select';
import { differences, exactSpan, type Difference, type TokenUnit } from './field';
import { FEED_FIELDS } from './feedField';
import { getDeleverageRequestCodec, getOracleSourcesCodec, getRampRequestCodec } from './request';
import { LIMIT_FIELDS, MARKET_LIMIT_FIELDS, RESERVE_FIELDS } from './reserveField';
import { KIND, targetsOf, type Draft } from './select';
import { presentSources, SOURCE_FIELDS } from './structureField';

const TOKENLESS: TokenUnit = { decimals: 0, symbol: '' };

export function describe(read: MarketRead, draft: Draft, nameOf: (mint: string) => string): readonly Difference[] {
  const { reserve, feed } = targetsOf(read, draft);
  const { kind, payload } = draft;
  if (kind === KIND.market) {
    const limits = getMarketLimitsDecoder().decode(payload);
    return differences(MARKET_LIMIT_FIELDS, read.market.data.limits, limits, TOKENLESS);
  }
  if (reserve !== undefined) {
    return ofReserve(reserve, draft, { decimals: reserve.data.decimals, symbol: nameOf(reserve.data.mint) });
  }
  switch (kind) {
    case KIND.feed:
      if (feed === undefined) return [];
      return differences(FEED_FIELDS, feed.data.config, getFeedConfigDecoder().decode(payload), TOKENLESS);
    case KIND.mode:
      return [{ name: 'mode', before: modeName(feed?.data.state.mode), after: modeName(payload[0]) }];
    case KIND.publisher:
      return [publisher(feed, getAddressDecoder().decode(payload.slice(0, 32)))];
    default:
      return [];
  }
}

function ofReserve({ data }: Read<Reserve>, { kind, payload }: Draft, token: TokenUnit): readonly Difference[] {
  switch (kind) {
    case KIND.reserve:
      return differences(RESERVE_FIELDS, data.config, getReserveConfigDecoder().decode(payload), token);
    case KIND.limits:
      return differences(LIMIT_FIELDS, data.limits, getReserveLimitsDecoder().decode(payload), token);
    case KIND.ramp:
      return ramp(data, payload);
    case KIND.deleverage:
      return deleverage(data, payload, token);
    case KIND.oracle:
      return differences(SOURCE_FIELDS, presentSources(data), getOracleSourcesCodec().decode(payload), token);
    default:
      return [];
  }
}

const modeName = (mode: number | undefined): string => (mode === undefined ? 'unknown' : (MODES[mode] ?? 'unknown'));
const percent = (bps: number) => `${exactTokens(BigInt(bps), 2)} %`;
const STANDINGS = ['listed, muted', 'listed, votes', 'listed, in shadow'] as const;

function publisher(feed: Read<RiskFeed> | undefined, key: Address): Difference {
  const slot = feed?.data.publishers.findIndex((listed) => listed.key === key) ?? -1;
  const standing = feed?.data.reports[slot]?.standing;
  const before = standing === undefined ? 'not listed' : (STANDINGS[standing] ?? 'unknown');
  return { name: 'publisher', before, after: key };
}

function ramp({ config }: Reserve, payload: ReadonlyUint8Array): Difference[] {
  const { seconds, targetBps, groupTargetBps } = getRampRequestCodec().decode(payload);
  const row = (name: string, before: number, after: number) => ({
    name,
    before: percent(before),
    after: `${percent(after)}, over ${exactSpan(BigInt(seconds))}`,
  });
  const rows = [row('liquidation threshold', config.liquidationThresholdBps, targetBps)];
  const { group, thresholdBps } = config.group;
  return group === 0 && groupTargetBps === 0
    ? rows
    : [...rows, row('threshold in its group', thresholdBps, groupTargetBps)];
}

function deleverage({ schedule }: Reserve, payload: ReadonlyUint8Array, token: TokenUnit): Difference[] {
  const { target, seconds, weightBps } = getDeleverageRequestCodec().decode(payload);
  const amount = (value: bigint) => `${exactTokens(value, token.decimals)} ${token.symbol}`;
  const { target: present, weightBps: presentBps } = schedule.deleverage;
  const isArmed = presentBps !== 0;
  const [oldDebt, oldWeight] = isArmed ? [amount(present), percent(presentBps)] : ['by its caps', '100 %'];
  const [debt, weight] =
    weightBps === 0
      ? ['by its caps', '100 %']
      : [amount(target), `${percent(weightBps)}, over ${exactSpan(BigInt(seconds))}`];
  return [
    { name: 'debt that may remain', before: oldDebt, after: debt },
    { name: 'weight of a debt', before: oldWeight, after: weight },
  ].filter(({ before, after }) => before !== after);
}

/** What a change is about: its words, what it replaces by what, and the bytes that policy judges it by. Nothing here computes. */
import { getAddressDecoder, type Address, type ReadonlyUint8Array } from '@solana/kit';
import { getMarketEncoder } from '../../client/generated/accounts/market';
import type { PendingChange } from '../../client/generated/accounts/pendingChange';
import { getReserveEncoder, type Reserve } from '../../client/generated/accounts/reserve';
import { getRiskFeedEncoder, type RiskFeed } from '../../client/generated/accounts/riskFeed';
import {
  getFeedConfigDecoder,
  getFeedConfigEncoder,
  getMarketLimitsDecoder,
  getMarketLimitsEncoder,
  getReserveConfigDecoder,
  getReserveConfigEncoder,
  getReserveLimitsDecoder,
  getReserveLimitsEncoder,
  type FeedConfig,
  type MarketLimits,
  type ReserveConfig,
  type ReserveLimits,
  type Roles,
} from '../../client/generated/types';
import { packScene, type MarketRead, type Read } from '../../chain/market';
import { exactTokens } from '../../format/number';
import { PolicyRefusal } from '../../policy/module';
import type { ChangeJudged, Policy } from '../../policy/policy';
import { explainCode, type Explanation } from '../../transaction/explain';
import { feedName } from '../../feed/name';
import { MODES } from '../market/select';
import { differences, exactSpan, type Difference, type TokenUnit } from './field';
import { FEED_FIELDS } from './feedField';
import { LIMIT_FIELDS, MARKET_LIMIT_FIELDS, RESERVE_FIELDS } from './reserveField';

/** By number, as the program's `ChangeKind`. */
export const KINDS = [
  'settings of a reserve',
  'settings of a feed',
  'mode of a feed',
  'new publisher',
  'limits and breakers of a reserve',
  'limits of the market',
  'price sources of a reserve',
  'lower liquidation threshold',
  'less debt of an asset',
] as const;
export const KIND = {
  reserve: 0,
  feed: 1,
  mode: 2,
  publisher: 3,
  limits: 4,
  market: 5,
  oracle: 6,
  ramp: 7,
  deleverage: 8,
} as const;

export type RoleKey = keyof Roles;
/** By number, as the program's roles. */
export const ROLES: readonly { readonly key: RoleKey; readonly name: string; readonly may: string }[] = [
  {
    key: 'governance',
    name: 'governance',
    may: 'proposes every change and every transfer of a role; cannot move anyone’s tokens',
  },
  {
    key: 'riskAdmin',
    name: 'risk admin',
    may: 'proposes settings and limits within the hard bounds, accepts recommendations',
  },
  { key: 'guardian', name: 'guardian', may: 'pauses, mutes and cancels; cannot loosen anything' },
  { key: 'publisherAdmin', name: 'publisher admin', may: 'lists and mutes publishers; cannot change a bound' },
];
export const roleName = (key: RoleKey) => ROLES.find((role) => role.key === key)!.name;

/** Who may propose a kind of change. */
export function proposersOf(kind: number): readonly RoleKey[] {
  if (kind === KIND.publisher) return ['publisherAdmin'];
  const isShared = kind === KIND.reserve || kind === KIND.feed || kind === KIND.limits || kind === KIND.market;
  return isShared ? ['governance', 'riskAdmin'] : ['governance'];
}

export type Status = 'pending' | 'executed' | 'cancelled';
const STATUSES: readonly Status[] = ['pending', 'executed', 'cancelled'];
export const statusOf = ({ status }: PendingChange): Status => STATUSES[status] ?? 'cancelled';

/** A change, made or about to be made: what the program's `change_propose` takes. */
export interface Draft {
  readonly kind: number;
  readonly target: Address;
  readonly payload: ReadonlyUint8Array;
}

const PAYLOAD = 416;

export function draftOf(kind: number, target: Address, bytes: ReadonlyUint8Array): Draft {
  const payload = new Uint8Array(PAYLOAD);
  payload.set(bytes);
  return { kind, target, payload };
}

export const reserveDraft = (target: Address, config: ReserveConfig) =>
  draftOf(KIND.reserve, target, getReserveConfigEncoder().encode(config));
export const limitsDraft = (target: Address, limits: ReserveLimits) =>
  draftOf(KIND.limits, target, getReserveLimitsEncoder().encode(limits));
export const feedDraft = (target: Address, config: FeedConfig) =>
  draftOf(KIND.feed, target, getFeedConfigEncoder().encode(config));
export const marketDraft = (target: Address, limits: MarketLimits) =>
  draftOf(KIND.market, target, getMarketLimitsEncoder().encode(limits));

interface Targets {
  readonly reserve: Read<Reserve> | undefined;
  readonly feed: Read<RiskFeed> | undefined;
}

export function targetsOf(read: MarketRead, { target }: Pick<Draft, 'target'>): Targets {
  const reserve = read.reserves.find(({ address }) => address === target);
  const feed = read.feeds.find(({ address }) => address === (reserve === undefined ? target : reserve.data.feed));
  return { reserve, feed };
}

/** The market with a draft in force: for questions about what it would do. Undefined for kinds whose effect takes time. */
export function readWith(read: MarketRead, draft: Draft): MarketRead | undefined {
  const { reserve, feed } = targetsOf(read, draft);
  const bytes = draft.payload;
  const swap = <T>(list: readonly Read<T>[], old: Read<T>, data: T, encode: (data: T) => ReadonlyUint8Array) =>
    list.map((one) => (one === old ? { ...one, data, bytes: new Uint8Array(encode(data)) } : one));
  const encodeReserve = (data: Reserve) => getReserveEncoder().encode(data);
  if (draft.kind === KIND.market) {
    const data = { ...read.market.data, limits: getMarketLimitsDecoder().decode(bytes) };
    return { ...read, market: { ...read.market, data, bytes: new Uint8Array(getMarketEncoder().encode(data)) } };
  }
  if (draft.kind === KIND.feed && feed !== undefined) {
    const data = { ...feed.data, config: getFeedConfigDecoder().decode(bytes) };
    return { ...read, feeds: swap(read.feeds, feed, data, (one) => getRiskFeedEncoder().encode(one)) };
  }
  if (reserve === undefined) return undefined;
  if (draft.kind === KIND.reserve) {
    const data = { ...reserve.data, config: getReserveConfigDecoder().decode(bytes) };
    return { ...read, reserves: swap(read.reserves, reserve, data, encodeReserve) };
  }
  if (draft.kind === KIND.limits) {
    const data = { ...reserve.data, limits: getReserveLimitsDecoder().decode(bytes) };
    return { ...read, reserves: swap(read.reserves, reserve, data, encodeReserve) };
  }
  return undefined;
}

export type Judged =
  | { readonly kind: 'judged'; readonly judged: ChangeJudged }
  | { readonly kind: 'refused'; readonly explanation: Explanation };

/** What policy says of it now. */
export function judge(read: MarketRead, policy: Policy, draft: Draft, proposedAt: bigint, now: bigint): Judged {
  const { reserve, feed } = targetsOf(read, draft);
  const accounts = [read.market, feed, reserve].filter((one) => one !== undefined);
  const records = packScene(accounts);
  const bytes = new Uint8Array(records.length + draft.payload.length);
  bytes.set(records);
  bytes.set(draft.payload, records.length);
  try {
    return { kind: 'judged', judged: policy.change(bytes, draft.kind, proposedAt, now) };
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    return { kind: 'refused', explanation: refusal(error) };
  }
}

function refusal({ code, operands }: PolicyRefusal): Explanation {
  if (code >= 6_000) return explainCode(code, operands);
  const sentence = 'The account that it changes was not read, so that it cannot be judged here.';
  return { sentence, advice: undefined, rule: undefined, operands: undefined };
}

/** What it replaces by what, in people's units. */
export function describe(read: MarketRead, draft: Draft, nameOf: (mint: string) => string): readonly Difference[] {
  const { reserve, feed } = targetsOf(read, draft);
  const token: TokenUnit =
    reserve === undefined
      ? { decimals: 0, symbol: '' }
      : { decimals: reserve.data.decimals, symbol: nameOf(reserve.data.mint) };
  const { kind, payload } = draft;
  const bytes = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const only = (name: string, before: string, after: string) => [{ name, before, after }];
  switch (kind) {
    case KIND.reserve:
      if (reserve === undefined) return [];
      return differences(RESERVE_FIELDS, reserve.data.config, getReserveConfigDecoder().decode(payload), token);
    case KIND.limits:
      if (reserve === undefined) return [];
      return differences(LIMIT_FIELDS, reserve.data.limits, getReserveLimitsDecoder().decode(payload), token);
    case KIND.feed:
      if (feed === undefined) return [];
      return differences(FEED_FIELDS, feed.data.config, getFeedConfigDecoder().decode(payload), token);
    case KIND.market:
      return differences(MARKET_LIMIT_FIELDS, read.market.data.limits, getMarketLimitsDecoder().decode(payload), token);
    case KIND.mode:
      return only('mode', modeName(feed?.data.state.mode), modeName(payload[0]));
    case KIND.publisher:
      return only('publisher', 'not listed', getAddressDecoder().decode(payload.slice(0, 32)));
    case KIND.ramp:
      return ramp(reserve, bytes);
    case KIND.deleverage:
      return deleverage(bytes, token);
    case KIND.oracle:
      return oracle(reserve, payload);
    default:
      return [];
  }
}

const modeName = (mode: number | undefined): string => (mode === undefined ? 'unknown' : (MODES[mode] ?? 'unknown'));
const percent = (bps: number) => `${exactTokens(BigInt(bps), 2)} %`;

function ramp(reserve: Read<Reserve> | undefined, bytes: DataView): Difference[] {
  const config = reserve?.data.config;
  const over = `over ${exactSpan(BigInt(bytes.getUint32(0, true)))}`;
  const row = (name: string, before: number | undefined, after: number) => ({
    name,
    before: before === undefined ? 'unknown' : percent(before),
    after: `${percent(after)}, ${over}`,
  });
  const rows = [row('liquidation threshold', config?.liquidationThresholdBps, bytes.getUint16(4, true))];
  const group = bytes.getUint16(6, true);
  return group === 0 ? rows : [...rows, row('threshold in its group', config?.group.thresholdBps, group)];
}

function deleverage(bytes: DataView, token: TokenUnit): Difference[] {
  const weight = bytes.getUint16(12, true);
  if (weight === 0) return [{ name: 'deleverage', before: 'in force', after: 'ended' }];
  const target = `${exactTokens(bytes.getBigUint64(0, true), token.decimals)} ${token.symbol}`;
  const over = exactSpan(BigInt(bytes.getUint32(8, true)));
  return [
    { name: 'debt that may remain', before: 'by its caps', after: target },
    { name: 'weight of a debt', before: '100 %', after: `${percent(weight)}, over ${over}` },
  ];
}

function oracle(reserve: Read<Reserve> | undefined, payload: ReadonlyUint8Array): Difference[] {
  const hex = (bytes: ReadonlyUint8Array | undefined) => {
    if (bytes === undefined) return 'unknown';
    return bytes.every((byte) => byte === 0)
      ? 'none'
      : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  const rows = [
    { name: 'price source', before: hex(reserve?.data.oracleFeedId), after: hex(payload.slice(0, 32)) },
    { name: 'second source', before: hex(reserve?.data.secondFeedId), after: hex(payload.slice(32, 64)) },
    { name: 'redemption rate', before: hex(reserve?.data.rateFeedId), after: hex(payload.slice(64, 96)) },
  ];
  return rows.filter(({ before, after }) => before !== after);
}

/** What is changed, by name. */
export function targetName(
  read: MarketRead,
  draft: Pick<Draft, 'target' | 'kind'>,
  nameOf: (mint: string) => string,
): string {
  if (draft.kind === KIND.market) return 'the whole market';
  const { reserve, feed } = targetsOf(read, draft);
  if (reserve !== undefined) return nameOf(reserve.data.mint);
  return feed === undefined ? 'an account that is not of this market' : feedName(read, feed, nameOf);
}

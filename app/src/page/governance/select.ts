/** What a change is about: its words, who proposes it, and the bytes that policy judges it by. Nothing here computes. */
import type { Address, ReadonlyUint8Array } from '@solana/kit';
import { getMarketEncoder } from '../../client/generated/accounts/market';
import type { PendingChange } from '../../client/generated/accounts/pendingChange';
import { getReserveEncoder, type Reserve } from '../../client/generated/accounts/reserve';
import { getRiskFeedEncoder, type RiskFeed } from '../../client/generated/accounts/riskFeed';
import {
  getFeedConfigDecoder,
  getMarketLimitsDecoder,
  getReserveConfigDecoder,
  getReserveLimitsDecoder,
  type Roles,
} from '../../client/generated/types';
import { packScene, type MarketRead, type Read } from '../../chain/market';
import { PolicyRefusal } from '../../policy/module';
import type { ChangeJudged } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { explainCode, type Explanation } from '../../transaction/explain';
import { feedName } from '../../feed/name';

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

export interface Refused {
  readonly kind: 'refused';
  readonly explanation: Explanation;
}

export type Judged = { readonly kind: 'judged'; readonly judged: ChangeJudged } | Refused;

/** What policy says of it now. */
export function judge(read: MarketRead, policy: Policy, draft: Draft, proposedAt: bigint, now: bigint): Judged {
  const { reserve, feed } = targetsOf(read, draft);
  const accounts = [read.market, feed, reserve].filter((one) => one !== undefined);
  const records = packScene(accounts);
  const bytes = new Uint8Array(records.length + draft.payload.length);
  bytes.set(records);
  bytes.set(draft.payload, records.length);
  return orRefused(() => ({ kind: 'judged', judged: policy.change(bytes, draft.kind, proposedAt, now) }));
}

/** Policy's answer, or why it gives none. */
export function orRefused<T>(ask: () => T): T | Refused {
  try {
    return ask();
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

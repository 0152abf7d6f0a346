/** From accounts and policy to what the page shows. Nothing here computes a term: it arranges answers. */
import type { Reserve } from '../../client/generated/accounts/reserve';
import type { TermsView } from '../../client/generated/types';
import { feedOf, type MarketRead, type Read } from '../../chain/market';
import { UNLIMITED } from '../../format/number';
import type { ReserveNow } from '../../policy/answer';
import type { Policy } from '../../policy/policy';

export interface ReserveRow {
  readonly reserve: Read<Reserve>;
  readonly feed: number;
  readonly now: ReserveNow;
  readonly terms: TermsView;
}

export function selectRows(read: MarketRead, policy: Policy, now: bigint): readonly ReserveRow[] {
  return read.reserves.map((reserve) => ({
    reserve,
    feed: feedOf(read, reserve),
    now: policy.reserveNow(reserve.data.index, now),
    terms: policy.termsView(reserve.data.index, now),
  }));
}

/** By number, as `policy::breaker::Breaker`. */
export const BREAKERS = [
  'price jump',
  'price against its average',
  'sources disagree',
  'score jump',
  'utilisation spike',
  'outflow',
  'collateral inflow',
  'bad debt formed',
  'feed degraded',
] as const;

/** By number, as `policy::breaker::Kind`. */
export const BREAKER_KINDS = ['new debt', 'as backing', 'withdrawal with debt'] as const;
export const VERDICTS = ['allow', 'reduce', 'halt'] as const;

export interface ActiveBreaker {
  readonly name: string;
  /** Unix seconds; undefined: as long as its cause lasts. */
  readonly until: bigint | undefined;
}

export function activeBreakers(terms: TermsView, now: bigint): readonly ActiveBreaker[] {
  return terms.breakersUntil.flatMap((until, at) =>
    until > now ? [{ name: BREAKERS[at] ?? `breaker ${at}`, until: until === UNLIMITED ? undefined : until }] : [],
  );
}

/** By number, as `policy::throttle::Bound`. */
export const BOUNDS = [
  'nothing: terms stand where the reports say',
  'reports disagree or are too wide: no loosening',
  'the median rose: no loosening',
  'too few rounds in a row lie below',
  'the last loosening is too recent',
  'one step of loosening was taken; more is called for',
  'the day’s loosening is used up',
  'one step of tightening was taken; more is called for',
  'the mode: terms do not follow by themselves',
] as const;

export const MODES = ['autonomous', 'advisory', 'monitoring'] as const;

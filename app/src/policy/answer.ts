/** What `policy` is asked with and answers, in the types of this page. */
import { wordsOf } from './module';

export const ACTIONS = ['deposit', 'withdraw', 'borrow', 'repay'] as const;
export type ActionKind = (typeof ACTIONS)[number];

/** An action that is not signed yet; the largest 64-bit amount withdraws or repays all. */
export interface Action {
  readonly kind: ActionKind;
  readonly reserve: number;
  readonly amount: bigint;
  readonly now: bigint;
}

export const REGIMES = ['calm', 'transition', 'stress'] as const;
export type Regime = (typeof REGIMES)[number];

export const FEED_STATUSES = ['held', 'decaying', 'conservative', 'fixed'] as const;
export type FeedStatus = (typeof FEED_STATUSES)[number];

/** Rates are shares a year in 2^-32, utilisation in 2^-24, USD in 2^-20, tokens in base units. */
export interface ReserveNow {
  readonly deposits: bigint;
  readonly debts: bigint;
  readonly cash: bigint;
  readonly utilization: bigint;
  readonly borrowRate: bigint;
  readonly depositRate: bigint;
  readonly depositsUsd: bigint;
  readonly debtsUsd: bigint;
  readonly feesOwed: bigint;
  /** 0, or the error code that new debt would meet because of the price. */
  readonly priceTrouble: number;
}

export interface TermsAt {
  readonly score: number;
  readonly regime: Regime;
  readonly openingLtvBps: number;
  readonly groupOpeningLtvBps: number;
  readonly borrowCap: bigint;
  /** 65 535: there are no flash loans. */
  readonly flashFeeBps: number;
  readonly mostBonusBps: number;
}

export interface FeedNow {
  readonly score: number;
  readonly regime: Regime;
  readonly status: FeedStatus;
  readonly depthBps: number;
  readonly jumpedAt: bigint;
}

/** Whether a feed is heard. Times are Unix seconds, 0 where there never was a round or the mode holds the terms. */
export interface FeedHealth {
  readonly fresh: number;
  readonly quorum: number;
  /** Of the fresh reports; undefined without a quorum. */
  readonly median: number | undefined;
  readonly silenceTightensFrom: bigint;
  /** When silence has brought the strictest terms, if no round is held until then. */
  readonly strictestFrom: bigint;
}

/** How soon a feed could stand at another score; undefined: never. */
export interface Reach {
  /** Epochs of tightening; 0 where it is no rise. */
  readonly epochs: number | undefined;
  /** Seconds of loosening at the soonest; 0 where it is no fall. */
  readonly seconds: bigint | undefined;
  readonly regimesLeft: number;
}

/** Hundredths of a point. */
export interface RegimeLines {
  readonly transitionFrom: number;
  readonly transitionLeftUnder: number;
  readonly stressFrom: number;
  readonly stressLeftUnder: number;
}

/** Where a position stands. Shares are of the limits, basis points; undefined: there is no limit to take a share of. */
export interface Outlook {
  readonly ofOpeningBps: bigint | undefined;
  readonly ofLiquidationBps: bigint | undefined;
  /**
   * By place among the assets of its view: the move of that asset's price alone that would have the position liquidated, a fall
   * of what is held, a rise of what is owed, basis points. Undefined: no such move does it.
   */
  readonly movesBps: readonly (bigint | undefined)[];
}

/** One of many positions. USD in 2^-20, the rest as in `Outlook`. */
export interface Surveyed {
  readonly collateral: bigint;
  readonly debt: bigint;
  readonly borrowLimit: bigint;
  readonly liquidationLimit: bigint;
  readonly ofLiquidationBps: bigint | undefined;
  readonly unhealthySince: bigint;
  /** The fall of the price of the asset that was asked about; undefined: none does it, as where it is owed. */
  readonly fallBps: bigint | undefined;
  readonly mayBeLiquidated: boolean;
}

export const REWARD_SIDES = ['deposit', 'borrow'] as const;
export type RewardSide = (typeof REWARD_SIDES)[number];

/** By number, as `policy::change::ChangeClass`. */
export const CHANGE_CLASSES = ['tightens', 'loosens', 'structure'] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

export interface ChangeJudged {
  readonly class: ChangeClass;
  /** Unix seconds from which on it can be executed, and until when. */
  readonly dueAt: bigint;
  readonly lastAt: bigint;
}

/** What an oracle says: `price x 10^exponent` dollars a token. */
export interface QuoteGiven {
  readonly price: bigint;
  readonly confidence: bigint;
  readonly exponent: number;
  readonly publishedAt: bigint;
  readonly average: bigint;
}

/** A reserve's prices by new sources, 2^-64 dollars a base unit. */
export interface SourcePrices {
  readonly first: bigint;
  readonly second: bigint | undefined;
}

/** The number by which policy says: never, or none. */
export const NEVER = 2n ** 64n - 1n;

/** How many words tell of one position of many. */
export const SURVEYED_WORDS = 8;

const known = (word: bigint | undefined) => (word === NEVER ? undefined : word);

export function outlookOf(bytes: Uint8Array): Outlook {
  const [ofOpening, ofLiquidation, ...moves] = wordsOf(bytes);
  return { ofOpeningBps: known(ofOpening), ofLiquidationBps: known(ofLiquidation), movesBps: moves.map(known) };
}

export function surveyedOf(words: readonly bigint[]): Surveyed | undefined {
  const [collateral, debt, borrowLimit, liquidationLimit, share, unhealthySince, fall, flag] = words;
  if (collateral === undefined || collateral === NEVER) return undefined;
  return {
    collateral,
    debt: debt!,
    borrowLimit: borrowLimit!,
    liquidationLimit: liquidationLimit!,
    ofLiquidationBps: known(share),
    unhealthySince: unhealthySince!,
    fallBps: known(fall),
    mayBeLiquidated: flag === 1n,
  };
}

export function quoteBytes({ price, confidence, exponent, publishedAt, average }: QuoteGiven): Uint8Array {
  const words = [price, BigInt.asIntN(64, confidence), BigInt(exponent), publishedAt, average];
  const view = new DataView(new ArrayBuffer(8 * words.length));
  words.forEach((word, at) => view.setBigInt64(8 * at, word, true));
  return new Uint8Array(view.buffer);
}

/** Questions to `policy`, typed. Every number on a page that is not an account's field comes from here. */
import {
  getPositionViewDecoder,
  getTermsViewDecoder,
  type PositionView,
  type TermsView,
} from '../client/generated/types';
import { answered, wordsOf, type Argument, type PolicyModule } from './module';

export const ACTIONS = ['deposit', 'withdraw', 'borrow', 'repay'] as const;
export type ActionKind = (typeof ACTIONS)[number];

/** The number by which policy says: never, or none. */
const NEVER = 2n ** 64n - 1n;

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

const NONE = 2n ** 64n - 1n;
const known = (word: bigint | undefined) => (word === NONE ? undefined : word);
const SURVEYED_WORDS = 8;

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

export class Policy {
  readonly #module: PolicyModule;

  constructor(module: PolicyModule) {
    this.#module = module;
  }

  /** From here on questions are about this market; see `packScene`. */
  load(scene: Uint8Array): void {
    answered(this.#module.load(scene));
  }

  termsView(reserve: number, now: bigint): TermsView {
    return getTermsViewDecoder().decode(this.#ask('ask_terms_view', [reserve, now]));
  }

  reserveNow(reserve: number, now: bigint): ReserveNow {
    const [deposits, debts, cash, utilization, borrowRate, depositRate, depositsUsd, debtsUsd, feesOwed, trouble] =
      this.#words(10, 'ask_reserve_now', [reserve, now]);
    return {
      deposits: deposits!,
      debts: debts!,
      cash: cash!,
      utilization: utilization!,
      borrowRate: borrowRate!,
      depositRate: depositRate!,
      depositsUsd: depositsUsd!,
      debtsUsd: debtsUsd!,
      feesOwed: feesOwed!,
      priceTrouble: Number(trouble),
    };
  }

  /** Rates that the curve of a regime asks at a utilisation. */
  ratesAt(reserve: number, regime: Regime, utilizationBps: number): { borrowRate: bigint; depositRate: bigint } {
    const args = [reserve, REGIMES.indexOf(regime), utilizationBps];
    const [borrowRate, depositRate] = this.#words(2, 'ask_reserve_rates', args);
    return { borrowRate: borrowRate!, depositRate: depositRate! };
  }

  /** Terms if the feed stood at `score`, in `regime` or in the one that the score enters. */
  termsAt(reserve: number, score: number, regime?: Regime): TermsAt {
    const named = regime === undefined ? REGIMES.length : REGIMES.indexOf(regime);
    const [inForce, at, ltv, groupLtv, borrowCap, flashFee, bonus] = this.#words(7, 'ask_terms_at', [
      reserve,
      score,
      named,
    ]);
    return {
      score: Number(inForce),
      regime: REGIMES[Number(at)]!,
      openingLtvBps: Number(ltv),
      groupOpeningLtvBps: Number(groupLtv),
      borrowCap: borrowCap!,
      flashFeeBps: Number(flashFee),
      mostBonusBps: Number(bonus),
    };
  }

  /** What a feed says at a moment; ask for a later one to see what silence would do. `feed`: its place among the scene's. */
  feedNow(feed: number, now: bigint): FeedNow {
    const [score, regime, status, depth, jumpedAt] = this.#words(5, 'ask_feed_now', [feed, now]);
    return {
      score: Number(score),
      regime: REGIMES[Number(regime)]!,
      status: FEED_STATUSES[Number(status)]!,
      depthBps: Number(depth),
      jumpedAt: jumpedAt!,
    };
  }

  /** The most that a captured majority can loosen within a span. */
  worstCase(feed: number, seconds: bigint): { score: number; regimes: number } {
    const [score, regimes] = this.#words(2, 'ask_worst_case', [feed, seconds]);
    return { score: Number(score), regimes: Number(regimes) };
  }

  regimeOf(score: number): Regime {
    return REGIMES[Number(this.#words(1, 'ask_regime_of', [score])[0])]!;
  }

  /** A reserve's terms if its feed had come to `score`; books, flows and breakers are the present ones. */
  termsIf(reserve: number, score: number, now: bigint): TermsView {
    return getTermsViewDecoder().decode(this.#ask('ask_terms_if', [reserve, score, now]));
  }

  /** Rates that the curve of a regime asks at the present utilisation. */
  ratesIf(reserve: number, regime: Regime, now: bigint): { borrowRate: bigint; depositRate: bigint } {
    const args = [reserve, REGIMES.indexOf(regime), now];
    const [borrowRate, depositRate] = this.#words(2, 'ask_rates_if', args);
    return { borrowRate: borrowRate!, depositRate: depositRate! };
  }

  /** How soon a feed could stand at `score`. */
  reach(feed: number, score: number, now: bigint): Reach {
    const [epochs, seconds, regimesLeft] = this.#words(3, 'ask_reach', [feed, score, now]);
    return {
      epochs: epochs === NEVER ? undefined : Number(epochs),
      seconds: seconds === NEVER ? undefined : seconds,
      regimesLeft: Number(regimesLeft),
    };
  }

  /** The largest rise of the opening LTV (basis points) that a fall of the score brings about, wherever it begins. */
  ltvRise(reserve: number, points: number): number {
    return Number(this.#words(1, 'ask_ltv_rise', [reserve, points])[0]);
  }

  regimeLines(): RegimeLines {
    const [transitionFrom, transitionLeftUnder, stressFrom, stressLeftUnder] = this.#words(4, 'ask_regime_lines', []);
    return {
      transitionFrom: Number(transitionFrom),
      transitionLeftUnder: Number(transitionLeftUnder),
      stressFrom: Number(stressFrom),
      stressLeftUnder: Number(stressLeftUnder),
    };
  }

  /** Of transfers of roles: how long one waits that is proposed now, and from when on the one with this `notBefore` can be accepted. */
  handover(notBefore: bigint): { waits: bigint; dueAt: bigint } {
    const [waits, dueAt] = this.#words(2, 'ask_handover', [notBefore]);
    return { waits: waits!, dueAt: dueAt! };
  }

  /** How long a pause lasts, seconds. */
  pauseSeconds(): bigint {
    return this.#words(1, 'ask_pause_seconds', [])[0]!;
  }

  feedHealth(feed: number, now: bigint): FeedHealth {
    const [fresh, quorum, median, tightens, strictest] = this.#words(5, 'ask_feed_health', [feed, now]);
    return {
      fresh: Number(fresh),
      quorum: Number(quorum),
      median: median === NEVER ? undefined : Number(median),
      silenceTightensFrom: tightens!,
      strictestFrom: strictest!,
    };
  }

  /** USD (2^-20), rounded down, of base units at a price (2^-64 dollars a base unit). */
  value(amount: bigint, price: bigint): bigint {
    return this.#words(1, 'ask_value', [amount, price])[0]!;
  }

  /** A position with its rooms in a reserve. `position`: its account's bytes. */
  positionView(position: Uint8Array, reserve: number, now: bigint): PositionView {
    return getPositionViewDecoder().decode(this.#ask('ask_position_view', [reserve, now], position));
  }

  /** What an action would make of a position; throws `PolicyRefusal` where the market would refuse it. */
  preview(position: Uint8Array, action: Action): { moved: bigint; after: PositionView } {
    const args = [ACTIONS.indexOf(action.kind), action.reserve, action.amount, action.now];
    const bytes = this.#ask('ask_apply', args, position);
    return { moved: wordsOf(bytes.subarray(0, 8))[0]!, after: getPositionViewDecoder().decode(bytes.subarray(8)) };
  }

  outlook(position: Uint8Array, now: bigint): Outlook {
    return outlookOf(this.#ask('ask_outlook', [now], position));
  }

  /** Where the position would stand after an action; throws as `preview` does. */
  outlookAfter(position: Uint8Array, action: Action): Outlook {
    const args = [ACTIONS.indexOf(action.kind), action.reserve, action.amount, action.now];
    return outlookOf(this.#ask('ask_apply_outlook', args, position));
  }

  /** Many positions at once, whole accounts; undefined for what this market cannot value. */
  survey(positions: readonly Uint8Array[], reserve: number, now: bigint): readonly (Surveyed | undefined)[] {
    const words = wordsOf(this.#ask('ask_survey', [reserve, now], joined(positions)));
    return positions.map((_, at) => surveyedOf(words.slice(at * SURVEYED_WORDS, (at + 1) * SURVEYED_WORDS)));
  }

  /** What a position could claim now, base units of the reward token. */
  reward(position: Uint8Array, reserve: number, side: RewardSide, now: bigint): bigint {
    return wordsOf(this.#ask('ask_reward', [reserve, REWARD_SIDES.indexOf(side), now], position))[0]!;
  }

  /** What a value earns or costs in a year at a rate, without interest on interest: USD in 2^-20. */
  yearly(value: bigint, rate: bigint): bigint {
    return this.#words(1, 'ask_yearly', [value, rate])[0]!;
  }

  /**
   * What a change of what governance publishes is, judged by what is in force now; throws `PolicyRefusal` where a rule or a hard
   * bound forbids it. `bytes`: records of the accounts it is judged by, then the payload; see `change` in `app/wasm`.
   */
  change(bytes: Uint8Array, kind: number, proposedAt: bigint, now: bigint): ChangeJudged {
    const [number, dueAt, lastAt] = wordsOf(this.#ask('ask_change', [kind, proposedAt, now], bytes));
    return { class: CHANGE_CLASSES[Number(number)]!, dueAt: dueAt!, lastAt: lastAt! };
  }

  /**
   * The prices that new sources would give a reserve now; throws `PolicyRefusal` where their quotes may not take over. `accounts`:
   * records of the market and the reserve; `quotes`: of the source, the second one, and the second's rate.
   */
  sources(accounts: Uint8Array, quotes: readonly QuoteGiven[], now: bigint): SourcePrices {
    const input = joined([accounts, ...quotes.map(quoteBytes)]);
    const [first, second] = wordsOf(this.#ask('ask_sources', [quotes.length, now], input));
    return { first: first!, second: second === 0n ? undefined : second };
  }

  #ask(name: string, args: readonly Argument[], position?: Uint8Array): Uint8Array {
    return answered(this.#module.ask(name, args, position));
  }

  #words(count: number, name: string, args: readonly Argument[]): bigint[] {
    const words = wordsOf(this.#ask(name, args));
    if (words.length !== count)
      throw new Error(`${name} answered ${words.length} words instead of ${count}: run \`npm run wasm\`.`);
    return words;
  }
}

function outlookOf(bytes: Uint8Array): Outlook {
  const [ofOpening, ofLiquidation, ...moves] = wordsOf(bytes);
  return { ofOpeningBps: known(ofOpening), ofLiquidationBps: known(ofLiquidation), movesBps: moves.map(known) };
}

function surveyedOf(words: readonly bigint[]): Surveyed | undefined {
  const [collateral, debt, borrowLimit, liquidationLimit, share, unhealthySince, fall, flag] = words;
  if (collateral === undefined || collateral === NONE) return undefined;
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

function quoteBytes({ price, confidence, exponent, publishedAt, average }: QuoteGiven): Uint8Array {
  const words = [price, BigInt.asIntN(64, confidence), BigInt(exponent), publishedAt, average];
  const view = new DataView(new ArrayBuffer(8 * words.length));
  words.forEach((word, at) => view.setBigInt64(8 * at, word, true));
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

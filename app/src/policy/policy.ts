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

/** By number, as `policy::change::ChangeClass`. */
export const CHANGE_CLASSES = ['tightens', 'loosens', 'structure'] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

export interface ChangeJudged {
  readonly class: ChangeClass;
  /** Unix seconds from which on it can be executed, and until when. */
  readonly dueAt: bigint;
  readonly lastAt: bigint;
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

  /** USD (2^-20), rounded down, of base units at a price (2^-64 dollars a base unit). */
  value(amount: bigint, price: bigint): bigint {
    return this.#words(1, 'ask_value', [amount, price])[0]!;
  }

  /** A position with its rooms in a reserve. `position`: its account's bytes. */
  positionView(position: Uint8Array, reserve: number, now: bigint): PositionView {
    return getPositionViewDecoder().decode(this.#ask('ask_position_view', [reserve, now], position));
  }

  /** What an action would make of a position; throws `PolicyRefusal` where the market would refuse it. */
  preview(
    position: Uint8Array,
    action: { kind: ActionKind; reserve: number; amount: bigint; now: bigint },
  ): { moved: bigint; after: PositionView } {
    const args = [ACTIONS.indexOf(action.kind), action.reserve, action.amount, action.now];
    const bytes = this.#ask('ask_apply', args, position);
    return { moved: wordsOf(bytes.subarray(0, 8))[0]!, after: getPositionViewDecoder().decode(bytes.subarray(8)) };
  }

  /**
   * What a change of what governance publishes is, judged by what is in force now; throws `PolicyRefusal` where a rule or a hard
   * bound forbids it. `bytes`: records of the accounts it is judged by, then the payload; see `change` in `app/wasm`.
   */
  change(bytes: Uint8Array, kind: number, proposedAt: bigint, now: bigint): ChangeJudged {
    const [number, dueAt, lastAt] = wordsOf(this.#ask('ask_change', [kind, proposedAt, now], bytes));
    return { class: CHANGE_CLASSES[Number(number)]!, dueAt: dueAt!, lastAt: lastAt! };
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

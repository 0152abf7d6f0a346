/** Questions to `policy`, typed. Every number on a page that is not an account's field comes from here. */
import {
  getPositionViewDecoder,
  getTermsViewDecoder,
  type PositionView,
  type TermsView,
} from '../client/generated/types';
import {
  ACTIONS,
  CHANGE_CLASSES,
  FEED_STATUSES,
  NEVER,
  REGIMES,
  REWARD_SIDES,
  SURVEYED_WORDS,
  outlookOf,
  quoteBytes,
  surveyedOf,
  type Action,
  type ChangeJudged,
  type FeedHealth,
  type FeedNow,
  type Outlook,
  type QuoteGiven,
  type Reach,
  type Regime,
  type RegimeLines,
  type ReserveNow,
  type RewardSide,
  type SourcePrices,
  type Surveyed,
  type TermsAt,
} from './answer';
import { answered, wordsOf, type Argument, type PolicyModule } from './module';

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

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

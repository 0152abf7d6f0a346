/**
 * A feed's past, read from the chain by pages and kept while the network is the same: the newest pages first, then what came
 * since, and older pages when somebody asks. Pages of the dashboard share one such memory for each feed.
 */
import type { Address, Signature } from '@solana/kit';
import { reasonOf } from '../chain/reason';
import { historyPage, ofFeed, type HistoryEntry, type HistoryPage, type HistorySource } from '../chain/history';
import { createStore, type Store } from '../chain/store';

export interface FeedPast {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** There is nothing older. */
  readonly isWhole: boolean;
  readonly isReading: boolean;
  /** Transactions read so far in the present reading of older ones, which are shown together at its end. */
  readonly coming: number;
  /** Something was read at least once. */
  readonly isBegun: boolean;
  /** Transactions that the network named and did not give. */
  readonly missing: number;
  /** Why the last reading failed, in the network's words. */
  readonly failure: string | undefined;
}

export const NOTHING_READ: FeedPast = {
  entries: [],
  isWhole: false,
  isReading: false,
  coming: 0,
  isBegun: false,
  missing: 0,
  failure: undefined,
};

/** Transactions of one page. */
const PAGE = 100;
/** What is read at first: about half a day of five publishers. */
const FIRST_PAGES = 3;
/** A press of "older" reads as much again as there is, within these: about a day of five publishers, and ten. */
const LEAST_PAGES_MORE = 5;
const MOST_PAGES_MORE = 50;
/** What came since the last look is read back this far; a longer gap starts anew. */
const MOST_PAGES_BACK = 5;

export class FeedHistory {
  readonly store: Store<FeedPast> = createStore(NOTHING_READ);
  readonly #source: HistorySource;
  readonly #feed: Address;
  #oldest: Signature | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(source: HistorySource, feed: Address) {
    this.#source = source;
    this.#feed = feed;
  }

  /** Reads what came since the last look; at first the newest pages. */
  newest(): Promise<void> {
    return this.#inTurn(() => (this.store.get().isBegun ? this.#since() : this.#first()));
  }

  /** Reads as much again as there is. */
  older(): Promise<void> {
    return this.#inTurn(() => {
      const asMuch = Math.ceil(this.store.get().entries.length / PAGE);
      return this.#older(Math.min(Math.max(asMuch, LEAST_PAGES_MORE), MOST_PAGES_MORE));
    });
  }

  #inTurn(read: () => Promise<void>): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      this.store.set((past) => ({ ...past, isReading: true }));
      try {
        await read();
        this.store.set((past) => ({ ...past, isReading: false, failure: undefined }));
      } catch (error) {
        this.store.set((past) => ({ ...past, isReading: false, failure: reasonOf(error) }));
      }
    });
    return this.#reading;
  }

  /** Each page is shown as it comes: there is nothing else to look at yet. */
  async #first(): Promise<void> {
    for (let page = 0; page < FIRST_PAGES; page += 1) await this.#older(1);
  }

  /** Shown together, because whoever draws a past begins anew with each part of it; what came before a failure is kept. */
  async #older(pages: number): Promise<void> {
    if (this.store.get().isWhole) return;
    const found: HistoryEntry[] = [];
    let isWhole = false;
    let missing = 0;
    let read = 0;
    try {
      for (; read < pages && !isWhole; read += 1) {
        const page = await this.#page(this.#oldest);
        this.#oldest = page.before;
        found.push(...page.entries);
        missing += page.missing;
        isWhole = page.before === undefined;
        this.store.set((past) => ({ ...past, coming: found.length }));
      }
    } finally {
      this.store.set((past) => ({
        ...past,
        entries: found.length === 0 ? past.entries : [...found.toReversed(), ...past.entries],
        isWhole,
        isBegun: past.isBegun || read > 0,
        missing: past.missing + missing,
        coming: 0,
      }));
    }
  }

  async #page(before: Signature | undefined): Promise<HistoryPage> {
    const page = await historyPage(this.#source, this.#feed, { before, limit: PAGE });
    return { ...page, entries: page.entries.map((entry) => ofFeed(entry, this.#feed)) };
  }

  async #since(): Promise<void> {
    const known = new Set(this.store.get().entries.map(({ signature }) => signature));
    const found: HistoryEntry[] = [];
    let before: Signature | undefined;
    let missing = 0;
    for (let page = 0; page < MOST_PAGES_BACK; page += 1) {
      const next = await this.#page(before);
      const unknown = next.entries.filter(({ signature }) => !known.has(signature));
      found.push(...unknown);
      missing += next.missing;
      before = next.before;
      if (unknown.length < next.entries.length || before === undefined) {
        this.store.set((past) => ({
          ...past,
          entries: found.length === 0 ? past.entries : [...past.entries, ...found.toReversed()],
          missing: past.missing + missing,
        }));
        return;
      }
    }
    // Too much has come meanwhile: what was read before would leave a hole.
    this.#oldest = before;
    this.store.set((past) => ({ ...past, entries: found.toReversed(), isWhole: false, missing }));
  }
}

const kept = new WeakMap<HistorySource, Map<Address, FeedHistory>>();

/** The memory of a feed on a network. */
export function feedHistory(source: HistorySource, feed: Address): FeedHistory {
  const ofSource = kept.get(source) ?? new Map<Address, FeedHistory>();
  kept.set(source, ofSource);
  const found = ofSource.get(feed) ?? new FeedHistory(source, feed);
  ofSource.set(feed, found);
  return found;
}

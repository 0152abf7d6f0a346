/**
 * An account's past, read from the chain by pages and kept while the network is the same: the newest pages first, then what came
 * since, and older pages when somebody asks. Pages of the dashboard share one such memory for each account.
 */
import type { Address, Signature } from '@solana/kit';
import {
  entriesOf,
  historyPage,
  type HistoryEntry,
  type HistoryPage,
  type HistorySource,
  type SignatureSeen,
} from './history';
import { reasonOf } from './reason';
import { createStore, type Store } from './store';

export interface Past {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** There is nothing older. */
  readonly isWhole: boolean;
  /** The first pages or older ones are being read; what came since is read without notice. */
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

export const NOTHING_READ: Past = {
  entries: [],
  isWhole: false,
  isReading: false,
  coming: 0,
  isBegun: false,
  missing: 0,
  failure: undefined,
};

export interface Reach {
  /** Transactions of one page. */
  readonly page: number;
  /** Pages that are read at first. */
  readonly firstPages: number;
  /** A press of "older" reads as much again as there is, but no fewer pages than this. */
  readonly leastPagesMore: number;
  /** What of a transaction is the account's own; undefined: all of it. */
  readonly only?: (entry: HistoryEntry) => HistoryEntry;
}

/** The most that a press of "older" reads. */
const MOST_PAGES_MORE = 50;
/** What came since the last look is read back this far; a longer gap starts anew. */
const MOST_PAGES_BACK = 5;
/** A transaction that was not given is asked for again at so many later looks: a node knows it later than its signature. */
const MOST_TRIES = 5;

interface Unresolved {
  readonly seen: SignatureSeen;
  readonly tries: number;
}

export class AccountPast {
  readonly store: Store<Past> = createStore(NOTHING_READ);
  readonly #source: HistorySource;
  readonly #address: Address;
  readonly #reach: Reach;
  #oldest: Signature | undefined;
  #unresolved: readonly Unresolved[] = [];
  #reading: Promise<void> = Promise.resolve();

  constructor(source: HistorySource, address: Address, reach: Reach) {
    this.#source = source;
    this.#address = address;
    this.#reach = reach;
  }

  /** Reads what came since the last look; at first the newest pages. */
  newest(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.store.get().isBegun) return this.#first();
      await this.#askAgain();
      return this.#since();
    });
  }

  /** Reads as much again as there is. */
  older(): Promise<void> {
    return this.#inTurn(() => {
      this.#tell({ isReading: true });
      const asMuch = Math.ceil(this.store.get().entries.length / this.#reach.page);
      return this.#older(Math.min(Math.max(asMuch, this.#reach.leastPagesMore), MOST_PAGES_MORE));
    });
  }

  #inTurn(read: () => Promise<void>): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      try {
        await read();
        this.#tell({ isReading: false, failure: undefined });
      } catch (error) {
        this.#tell({ isReading: false, failure: reasonOf(error) });
      }
    });
    return this.#reading;
  }

  /** Nobody is woken where nothing has changed. */
  #tell(change: Partial<Past>): void {
    this.store.set((past) => {
      const next = { ...past, ...change, missing: this.#unresolved.length };
      const isSame = (Object.keys(next) as (keyof Past)[]).every((key) => next[key] === past[key]);
      return isSame ? past : next;
    });
  }

  /** Each page is shown as it comes: there is nothing else to look at yet. */
  async #first(): Promise<void> {
    this.#tell({ isReading: true });
    for (let page = 0; page < this.#reach.firstPages; page += 1) await this.#older(1);
  }

  /** Shown together, because whoever draws a past begins anew with each part of it; what came before a failure is kept. */
  async #older(pages: number): Promise<void> {
    if (this.store.get().isWhole) return;
    const found: HistoryEntry[] = [];
    let isWhole = false;
    let read = 0;
    try {
      for (; read < pages && !isWhole; read += 1) {
        const page = await this.#page(this.#oldest);
        this.#oldest = page.before;
        found.push(...page.entries);
        this.#keep(page.missing);
        isWhole = page.before === undefined;
        this.#tell({ coming: found.length });
      }
    } finally {
      const { entries, isBegun } = this.store.get();
      this.#tell({
        entries: found.length === 0 ? entries : [...found.toReversed(), ...entries],
        isWhole,
        isBegun: isBegun || read > 0,
        coming: 0,
      });
    }
  }

  async #page(before: Signature | undefined, isKnown?: (signature: Signature) => boolean): Promise<HistoryPage> {
    const asked = { before, limit: this.#reach.page, ...(isKnown !== undefined && { isKnown }) };
    const page = await historyPage(this.#source, this.#address, asked);
    return { ...page, entries: page.entries.map(this.#own) };
  }

  readonly #own = (entry: HistoryEntry): HistoryEntry => this.#reach.only?.(entry) ?? entry;

  #keep(missing: readonly SignatureSeen[]): void {
    this.#unresolved = [...this.#unresolved, ...missing.map((seen) => ({ seen, tries: 0 }))];
  }

  async #since(): Promise<void> {
    const known = new Set([
      ...this.store.get().entries.map(({ signature }) => signature),
      ...this.#unresolved.map(({ seen }) => seen.signature),
    ]);
    const found: HistoryEntry[] = [];
    const missing: SignatureSeen[] = [];
    let before: Signature | undefined;
    for (let page = 0; page < MOST_PAGES_BACK; page += 1) {
      const next = await this.#page(before, (signature) => known.has(signature));
      found.push(...next.entries);
      missing.push(...next.missing);
      before = next.before;
      if (next.known > 0 || before === undefined) {
        const { entries } = this.store.get();
        this.#keep(missing);
        this.#tell({ entries: found.length === 0 ? entries : [...entries, ...found.toReversed()] });
        return;
      }
    }
    // Too much has come meanwhile: what was read before would leave a hole.
    this.#oldest = before;
    this.#unresolved = [];
    this.#keep(missing);
    this.#tell({ entries: found.toReversed(), isWhole: false });
  }

  /** Once more what the network has named and not given. */
  async #askAgain(): Promise<void> {
    const due = this.#unresolved.filter(({ tries }) => tries < MOST_TRIES);
    if (due.length === 0) return;
    const { entries, missing } = await entriesOf(
      this.#source,
      due.map(({ seen }) => seen),
    );
    const still = new Set(missing.map(({ signature }) => signature));
    this.#unresolved = this.#unresolved.flatMap(({ seen, tries }) => {
      if (tries >= MOST_TRIES) return [{ seen, tries }];
      return still.has(seen.signature) ? [{ seen, tries: tries + 1 }] : [];
    });
    const present = this.store.get().entries;
    this.#tell({ entries: entries.length === 0 ? present : inOrder([...present, ...entries.map(this.#own)]) });
  }
}

/** By slot; what came late stands last of its slot. */
const inOrder = (entries: readonly HistoryEntry[]): HistoryEntry[] =>
  entries.toSorted((one, other) => (one.slot === other.slot ? 0 : one.slot < other.slot ? -1 : 1));

/** One memory for each address of a network, so that whoever asks next has what was read. */
export function pastsOf(reach: (address: Address) => Reach): (source: HistorySource, address: Address) => AccountPast {
  const kept = new WeakMap<HistorySource, Map<Address, AccountPast>>();
  return (source, address) => {
    const ofSource = kept.get(source) ?? new Map<Address, AccountPast>();
    kept.set(source, ofSource);
    const found = ofSource.get(address) ?? new AccountPast(source, address, reach(address));
    ofSource.set(address, found);
    return found;
  };
}

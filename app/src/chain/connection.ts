/**
 * Keeps a market up to date: a websocket says that an account changed, then the whole market is read in one request. Without a
 * websocket it is read every two seconds, with one every ten. Which of the answers are believed: `Freshness`.
 */
import type { Address } from '@solana/kit';
import { clusterOf, type Cluster } from './cluster';
import { clockTroubles, Freshness } from './freshness';
import type { MarketRead } from './market';
import type { Network } from './network';
import { advance, IDLE, type Link, type LinkEvent } from './phase';
import { reasonOf } from './reason';
import { marketAddresses, readWhole, type MarketAddresses } from './readMarket';
import { createStore, type Store } from './store';

export interface ChainState {
  readonly link: Link;
  readonly cluster: Cluster | undefined;
  readonly market: MarketRead | undefined;
}

/** What a test replaces. */
export interface Timing {
  now(): number;
  /** Settles after so many milliseconds, or at once when the signal aborts. */
  wait(millis: number, signal: AbortSignal): Promise<void>;
}

const POLL_MILLIS = 2_000;
const LIVE_POLL_MILLIS = 10_000;
/** Changes that come together are read together. */
const GATHER_MILLIS = 150;
const RECONNECT_MILLIS = 5_000;

export const machineTiming: Timing = {
  now: () => Date.now(),
  wait: (millis, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, millis);
      signal.addEventListener('abort', done);
    }),
};

export class Connection {
  readonly store: Store<ChainState> = createStore<ChainState>({ link: IDLE, cluster: undefined, market: undefined });
  readonly network: Network;
  readonly #market: Address;
  readonly #timing: Timing;
  readonly #stopped = new AbortController();
  #addresses: MarketAddresses | undefined;
  readonly #freshness = new Freshness();
  #reading: Promise<void> | undefined;
  #isIdentifying = false;
  #wake = new AbortController();

  constructor(network: Network, market: Address, timing: Timing = machineTiming) {
    this.network = network;
    this.#market = market;
    this.#timing = timing;
  }

  start(): void {
    this.#tell({ kind: 'asked', at: this.#timing.now() });
    void this.#poll();
    void this.#identify();
    void this.#follow();
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake.abort();
  }

  /** Reads now; for what the page has just changed itself. Calls during a read share the next one. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      this.#addresses ??= await marketAddresses(this.network, this.#market);
      const { read, troubles } = await readWhole(this.network, this.#addresses, () => this.#timing.now());
      const { feedCount, reserveCount } = read.market.data;
      const hasGrown = feedCount > this.#addresses.feeds.length || reserveCount > this.#addresses.reserves.length;
      if (hasGrown) this.#addresses = undefined;
      if (this.#stopped.signal.aborted) return;
      void this.#identify();
      this.#take(read, troubles);
    } catch (error) {
      this.#tell({ kind: 'failed', reason: reasonOf(error) });
    }
  }

  async #poll(): Promise<void> {
    const stopped = this.#stopped.signal;
    while (!stopped.aborted) {
      this.#wake = new AbortController();
      await this.refresh();
      const millis = this.store.get().link.isSocketOpen ? LIVE_POLL_MILLIS : POLL_MILLIS;
      await this.#timing.wait(millis, AbortSignal.any([stopped, this.#wake.signal]));
      if (this.#wake.signal.aborted) await this.#timing.wait(GATHER_MILLIS, stopped);
    }
  }

  /** Shows what was read, unless it is older than what is shown. */
  #take(read: MarketRead, missing: readonly string[]): void {
    const at = this.#timing.now();
    const { market: shown, cluster } = this.store.get();
    const { market, hasMoved, troubles } = this.#freshness.judge(shown, read, at);
    this.store.set((state) => ({ ...state, market }));
    this.#tell({ kind: 'read', at, hasMoved, troubles: [...missing, ...troubles, ...clockTroubles(read, cluster)] });
  }

  /** Asked beside every read until it is known: what needs a known cluster is not offered before. */
  async #identify(): Promise<void> {
    if (this.#isIdentifying || this.store.get().cluster !== undefined) return;
    this.#isIdentifying = true;
    try {
      const cluster = clusterOf(await this.network.genesisHash(), this.network.endpoint.isLoopback);
      if (!this.#stopped.signal.aborted) this.store.set((state) => ({ ...state, cluster }));
    } catch {
      // The next read asks again.
    } finally {
      this.#isIdentifying = false;
    }
  }

  async #follow(): Promise<void> {
    const stopped = this.#stopped.signal;
    while (!stopped.aborted) {
      const attempt = new AbortController();
      try {
        const { market, feeds, reserves } = (this.#addresses ??= await marketAddresses(this.network, this.#market));
        const signal = AbortSignal.any([stopped, attempt.signal]);
        const opened = () => this.#tell({ kind: 'socket', isOpen: true });
        await Promise.race(
          [market, ...feeds, ...reserves].map((one) =>
            this.network.follow(one, () => this.#wake.abort(), opened, signal),
          ),
        );
      } catch {
        // The polling goes on and says what is wrong.
      }
      attempt.abort();
      this.#tell({ kind: 'socket', isOpen: false });
      await this.#timing.wait(RECONNECT_MILLIS, stopped);
    }
  }

  #tell(event: LinkEvent): void {
    if (this.#stopped.signal.aborted) return;
    this.store.set((state) => ({ ...state, link: advance(state.link, event) }));
  }
}

/**
 * Which of a network's answers are shown. Several machines may stand behind one URL: an answer of an earlier slot is that of one
 * that lags, and is left out. Where only such answers come for a while, the later slot was the wrong one, and they are shown again.
 */
import type { Cluster } from './cluster';
import type { MarketRead } from './market';
import { STALE_MILLIS } from './phase';

export interface Judged {
  /** What is to be shown. */
  readonly market: MarketRead;
  /** It is of another slot than what was shown before. */
  readonly hasMoved: boolean;
  /** What is doubtful about it, in words. */
  readonly troubles: readonly string[];
}

/** So many earlier slots in a row are believed, once nothing newer has come for a while. */
const EARLIER_IN_A_ROW = 3;
/** Having gone back is told for so long. */
const TOLD_MILLIS = 60_000;

export class Freshness {
  #movedAt = 0;
  #earlier = 0;
  #back: { readonly until: number; readonly trouble: string } | undefined;

  /** `at`: this machine's milliseconds at which `read` came. */
  judge(shown: MarketRead | undefined, read: MarketRead, at: number): Judged {
    this.#earlier = shown !== undefined && read.slot < shown.slot ? this.#earlier + 1 : 0;
    if (shown !== undefined && this.#earlier > 0) {
      if (this.#earlier < EARLIER_IN_A_ROW || at - this.#movedAt < STALE_MILLIS) return this.#judged(shown, false, at);
      this.#back = { until: at + TOLD_MILLIS, trouble: goneBack(shown.slot, read.slot) };
    }
    this.#earlier = 0;
    // Of the same slot the first read stands for its time: the chain's clock goes on from there.
    if (shown?.slot === read.slot) return this.#judged({ ...read, readAt: shown.readAt }, false, at);
    this.#movedAt = at;
    return this.#judged(read, true, at);
  }

  #judged(market: MarketRead, hasMoved: boolean, at: number): Judged {
    return {
      market,
      hasMoved,
      troubles: this.#back !== undefined && at < this.#back.until ? [this.#back.trouble] : [],
    };
  }
}

const goneBack = (from: bigint, to: bigint) =>
  `The network went back from slot ${from.toString()} to ${to.toString()}: one of them was wrong. Compare with another RPC.`;

const CLOCK_APART_SECONDS = 60;

/** A public network keeps the time; a local one may have any. */
export function clockTroubles({ chainTime, readAt }: MarketRead, cluster: Cluster | undefined): readonly string[] {
  if (cluster === undefined || cluster === 'local') return [];
  if (Math.abs(Number(chainTime) - readAt / 1000) <= CLOCK_APART_SECONDS) return [];
  return [
    "The network's clock and this machine's are more than a minute apart: these numbers are old, or one of the clocks is wrong.",
  ];
}

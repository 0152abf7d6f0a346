/** Which regime a feed was in, read from its history back to a slot. */
import type { Address, Signature } from '@solana/kit';
import { useEffect, useState } from 'react';
import { historyPage, type HistoryEntry } from '../../chain/history';
import { useModel } from '../../shell/context';
import { regimesIn, type RegimeFrom } from './select';

export interface FeedRegimes {
  readonly said: readonly RegimeFrom[];
  readonly isReading: boolean;
}

/** So many pages of a feed's history are read at most: the rest stays unknown. */
const MOST_PAGES = 6;

/** By feed; `feeds`: each with the oldest and the newest slot that are wanted, as lines of `address slot slot`, so that the same list is the same text. */
export function useRegimes(feeds: string): ReadonlyMap<string, FeedRegimes> {
  const model = useModel();
  const [known, setKnown] = useState<ReadonlyMap<string, FeedRegimes>>(new Map());
  useEffect(() => {
    let isLeft = false;
    const tell = (feed: Address, entries: readonly HistoryEntry[], isReading: boolean) => {
      if (!isLeft) setKnown((last) => new Map(last).set(feed, { said: regimesIn(entries, feed), isReading }));
    };
    const read = async (feed: Address, oldest: bigint) => {
      const network = model.network;
      const entries: HistoryEntry[] = [];
      let before: Signature | undefined;
      for (let page = 0; network !== undefined && page < MOST_PAGES && !isLeft; page += 1) {
        const found = await historyPage(network, feed, { before });
        entries.push(...found.entries);
        before = found.before;
        if (before === undefined || entries.some(({ slot }) => slot <= oldest)) break;
        tell(feed, entries, true);
      }
      tell(feed, entries, false);
    };
    for (const line of feeds.split('\n').filter((one) => one !== '')) {
      const [feed, oldest] = line.split(' ');
      // What cannot be read stays unknown; the market's own history tells of a lost network.
      read(feed as Address, BigInt(oldest ?? 0)).catch(() => tell(feed as Address, [], false));
    }
    return () => {
      isLeft = true;
    };
  }, [model, feeds]);
  return known;
}

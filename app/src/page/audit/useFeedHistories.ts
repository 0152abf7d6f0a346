import { useMemo } from 'react';
import type { Address } from '@solana/kit';
import type { HistoryEntry } from '../../chain/history';
import type { MarketRead } from '../../chain/market';
import { feedHistory } from '../../feed/history';
import { useModel } from '../../shell/context';
import { usePasts } from '../../shell/usePasts';

export interface FeedHistories {
  /** By feed, newest first. */
  readonly histories: ReadonlyMap<Address, readonly HistoryEntry[]>;
  readonly missing: number;
  readonly trouble: string | undefined;
  readonly isReading: boolean;
  readonly hasOlder: boolean;
  readonly older: () => void;
}

/** The transactions of every feed, kept up; older ones when somebody asks. */
export function useFeedHistories(read: MarketRead): FeedHistories {
  const network = useModel().network;
  const names = read.feeds.map(({ address }) => address).join(' ');
  const kept = useMemo(() => {
    const feeds = names === '' ? [] : (names.split(' ') as Address[]);
    return network === undefined ? [] : feeds.map((feed) => feedHistory(network, feed));
  }, [network, names]);
  const pasts = usePasts(kept);
  const histories = useMemo(
    () => new Map(names.split(' ').map((feed, at) => [feed as Address, (pasts[at]?.entries ?? []).toReversed()])),
    [names, pasts],
  );
  return {
    histories,
    missing: pasts.reduce((sum, past) => sum + past.missing, 0),
    trouble: pasts.find(({ failure }) => failure !== undefined)?.failure,
    isReading: pasts.some((past) => past.isReading || (!past.isBegun && past.failure === undefined)),
    hasOlder: pasts.some(({ isWhole }) => !isWhole),
    older: () => kept.forEach((past) => void (past.store.get().isBegun ? past.older() : past.newest())),
  };
}

import { useEffect, useSyncExternalStore } from 'react';
import type { RiskFeed } from '../client/generated/accounts/riskFeed';
import type { Read } from '../chain/market';
import { NOTHING_READ, type Past } from '../chain/past';
import { useModel } from '../shell/context';
import { feedHistory } from './history';

/** A feed's past, kept up with its rounds and reports; and how to read more of it. */
export function useFeedPast(feed: Read<RiskFeed>): { past: Past; readOlder: () => void; retry: () => void } {
  const network = useModel().network;
  const history = network === undefined ? undefined : feedHistory(network, feed.address);
  const past = useSyncExternalStore(history?.store.subscribe ?? nobody, () => history?.store.get() ?? NOTHING_READ);
  const posts = feed.data.records.reduce((sum, record) => sum + record.posts, 0);
  const heard = `${feed.data.state.rounds.toString()} ${posts}`;
  useEffect(() => {
    void history?.newest();
  }, [history, heard]);
  return {
    past,
    readOlder: () => void history?.older(),
    retry: () => void history?.newest(),
  };
}

const nobody = () => () => undefined;

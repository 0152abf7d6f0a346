import { useCallback, useEffect, useRef, useState } from 'react';
import type { Address, Signature } from '@solana/kit';
import { reasonOf } from '../../chain/reason';
import { historyPage, type HistoryEntry } from '../../chain/history';
import type { MarketRead } from '../../chain/market';
import { useModel } from '../../shell/context';

interface State {
  readonly histories: ReadonlyMap<Address, readonly HistoryEntry[]>;
  readonly before: ReadonlyMap<Address, Signature | undefined>;
  readonly missing: number;
  readonly trouble: string | undefined;
  readonly isReading: boolean;
}

export interface FeedHistories extends Omit<State, 'before'> {
  readonly hasOlder: boolean;
  readonly older: () => void;
}

const EMPTY: State = { histories: new Map(), before: new Map(), missing: 0, trouble: undefined, isReading: true };
const PAGE = 100;

/** The transactions of every feed, newest first, by pages. */
export function useFeedHistories(read: MarketRead): FeedHistories {
  const model = useModel();
  const [state, setState] = useState<State>(EMPTY);
  const present = useRef(state);
  const names = read.feeds.map(({ address }) => address).join(' ');

  const load = useCallback(
    async (from: State, isLeft: () => boolean) => {
      const network = model.network;
      if (network === undefined) return;
      const put = (next: State) => {
        if (isLeft()) return;
        present.current = next;
        setState(next);
      };
      put({ ...from, isReading: true });
      let next = from;
      try {
        for (const feed of names === '' ? [] : (names.split(' ') as Address[])) {
          if (next.before.has(feed) && next.before.get(feed) === undefined) continue;
          const page = await historyPage(network, feed, { before: next.before.get(feed), limit: PAGE });
          next = {
            ...next,
            histories: new Map(next.histories).set(feed, [...(next.histories.get(feed) ?? []), ...page.entries]),
            before: new Map(next.before).set(feed, page.before),
            missing: next.missing + page.missing,
          };
        }
        put({ ...next, trouble: undefined, isReading: false });
      } catch (error) {
        put({ ...next, trouble: reasonOf(error), isReading: false });
      }
    },
    [model, names],
  );
  useEffect(() => {
    let isLeft = false;
    const first = setTimeout(() => void load(EMPTY, () => isLeft), 0);
    return () => {
      isLeft = true;
      clearTimeout(first);
    };
  }, [load]);
  const { histories, missing, trouble, isReading, before } = state;
  const hasOlder = [...before.values()].some((signature) => signature !== undefined) || trouble !== undefined;
  return { histories, missing, trouble, isReading, hasOlder, older: () => void load(present.current, () => false) };
}

/** History of the market and of its feeds, read page by page as somebody asks for it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Address, Signature } from '@solana/kit';
import { reasonOf } from '../../chain/reason';
import { historyPage, type HistoryEntry } from '../../chain/history';
import { useApp, useModel } from '../../shell/context';

export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly isReading: boolean;
  /** There is something older to read. */
  readonly hasMore: boolean;
  readonly trouble: string | undefined;
  /** Transactions that the network no longer gives. */
  readonly missing: number;
  readonly older: () => void;
}

const NOTHING = { entries: [], before: undefined, isWhole: false, trouble: undefined, missing: 0 };

interface Loaded {
  readonly entries: readonly HistoryEntry[];
  readonly before: Signature | undefined;
  readonly isWhole: boolean;
  readonly trouble: string | undefined;
  readonly missing: number;
}

/** Its first page is read at once. */
export function useHistory(address: Address | undefined): History {
  const model = useModel();
  const cluster = useApp((state) => state.chain.cluster);
  const [loaded, setLoaded] = useState<Loaded>(NOTHING);
  const [isReading, setIsReading] = useState(false);
  const round = useRef(0);

  const read = useCallback(
    async (from: Loaded) => {
      const network = model.network;
      if (network === undefined || address === undefined) return;
      const mine = (round.current += 1);
      setIsReading(true);
      try {
        const page = await historyPage(network, address, { before: from.before });
        if (mine !== round.current) return;
        setLoaded({
          entries: [...from.entries, ...page.entries],
          before: page.before,
          isWhole: page.before === undefined,
          trouble: undefined,
          missing: from.missing + page.missing,
        });
      } catch (error) {
        if (mine === round.current) setLoaded({ ...from, trouble: reasonOf(error) });
      } finally {
        if (mine === round.current) setIsReading(false);
      }
    },
    [model, address],
  );

  useEffect(() => {
    // A network that has said which one it is can be asked.
    if (cluster !== undefined) void Promise.resolve().then(() => read(NOTHING));
    return () => {
      round.current += 1;
    };
  }, [read, cluster]);

  const { entries, isWhole, trouble, missing } = loaded;
  return { entries, isReading, hasMore: !isWhole, trouble, missing, older: () => void read(loaded) };
}

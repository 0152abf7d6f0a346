/** The market's transactions, kept up; older ones when somebody asks. */
import { useMemo } from 'react';
import type { Address } from '@solana/kit';
import type { HistoryEntry } from '../../chain/history';
import { pastsOf, type Past } from '../../chain/past';
import { useModel } from '../../shell/context';
import { usePasts } from '../../shell/usePasts';

export interface History extends Pick<Past, 'isReading' | 'isBegun' | 'missing'> {
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  /** There is something older to read. */
  readonly hasMore: boolean;
  readonly trouble: string | undefined;
  /** Reads older ones; after a trouble, what it kept from being read. */
  readonly older: () => void;
}

const marketPast = pastsOf(() => ({ page: 50, firstPages: 1, leastPagesMore: 1 }));

export function useHistory(market: Address): History {
  const network = useModel().network;
  const kept = useMemo(() => (network === undefined ? [] : [marketPast(network, market)]), [network, market]);
  const [past] = usePasts(kept);
  const entries = useMemo(() => (past?.entries ?? []).toReversed(), [past?.entries]);
  const trouble = past?.failure;
  return {
    entries,
    isReading: past?.isReading ?? false,
    isBegun: past?.isBegun ?? false,
    hasMore: past?.isWhole !== true,
    missing: past?.missing ?? 0,
    trouble,
    older: () => void (trouble === undefined ? kept[0]?.older() : kept[0]?.newest()),
  };
}

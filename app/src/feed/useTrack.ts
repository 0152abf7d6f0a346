import { useMemo } from 'react';
import type { RiskFeed } from '../client/generated/accounts/riskFeed';
import type { HistoryEntry } from '../chain/history';
import { useSame } from '../shell/useSame';
import { selectTrack, shapeOf, type FeedTrack } from './select';

/** A feed's rounds and reports, arranged anew only when there are more of them or its publishers change. */
export function useTrack(feed: RiskFeed, entries: readonly HistoryEntry[]): FeedTrack {
  const shape = useSame(shapeOf(feed));
  return useMemo(() => selectTrack(shape, entries), [shape, entries]);
}

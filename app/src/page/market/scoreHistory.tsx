/** A feed's score over time: what terms followed, what publishers said, and the regime behind it. */
import { useMemo } from 'react';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { Read } from '../../chain/market';
import { Chart } from '../../component/chart';
import { scoreChart } from '../../feed/chart';
import { PastState } from '../../feed/pastState';
import { useFeedPast } from '../../feed/useFeedPast';
import { useTrack } from '../../feed/useTrack';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import type { ReserveRow } from './select';

interface ScoreHistoryProps {
  readonly feed: Read<RiskFeed>;
  readonly index: number;
  readonly now: bigint;
  readonly policy: Policy;
  readonly rows: readonly ReserveRow[];
}

/** The line's end moves this often, seconds; a chart that is drawn anew loses the reader's cursor. */
const END_STEP = 60n;

export function ScoreHistory({ feed, index, now, policy, rows }: ScoreHistoryProps) {
  const nameOf = useAssetName();
  const { past, readOlder, retry } = useFeedPast(feed);
  const track = useTrack(feed.data, past.entries);
  const end = now - (now % END_STEP);
  const { score, regime, status } = policy.feedNow(index, now);
  const isHeld = status === 'held' || status === 'fixed';
  const chart = useMemo(
    () =>
      scoreChart(track, { at: Number(end), score, regime, isHeld }, policy.regimeLines(), feed.data.config.holdSeconds),
    [track, end, score, regime, isHeld, policy, feed.data.config.holdSeconds],
  );
  const assets = rows.filter((row) => row.feed === index).map(({ reserve }) => nameOf(reserve.data.mint));
  const name = assets.length === 0 ? `Feed ${index}` : assets.join(', ');
  return (
    <PastState past={past} what="rounds" isEmpty={track.rounds.length === 0} onOlder={readOlder} onRetry={retry}>
      <Chart
        title={name}
        summary={chart.summary}
        x={chart.x}
        lines={chart.lines}
        ground={chart.ground}
        isTime
        xLabel="Time"
        unit="points"
        height={320}
      />
      <p className="note zone-key">
        The band reaches from the least to the greatest fresh report. Background: <span className="key-calm">calm</span>
        , <span className="key-transition">transition</span>, <span className="key-stress">stress</span>. A gap in the
        score is a time in which silence moved terms by the clock.
      </p>
    </PastState>
  );
}

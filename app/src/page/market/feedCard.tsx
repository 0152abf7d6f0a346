import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import { Age, Figure, Number } from '../../component/figure';
import { Tag } from '../../component/tag';
import { percentOfBps, points } from '../../format/number';
import { span } from '../../format/time';
import type { FeedStatus, Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import { ScoreScale } from './scoreScale';
import { BOUNDS, MODES, type ReserveRow } from './select';

const STATUSES: Readonly<Record<FeedStatus, string>> = {
  held: 'the last consensus holds',
  decaying: 'silent: the score rises until it is conservative',
  conservative: 'silent for too long: the strictest terms',
  fixed: 'the mode holds the terms where they are',
};

const VOTING = 1;

interface FeedCardProps {
  readonly feed: RiskFeed;
  readonly index: number;
  readonly now: bigint;
  readonly policy: Policy;
  readonly rows: readonly ReserveRow[];
}

export function FeedCard({ feed, index, now, policy, rows }: FeedCardProps) {
  const { score, regime, status, depthBps } = policy.feedNow(index, now);
  const { state, reports, config } = feed;
  const nameOf = useAssetName();
  const assets = rows.filter((row) => row.feed === index).map(({ reserve }) => nameOf(reserve.data.mint));
  const voting = reports.filter(({ standing, sequence }) => standing === VOTING && sequence > 0n);
  return (
    <article className="card" aria-label={`Feed ${index}`}>
      <h3>
        {assets.length === 0 ? `Feed ${index}` : assets.join(', ')} <Tag tone={regime}>{regime}</Tag>
      </h3>
      <ScoreScale score={score} raw={state.raw} reports={voting.map((report) => report.score)} />
      <dl className="figures">
        <Figure label="Score in force" note={STATUSES[status]}>
          <Number shown={points(score)} />
        </Figure>
        <Figure label="Median of the reports" note={<Age at={state.consensusAt} now={now} />}>
          <Number shown={points(state.raw)} />
        </Figure>
        <Figure label="Reports" note={`${state.fresh} fresh, quorum ${Math.max(state.quorum, config.minPublishers)}`}>
          <Number shown={{ ...points(state.spread), unit: 'points apart' }} />
        </Figure>
        <Figure label="Depth of the books">
          <Number shown={percentOfBps(depthBps)} />
        </Figure>
      </dl>
      <p className="note">
        Mode {MODES[state.mode] ?? 'unknown'}. In this regime for {span(now - state.regimeSince)}. The last round was
        bound by {BOUNDS[state.throttle.boundBy] ?? 'an unknown rule'}.
      </p>
    </article>
  );
}

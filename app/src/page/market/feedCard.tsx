import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import { Age, Figure, Number } from '../../component/figure';
import { Moving, Notice } from '../../component/notice';
import { Tag } from '../../component/tag';
import { percentOfBps, points } from '../../format/number';
import { span } from '../../format/time';
import type { FeedHealth, FeedStatus } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import { ScoreScale } from './scoreScale';
import { BOUNDS, MODES, type ReserveRow } from './select';

interface SilenceProps {
  readonly health: FeedHealth;
  readonly status: FeedStatus;
  readonly now: bigint;
}

/** What happens if no further round is held, and when. */
function Silence({ health, status, now }: SilenceProps) {
  const { silenceTightensFrom, strictestFrom } = health;
  if (status === 'fixed') return null;
  if (status === 'conservative')
    return (
      <Notice tone="warning">
        Degraded: no quorum for too long. The strictest terms hold until a quorum reports again.
      </Notice>
    );
  if (status === 'decaying')
    return (
      <Notice tone="warning">
        Degraded: silent, so terms tighten by the clock. The strictest terms in{' '}
        <Moving>{span(strictestFrom - now)}</Moving>.
      </Notice>
    );
  return (
    <p className="note">
      Without another round terms begin to tighten in {span(silenceTightensFrom - now)} and are the strictest in{' '}
      {span(strictestFrom - now)}.
    </p>
  );
}

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
  const health = policy.feedHealth(index, now);
  const { state, reports } = feed;
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
        <Figure label="Fresh reports" note={`quorum ${health.quorum}`}>
          <Number shown={{ text: `${health.fresh} of ${voting.length}`, unit: '' }} />{' '}
          {health.fresh < health.quorum && <Tag tone="stress">too few</Tag>}
        </Figure>
        <Figure label="Reports of the last round" note="from the least to the greatest">
          <Number shown={{ ...points(state.spread), unit: 'points apart' }} />
        </Figure>
        <Figure label="Depth of the books">
          <Number shown={percentOfBps(depthBps)} />
        </Figure>
      </dl>
      <Silence health={health} status={status} now={now} />
      <p className="note">
        Mode {MODES[state.mode] ?? 'unknown'}. In this regime{' '}
        {state.regimeSince === 0n ? 'from the beginning' : `for ${span(now - state.regimeSince)}`}. What bound the last
        round: {BOUNDS[state.throttle.boundBy] ?? 'an unknown rule'}.
      </p>
    </article>
  );
}

/** How far each feed is let go, what it recommends, and what a guardian can do at once. */
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { MarketRead, Read } from '../../chain/market';
import { Figure } from '../../component/figure';
import { Empty } from '../../component/notice';
import { Tag } from '../../component/tag';
import { asText, points, shortAddress } from '../../format/number';
import { moment, span } from '../../format/time';
import { REGIMES } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import { MODES } from '../market/select';
import { ActionButton, actorsOf } from './action';
import { acceptPlan, mutePlan, pausePlan, unmutePlan } from './plan';
import { feedName } from '../../feed/name';

interface SectionProps {
  readonly read: MarketRead;
  readonly now: bigint;
}

const MODE_WORDS: readonly string[] = [
  'Terms follow the publishers by themselves, within the published bounds.',
  'Terms stand; each round recommends, and governance or the risk admin accepts.',
  'Terms stand at what was in force when the mode began; scores are only shown.',
];
const ADVISORY = 1;
const SILENT = 0;
const NOBODY = '11111111111111111111111111111111';

export function FeedSection({ read, now }: SectionProps) {
  return (
    <section aria-labelledby="modes">
      <h2 id="modes">Feeds and their modes</h2>
      {read.feeds.length === 0 && <Empty>This market has no feed yet.</Empty>}
      <div className="cards">
        {read.feeds.map((feed) => (
          <FeedMode key={feed.address} feed={feed} read={read} now={now} />
        ))}
      </div>
    </section>
  );
}

function FeedMode({ feed, read, now }: SectionProps & { readonly feed: Read<RiskFeed> }) {
  const nameOf = useAssetName();
  const { state } = feed.data;
  const mode = MODES[state.mode] ?? 'unknown';
  return (
    <article className="card">
      <h3>
        {feedName(read, feed, nameOf)} <Tag tone="plain">{mode}</Tag>
      </h3>
      <p className="note">{MODE_WORDS[state.mode] ?? ''}</p>
      <Recommended feed={feed} read={read} now={now} />
      <details>
        <summary>Mute a publisher, or hear one again</summary>
        <ul className="plain muting">
          {feed.data.publishers.map(({ key }, slot) =>
            key === NOBODY ? null : (
              <li key={key}>
                <span>
                  <code>{shortAddress(key)}</code>{' '}
                  {feed.data.reports[slot]?.standing === SILENT && <span className="note">muted</span>}
                </span>
                {feed.data.reports[slot]?.standing === SILENT ? (
                  <ActionButton
                    label={`Hear ${shortAddress(key)} again`}
                    isQuiet
                    actors={actorsOf(read, ['publisherAdmin'])}
                    planFor={(signer) => unmutePlan(read, signer, feed, key)}
                  />
                ) : (
                  <ActionButton
                    label={`Mute ${shortAddress(key)}`}
                    isQuiet
                    actors={actorsOf(read, ['guardian', 'publisherAdmin'])}
                    planFor={(signer) => mutePlan(read, signer, feed.address, key)}
                  />
                )}
              </li>
            ),
          )}
        </ul>
      </details>
    </article>
  );
}

function Recommended({ feed, read, now }: SectionProps & { readonly feed: Read<RiskFeed> }) {
  const { recommendation: made, mode } = feed.data.state;
  if (mode !== ADVISORY) return null;
  if (made.validUntil <= now) return <p>No recommendation is open.</p>;
  const step = (score: number, regime: number) => `${asText(points(score))}, ${REGIMES[regime] ?? 'unknown'}`;
  const lines = [
    { label: 'Feed', value: shortAddress(feed.address) },
    { label: 'From', value: step(made.fromScore, made.fromRegime) },
    { label: 'To', value: step(made.score, made.regime) },
  ];
  return (
    <div className="recommended">
      <dl className="figures">
        <Figure label="Recommended" note={`from ${step(made.fromScore, made.fromRegime)}`}>
          {step(made.score, made.regime)}
        </Figure>
        <Figure label="Expires" note={moment(made.validUntil)}>
          in {span(made.validUntil - now)}
        </Figure>
      </dl>
      <ActionButton
        label="Accept the recommendation"
        actors={actorsOf(read, ['governance', 'riskAdmin'])}
        planFor={(signer) => acceptPlan(read, signer, feed.address, made, lines)}
      />
    </div>
  );
}

export function PauseSection({ read, policy, now }: SectionProps & { readonly policy: Policy }) {
  const { pausedUntil } = read.market.data;
  const isPaused = pausedUntil > now;
  const seconds = policy.pauseSeconds();
  return (
    <section aria-labelledby="pause">
      <h2 id="pause">Pause</h2>
      <div className="card">
        <p>
          {isPaused ? (
            <>
              <Tag tone="stress">paused</Tag> for another {span(pausedUntil - now)}, until {moment(pausedUntil)}.
            </>
          ) : (
            <>
              <Tag tone="calm">not paused</Tag> {pausedUntil > 0n && `The last pause ended ${moment(pausedUntil)}.`}
            </>
          )}
        </p>
        <p className="note">
          A pause stops new debt, and withdrawals by who owes, for {span(seconds)}, and can be renewed. There is no
          instruction that ends it early: that would be a loosening without a delay. Repaying, adding collateral,
          liquidations and withdrawals without debt stay open.
        </p>
        <ActionButton
          label={isPaused ? 'Renew the pause' : 'Pause the market'}
          actors={actorsOf(read, ['guardian', 'governance'])}
          planFor={(signer) => pausePlan(read, signer, seconds)}
        />
      </div>
    </section>
  );
}

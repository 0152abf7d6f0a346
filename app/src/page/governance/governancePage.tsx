/** Who may change what, what waits to be changed, and what it would do. */
import '../../style/page-governance.css';
import { useMemo } from 'react';
import { Figure } from '../../component/figure';
import { Loading, Notice } from '../../component/notice';
import type { Policy } from '../../policy/policy';
import { useApp, useChainNow } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { NoPolicy } from '../../shell/noPolicy';
import { ClosedSection, PendingSection, useChanges } from './changeSection';
import { BOUND_FIELDS } from './feedField';
import { FeedSection, PauseSection } from './feedSection';
import { shown } from './field';
import { ProposeSection } from './proposeForm';
import { RecordSection } from './recordSection';
import { RoleSection } from './roleSection';

export default function GovernancePage() {
  const view = useApp((state) => state.view);
  const now = useChainNow();
  return (
    <div className="governance">
      <h1>Governance</h1>
      {view === undefined || now === undefined ? <Loading what="the market" /> : <Content view={view} now={now} />}
    </div>
  );
}

function Content({ view, now }: { readonly view: MarketView; readonly now: bigint }) {
  if (view.policy === undefined) return <NoPolicy trouble={view.trouble} />;
  return <Whole view={{ ...view, policy: view.policy }} now={now} />;
}

interface WholeProps {
  readonly view: MarketView & { readonly policy: Policy };
  readonly now: bigint;
}

function Whole({ view, now }: WholeProps) {
  const { read } = view;
  const changes = useChanges(read);
  const proposers = (changes.list ?? []).map(({ data }) => data.proposer);
  const known = useMemo(() => (changes.list ?? []).map(({ address }) => address), [changes.list]);
  return (
    <>
      {read.market.data.launchedAt === 0n && (
        <Notice tone="plain">This market is being set up: until its launch, changes wait for nothing.</Notice>
      )}
      <PendingSection view={view} now={now} changes={changes} />
      <PauseSection read={read} policy={view.policy} now={now} />
      <FeedSection read={read} now={now} />
      <ProposeSection view={view} now={now} onDone={changes.refresh} />
      <RoleSection read={read} policy={view.policy} now={now} />
      <Bounds view={view} />
      <ClosedSection read={read} changes={changes} />
      <RecordSection read={read} proposers={proposers} changes={known} />
    </>
  );
}

const TOKENLESS = { decimals: 0, symbol: '' };

function Bounds({ view: { read } }: { readonly view: MarketView }) {
  return (
    <section aria-labelledby="bounds">
      <h2 id="bounds">What nobody can exceed</h2>
      <p className="note">
        Fixed when the market was created; no role and no change can move them. What tightens takes effect at once. A
        transaction that begins with a durable nonce is refused for every action of governance, because a signature
        under one never goes stale: what was signed for today could be sent in a year.
      </p>
      <dl className="figures totals">
        {BOUND_FIELDS.map((field) => (
          <Figure key={field.group + field.name} label={`${field.group}: ${field.name}`}>
            <span className="number">{shown(field, read.market.data.bounds, TOKENLESS)}</span>
          </Figure>
        ))}
      </dl>
    </section>
  );
}

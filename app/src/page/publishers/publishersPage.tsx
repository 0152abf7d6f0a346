/** Who reports, how each has done, and how far each lies from the median. All of it is on chain. */
import { useMemo, useState } from 'react';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { Read } from '../../chain/market';
import { Chart } from '../../component/chart';
import { Age, Figure, Number } from '../../component/figure';
import { Empty, Loading } from '../../component/notice';
import { PastState } from '../../feed/pastState';
import { useFeedPast } from '../../feed/useFeedPast';
import { feedName } from '../../feed/name';
import { useTrack } from '../../feed/useTrack';
import { points, shortAddress } from '../../format/number';
import type { FeedHealth } from '../../policy/answer';
import { useApp, useAssetName, useChainNow } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { hrefOf } from '../../shell/router';
import { useSame } from '../../shell/useSame';
import { PublisherCard, ReportList } from './publisherCard';
import { PublisherTable } from './publisherTable';
import { publisherRows, reportChart, reportsOf, sorted, type PublisherRow, type Sorting, type SortKey } from './select';

export default function PublishersPage({ rest }: { readonly rest: readonly string[] }) {
  const view = useApp((state) => state.view);
  const now = useChainNow();
  return (
    <>
      <h1>Publishers</h1>
      <p className="lead">
        Independent machines report a risk score; the median of at least a majority counts. Each one&apos;s record is
        kept on chain.
      </p>
      {view === undefined || now === undefined ? (
        <Loading what="the market" />
      ) : (
        <Content view={view} now={now} wanted={rest[0]} />
      )}
    </>
  );
}

interface ContentProps {
  readonly view: MarketView;
  readonly now: bigint;
  readonly wanted: string | undefined;
}

function Content({ view: { read, policy }, now, wanted }: ContentProps) {
  const nameOf = useAssetName();
  const index = Math.max(
    0,
    read.feeds.findIndex((_, at) => String(at) === wanted),
  );
  const feed = read.feeds[index];
  if (feed === undefined) return <Empty>This market has no feed yet, so nobody reports.</Empty>;
  return (
    <>
      {read.feeds.length > 1 && (
        <div className="field">
          <label htmlFor="feed">Feed</label>
          <select
            id="feed"
            value={index}
            onChange={(event) => {
              window.location.hash = hrefOf('publishers', event.target.value);
            }}
          >
            {read.feeds.map((one, at) => (
              <option key={one.address} value={at}>
                {feedName(read, one, nameOf)}
              </option>
            ))}
          </select>
        </div>
      )}
      <FeedPublishers key={feed.address} feed={feed} health={policy?.feedHealth(index, now)} now={now} />
    </>
  );
}

interface FeedPublishersProps {
  readonly feed: Read<RiskFeed>;
  readonly health: FeedHealth | undefined;
  readonly now: bigint;
}

function FeedPublishers({ feed, health, now }: FeedPublishersProps) {
  const [sorting, setSorting] = useState<Sorting>({ key: 'apart', isFalling: true });
  const [wanted, setWanted] = useState<number>();
  const rows = publisherRows(feed.data);
  const chosen = rows.find(({ slot }) => slot === wanted) ?? rows[0];
  const sort = (key: SortKey) =>
    setSorting((present) => ({ key, isFalling: present.key === key ? !present.isFalling : true }));
  if (chosen === undefined) return <Empty>No publisher has been added to this feed yet.</Empty>;
  return (
    <>
      <Totals feed={feed.data} rows={rows} health={health} now={now} />
      <section aria-labelledby="all">
        <h2 id="all">Standing and record</h2>
        <PublisherTable
          rows={sorted(rows, sorting)}
          sorting={sorting}
          onSort={sort}
          chosen={chosen.slot}
          onChoose={setWanted}
          now={now}
          outlierDistance={feed.data.config.outlierDistance}
        />
      </section>
      <Past feed={feed} rows={rows} chosen={chosen} now={now} />
    </>
  );
}

function Totals({
  feed,
  rows,
  health,
  now,
}: Omit<FeedPublishersProps, 'feed'> & { readonly feed: RiskFeed; readonly rows: readonly PublisherRow[] }) {
  const count = (wanted: PublisherRow['standing']) => rows.filter(({ standing }) => standing === wanted).length;
  const models = new Set(rows.filter(({ report }) => report.sequence > 0n).map(({ modelHash }) => modelHash));
  return (
    <dl className="figures totals">
      <Figure label="Voting" note={`${count('shadow')} in shadow, ${count('silent')} muted`}>
        {count('voting')}
      </Figure>
      <Figure label="Fresh reports" note={health === undefined ? '' : `quorum ${health.quorum}`}>
        {health?.fresh ?? 'unknown'}
      </Figure>
      <Figure label="Median of the last round" note={<Age at={feed.state.consensusAt} now={now} />}>
        <Number shown={points(feed.state.raw)} />
      </Figure>
      <Figure label="Spread of the last round" note={`no loosening beyond ${points(feed.config.maxSpread).text}`}>
        <Number shown={points(feed.state.spread)} />
      </Figure>
      <Figure label="Different models" note="by their hashes">
        {models.size}
      </Figure>
    </dl>
  );
}

interface PastProps {
  readonly feed: Read<RiskFeed>;
  readonly rows: readonly PublisherRow[];
  readonly chosen: PublisherRow;
  readonly now: bigint;
}

function Past({ feed, rows, chosen, now }: PastProps) {
  const { past, readOlder, retry } = useFeedPast(feed);
  const track = useTrack(feed.data, past.entries);
  const names = useSame(rows.map(({ slot, publisher }) => ({ slot, name: shortAddress(publisher.key) })));
  const { maxReportAge } = feed.data.config;
  const chart = useMemo(
    () => reportChart(track, names, chosen.slot, maxReportAge),
    [track, names, chosen.slot, maxReportAge],
  );
  const reports = useMemo(() => reportsOf(track, chosen.slot), [track, chosen.slot]);
  const ignored = reports.filter(({ isIgnored }) => isIgnored).length;
  return (
    <>
      <section aria-labelledby="chosen">
        <h2 id="chosen">Chosen publisher</h2>
        <PublisherCard row={chosen} config={feed.data.config} now={now} />
      </section>
      <section aria-labelledby="over-time">
        <h2 id="over-time">Reports over time</h2>
        <PastState past={past} what="reports" isEmpty={track.reports.length === 0} onOlder={readOlder} onRetry={retry}>
          <Chart
            title="Reports against the median"
            summary={`${reports.length} reports of ${shortAddress(chosen.publisher.key)} in what was read, ${ignored} of them ignored; the other publishers are drawn faint.`}
            x={chart.x}
            lines={chart.lines}
            isTime
            xLabel="Time"
            unit="points"
            height={300}
          />
          {reports.length === 0 ? (
            <Empty>The chosen publisher has no report in what was read.</Empty>
          ) : (
            <ReportList reports={reports} />
          )}
        </PastState>
      </section>
    </>
  );
}

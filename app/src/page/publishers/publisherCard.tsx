import type { FeedConfig } from '../../client/generated/types';
import { explorerLink } from '../../chain/cluster';
import { Figure, Number } from '../../component/figure';
import { VirtualList } from '../../component/virtualList';
import { asText, percentOfBps, points } from '../../format/number';
import { moment, span } from '../../format/time';
import { hexOf, type ReportPoint } from '../../feed/select';
import { useApp } from '../../shell/context';
import { signed, StandingTag } from './publisherTable';
import type { PublisherRow } from './select';

interface PublisherCardProps {
  readonly row: PublisherRow;
  readonly config: FeedConfig;
  readonly now: bigint;
}

/** One publisher with all that the chain keeps of it. */
export function PublisherCard({ row, config, now }: PublisherCardProps) {
  const { record, report, standing, publisher, modelHash, inputHash } = row;
  return (
    <article className="card" aria-label="The chosen publisher">
      <h3>
        <ExplorerAddress address={publisher.key} /> <StandingTag standing={standing} />
      </h3>
      <p className="note">{meaningOf(row, config)}</p>
      <dl className="figures">
        <Figure label="Reports accepted">{record.posts.toLocaleString('en-US')}</Figure>
        <Figure label="Rounds missed" note={`${record.missesInARow} in a row now`}>
          {record.misses.toLocaleString('en-US')}
        </Figure>
        <Figure label="Stale runs" note="three misses in a row">
          {record.staleRuns}
        </Figure>
        <Figure label="Near the median" note="counted rounds in a row">
          {record.goodInARow}
        </Figure>
        <Figure label="Outlier" note={`in a row; muted at ${config.outlierRounds}`}>
          {record.outliersInARow}
        </Figure>
        <Figure label="Smoothed distance" note={`outlier beyond ${points(config.outlierDistance).text}`}>
          <Number shown={points(record.distance)} />
        </Figure>
        <Figure label="Depth it reports" note="of the measured depth">
          <Number shown={report.sequence === 0n ? { text: 'none', unit: '' } : percentOfBps(report.depthBps)} />
        </Figure>
        <Figure label="Last sequence">{report.sequence.toString()}</Figure>
      </dl>
      <dl className="summary">
        <Detail name="Model behind the last report (SHA-256)" value={modelHash} />
        <Detail name="Inputs behind the last report (SHA-256)" value={inputHash} />
        <Detail name="Successor" value={successorOf(row, now)} />
      </dl>
    </article>
  );
}

function Detail({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="hash">{value}</dd>
    </div>
  );
}

function ExplorerAddress({ address }: { readonly address: string }) {
  const cluster = useApp((state) => state.chain.cluster);
  const rpc = useApp((state) => state.target?.endpoint.rpc);
  if (cluster === undefined || rpc === undefined) return <span className="hash">{address}</span>;
  return (
    <a className="hash" href={explorerLink(cluster, rpc, 'address', address)} target="_blank" rel="noreferrer">
      {address}
    </a>
  );
}

function meaningOf({ standing, record }: PublisherRow, config: FeedConfig): string {
  switch (standing) {
    case 'voting':
      return 'Its report counts towards the quorum and the median.';
    case 'shadow':
      return `Heard and compared without a vote: ${record.goodInARow} of ${config.shadowRounds} counted rounds in a row present and near the median. Then it votes.`;
    case 'silent':
      return 'Muted: its reports count for nothing until the publisher admin lets it prove itself in shadow.';
  }
}

function successorOf({ successor, publisher }: PublisherRow, now: bigint): string {
  if (successor === undefined) return 'none named';
  if (publisher.successorUntil <= now) return `${successor}, whose time to take over has passed`;
  return `${successor}, takes over with its first report within ${span(publisher.successorUntil - now)}`;
}

const ROW_HEIGHT = 40;
const LIST_HEIGHT = 320;

/** Its reports, newest first, each beside the median of the round that followed. */
export function ReportList({ reports }: { readonly reports: readonly ReportPoint[] }) {
  return (
    <>
      <div className="report-row report-head" aria-hidden="true">
        <span>Time</span>
        <span>Score</span>
        <span>± half-width</span>
        <span>From the median</span>
        <span>Model</span>
      </div>
      <VirtualList
        items={reports}
        rowHeight={ROW_HEIGHT}
        height={Math.min(LIST_HEIGHT, Math.max(1, reports.length) * ROW_HEIGHT)}
        label="Reports of the chosen publisher, newest first"
        keyOf={({ signature, said }) => `${signature} ${said.sequence.toString()}`}
      >
        {(point) => <ReportRow point={point} />}
      </VirtualList>
    </>
  );
}

function ReportRow({ point: { time, said, median, isIgnored } }: { readonly point: ReportPoint }) {
  const apart = median === undefined ? undefined : said.score - median;
  return (
    <div className="report-row">
      <span>{moment(BigInt(time))}</span>
      <span>{asText(points(said.score))}</span>
      <span>± {points(said.halfWidth).text}</span>
      <span>{isIgnored ? 'ignored: nothing new' : apart === undefined ? 'no round yet' : asText(signed(apart))}</span>
      <span className="hash">{hexOf(said.modelHash).slice(0, 8)}</span>
    </div>
  );
}

/** One entry: what moved, what limited it, who had said what, and what that was made of. */
import { explorerLink } from '../../chain/cluster';
import { Figure, Number } from '../../component/figure';
import { Empty } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import { percentOfBps, points, shortAddress } from '../../format/number';
import { moment, span } from '../../format/time';
import { useApp } from '../../shell/context';
import { auditedReports, regimeName, type AuditEntry, type Force, type Spoken } from './entry';
import { strongest, type AssetRecord, type AuditedReport, type AuditReport, type Contribution } from './report';

const TOP = 12;

interface EntryDetailProps {
  readonly entry: AuditEntry;
  readonly report: AuditReport | undefined;
}

const inWords = (force: Force | undefined) =>
  force === undefined ? 'not known' : `${points(force.score).text} points, ${regimeName(force.regime)}`;

export function EntryDetail({ entry, report }: EntryDetailProps) {
  const { cause, what, boundBy, before, after, raw, reports, signature, slot, time } = entry;
  const audited = auditedReports(report, entry);
  return (
    <article className="card audit-detail" aria-label="The chosen entry">
      <h2>{time === undefined ? `Slot ${slot.toString()}` : moment(time)}</h2>
      <p>
        <Tag tone="plain">{cause}</Tag> {what}
      </p>
      {after !== undefined && (
        <dl className="figures">
          <Figure label="Before">{inWords(before)}</Figure>
          <Figure label="After">{inWords(after)}</Figure>
          {raw !== undefined && (
            <Figure label="Median of the reports">
              <Number shown={points(raw)} />
            </Figure>
          )}
        </dl>
      )}
      {boundBy !== undefined && (
        <p>
          <strong>What limited it:</strong> {boundBy}.
        </p>
      )}
      <Transaction signature={signature} slot={slot} />
      <h3>Reports behind it</h3>
      {reports.length === 0 && audited.length === 0 && (
        <Empty>None that was read was fresh then. Look further back.</Empty>
      )}
      {reports.length > 0 && <Reports reports={reports} time={time} />}
      {audited.map((one) => (
        <Audited key={`${one.publisher} ${one.sequence}`} report={one} />
      ))}
    </article>
  );
}

function Transaction({ signature, slot }: { readonly signature: string; readonly slot: bigint }) {
  const cluster = useApp((state) => state.chain.cluster);
  const rpc = useApp((state) => state.target?.endpoint.rpc);
  return (
    <p className="note">
      Slot {slot.toString()}, transaction{' '}
      {cluster === undefined || rpc === undefined ? (
        shortAddress(signature)
      ) : (
        <a href={explorerLink(cluster, rpc, 'tx', signature)} target="_blank" rel="noreferrer">
          {shortAddress(signature)}
        </a>
      )}
    </p>
  );
}

function Reports({ reports, time }: { readonly reports: readonly Spoken[]; readonly time: bigint | undefined }) {
  const columns: readonly Column<Spoken>[] = [
    { name: 'Publisher', cell: ({ publisher }) => <code>{shortAddress(publisher)}</code> },
    { name: 'Score', cell: ({ report }) => <Number shown={points(report.score)} /> },
    { name: 'Half-width', cell: ({ report }) => <Number shown={points(report.halfWidth)} /> },
    { name: 'Depth', cell: ({ report }) => <Number shown={percentOfBps(report.depthBps)} /> },
    {
      name: 'Seen before',
      cell: ({ report }) =>
        time === undefined || time < report.observedAt ? 'unknown' : span(time - report.observedAt),
    },
  ];
  return <Table caption="Table of reports" rows={reports} keyOf={({ publisher }) => publisher} columns={columns} />;
}

function Audited({ report }: { readonly report: AuditedReport }) {
  const { witness } = report;
  const isProven = witness !== undefined && witness.inputs_match && witness.score_matches;
  return (
    <section className="audited">
      <h4>
        <code>{shortAddress(report.publisher)}</code> said {report.score.toFixed(2)} ± {report.half_width.toFixed(2)}{' '}
        {witness !== undefined && (
          <Tag tone={isProven ? 'calm' : 'stress'}>{isProven ? 'matches the chain' : 'does not match the chain'}</Tag>
        )}
      </h4>
      {witness === undefined ? (
        <p className="note">No database that was given knows this report.</p>
      ) : (
        <>
          <p className="note">
            {witness.inputs_match ? '' : 'The inputs as stored have another hash than the report states. '}
            {witness.score_matches ? '' : 'Score or model are others than the report states. '}
            Data of {witness.data_time}; {witness.detail.decided_by} decided
            {witness.trigger === undefined ? '' : `; due by ${witness.trigger}`}.
          </p>
          {witness.detail.assets.map((asset) => (
            <Asset key={asset.asset} asset={asset} />
          ))}
        </>
      )}
    </section>
  );
}

function Asset({ asset }: { readonly asset: AssetRecord }) {
  const { explanation, inputs, drift } = asset;
  const columns: readonly Column<Contribution>[] = [
    { name: 'Feature', cell: ({ name }) => name },
    { name: 'Value', cell: ({ value }) => (value === undefined ? 'missing' : value.toPrecision(4)) },
    { name: 'Adds, points', cell: ({ points: added }) => `${added >= 0 ? '+' : ''}${added.toFixed(2)}` },
  ];
  const late = inputs.filter(({ state }) => state !== 'fresh' && state !== 'absent');
  return (
    <details>
      <summary>
        {asset.asset}: {(asset.score / 100).toFixed(2)} ± {(asset.half_width / 100).toFixed(2)}, by {asset.cause} of the{' '}
        {asset.forecaster}
      </summary>
      <p className="note">
        From {explanation.base_points.toFixed(2)} points with every feature at its mean to{' '}
        {explanation.forecast_points.toFixed(2)} by the forecast
        {explanation.raised === undefined
          ? '.'
          : `, raised by ${explanation.raised.by} (+${explanation.raised.points.toFixed(2)}) to ${explanation.score_points.toFixed(2)}.`}
      </p>
      <Table
        caption={`Contributions of ${asset.asset}`}
        rows={strongest(explanation.features, TOP)}
        keyOf={({ name }) => name}
        columns={columns}
      />
      {explanation.features.length > TOP && (
        <p className="note">
          The {TOP} strongest of {explanation.features.length} features.
        </p>
      )}
      {late.length > 0 && (
        <p className="note">Not fresh: {late.map(({ name, state }) => `${name} (${state})`).join(', ')}.</p>
      )}
      {drift.length > 0 && <p className="note">Drift: {drift.join('; ')}.</p>}
    </details>
  );
}

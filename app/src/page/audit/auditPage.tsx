/** Why terms changed: each round and what moved it, the reports behind it, and what those were made of. */
import '../../style/page-audit.css';
import { useMemo, useState } from 'react';
import { Chart } from '../../component/chart';
import { JsonSource } from '../../component/jsonSource';
import { Empty, Loading, Notice } from '../../component/notice';
import { Tag } from '../../component/tag';
import { VirtualList } from '../../component/virtualList';
import type { MarketRead } from '../../chain/market';
import { asText, points, shortAddress } from '../../format/number';
import { moment } from '../../format/time';
import { useApp, useAssetName } from '../../shell/context';
import { feedName } from '../../feed/name';
import { CAUSES, entriesOfReport, filtered, regimeName, replay, type AuditEntry, type Filter } from './entry';
import { EntryDetail } from './entryDetail';
import { readAuditReport, type AuditReport } from './report';
import { useFeedHistories } from './useFeedHistories';

export default function AuditPage() {
  const read = useApp((state) => state.view?.read);
  return (
    <div className="audit">
      <h1>Audit</h1>
      <p>Every change of a feed&apos;s terms, which rule limited it, and the reports behind it.</p>
      {read === undefined ? <Loading what="the market" /> : <Content read={read} />}
    </div>
  );
}

const NO_FILTER: Filter = { feed: '', cause: '', onlyChanges: true, within: undefined };
const ROW_HEIGHT = 64;
const LIST_HEIGHT = 448;

function Content({ read }: { readonly read: MarketRead }) {
  const nameOf = useAssetName();
  const { histories, missing, trouble, hasOlder, isReading, older } = useFeedHistories(read);
  const [report, setReport] = useState<AuditReport>();
  const [filter, setFilter] = useState(NO_FILTER);
  const [chosen, setChosen] = useState<string>();
  const ages = read.feeds.map(({ address, data }) => `${address} ${data.config.maxReportAge}`).join('\n');
  const entries = useMemo(() => {
    const ageOf = new Map(ages.split('\n').map((line) => line.split(' ') as [string, string]));
    const onChain = [...histories].flatMap(([feed, history]) => replay(history, feed, Number(ageOf.get(feed) ?? 0)));
    const known = new Set(onChain.map(({ signature }) => signature));
    const told = report === undefined ? [] : entriesOfReport(report, known);
    return [...onChain, ...told].toSorted((a, b) => Number(b.slot - a.slot));
  }, [histories, report, ages]);
  const shown = useMemo(() => filtered(entries, filter, read.chainTime), [entries, filter, read.chainTime]);
  const entry = entries.find(({ key }) => key === chosen);
  const drawn = filter.feed === '' ? (read.feeds[0]?.address ?? '') : filter.feed;
  const nameOfFeed = (address: string) => {
    const feed = read.feeds.find((one) => one.address === address);
    return feed === undefined ? shortAddress(address) : feedName(read, feed, nameOf);
  };
  return (
    <>
      {trouble !== undefined && <Notice tone="warning">The history could not be read ({trouble}).</Notice>}
      {missing > 0 && <Notice tone="plain">{missing} transactions are not given by this network.</Notice>}
      <Filters read={read} filter={filter} onFilter={setFilter} />
      <ScoreChart entries={entries} feed={drawn} name={nameOfFeed(drawn)} />
      <p className="note" role="status">
        {shown.length} of {entries.length} entries read so far{isReading ? '; reading…' : ''}
      </p>
      {shown.length === 0 && !isReading && <Empty>Nothing of that kind in what was read.</Empty>}
      {shown.length === 0 && isReading && <Loading what="the feeds’ transactions" />}
      <div className="audit-columns">
        {shown.length > 0 && (
          <VirtualList
            items={shown}
            rowHeight={ROW_HEIGHT}
            height={LIST_HEIGHT}
            label="Changes of terms"
            keyOf={({ key }) => key}
          >
            {(item) => (
              <Row
                entry={item}
                name={nameOfFeed(item.feed)}
                isChosen={item.key === chosen}
                onChoose={() => setChosen(item.key)}
              />
            )}
          </VirtualList>
        )}
        {entry === undefined ? (
          shown.length > 0 && <Empty>Choose an entry to see the reports behind it.</Empty>
        ) : (
          <EntryDetail entry={entry} report={report} />
        )}
      </div>
      {hasOlder && (
        <button type="button" className="quiet" disabled={isReading} onClick={older}>
          Look further back
        </button>
      )}
      <section aria-labelledby="contributions">
        <h2 id="contributions">What the scores were made of</h2>
        <p>
          Publishers keep the inputs of every report. An audit&apos;s report joins them to the chain: load one, and each
          entry above that it explains shows features and their contributions.
        </p>
        <JsonSource
          what="an audit’s report"
          command="scorer audit --config node.toml --json > audit.json"
          parse={readAuditReport}
          onLoaded={setReport}
        />
        {report !== undefined && <Loaded report={report} read={read} />}
      </section>
    </>
  );
}

function Loaded({ report, read }: { readonly report: AuditReport; readonly read: MarketRead }) {
  const isOurs = read.feeds.some(({ address }) => address === report.feed);
  return (
    <Notice tone={isOurs ? 'plain' : 'warning'}>
      Loaded {report.changes.length} entries of {report.name}.{' '}
      {isOurs
        ? ''
        : 'That feed is not of this market: its entries stand in the list, and none of the chain’s are explained.'}
    </Notice>
  );
}

interface RowProps {
  readonly entry: AuditEntry;
  /** Of its feed. */
  readonly name: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Row({ entry, name, isChosen, onChoose }: RowProps) {
  const { time, cause, what, before, after, boundBy } = entry;
  return (
    <button type="button" className="audit-row" aria-pressed={isChosen} onClick={onChoose}>
      <span className="audit-when">{time === undefined ? 'time unknown' : moment(time)}</span>
      <span className="audit-move number">
        {after === undefined
          ? cause
          : `${before === undefined ? '?' : points(before.score).text} → ${points(after.score).text}`}
      </span>
      {after !== undefined && <RegimeTag regime={after.regime} />}
      <span className="audit-what note">
        {name}; {boundBy === undefined ? what : `limit: ${boundBy}`}
      </span>
    </button>
  );
}

const TONES = ['calm', 'transition', 'stress'] as const;

export function RegimeTag({ regime }: { readonly regime: number }) {
  return <Tag tone={TONES[regime] ?? 'plain'}>{regimeName(regime)}</Tag>;
}

const SPANS = [
  ['any time', undefined],
  ['last hour', 3_600n],
  ['last day', 86_400n],
  ['last week', 604_800n],
] as const;

interface FiltersProps {
  readonly read: MarketRead;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

function Filters({ read, filter, onFilter }: FiltersProps) {
  const nameOf = useAssetName();
  const [span, setSpan] = useState(0);
  return (
    <div className="row">
      <label className="stacked">
        Feed
        <select value={filter.feed} onChange={(event) => onFilter({ ...filter, feed: event.target.value })}>
          <option value="">all feeds</option>
          {read.feeds.map((feed) => (
            <option key={feed.address} value={feed.address}>
              {feedName(read, feed, nameOf)}
            </option>
          ))}
        </select>
      </label>
      <label className="stacked">
        Time
        <select
          value={span}
          onChange={(event) => {
            const place = Number(event.target.value);
            setSpan(place);
            onFilter({ ...filter, within: SPANS[place]?.[1] });
          }}
        >
          {SPANS.map(([name], at) => (
            <option key={name} value={at}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="stacked">
        Cause
        <select value={filter.cause} onChange={(event) => onFilter({ ...filter, cause: event.target.value })}>
          <option value="">any cause</option>
          {CAUSES.map((cause) => (
            <option key={cause}>{cause}</option>
          ))}
        </select>
      </label>
      <label className="ticked">
        <input
          type="checkbox"
          checked={filter.onlyChanges}
          onChange={(event) => onFilter({ ...filter, onlyChanges: event.target.checked })}
        />
        only what changed terms
      </label>
    </div>
  );
}

interface ScoreChartProps {
  readonly entries: readonly AuditEntry[];
  readonly feed: string;
  readonly name: string;
}

function ScoreChart({ entries, feed, name }: ScoreChartProps) {
  const drawn = useMemo(() => {
    const rounds = entries
      .filter((entry) => entry.feed === feed && entry.after !== undefined && entry.time !== undefined)
      .toReversed();
    return {
      x: rounds.map(({ time }) => Number(time)),
      lines: [
        {
          label: 'score in force',
          y: rounds.map(({ after }) => (after === undefined ? null : after.score / 100)),
          color: '--line-1',
        },
        {
          label: 'median of the reports',
          y: rounds.map(({ raw }) => (raw === undefined ? null : raw / 100)),
          color: '--line-2',
        },
      ],
      newest: rounds.at(-1),
    };
  }, [entries, feed]);
  if (drawn.x.length < 2) return null;
  const newest = drawn.newest?.after;
  return (
    <Chart
      title="Score in force and median"
      summary={`${drawn.x.length} rounds of the ${name}; the newest stands at ${newest === undefined ? 'none' : asText(points(newest.score))}.`}
      x={drawn.x}
      isTime
      xLabel="Time"
      unit="points"
      lines={drawn.lines}
      height={200}
    />
  );
}

import type { Address } from '@solana/kit';
import { useMemo } from 'react';
import { explorerLink } from '../../chain/cluster';
import type { MarketRead } from '../../chain/market';
import { Age, Number } from '../../component/figure';
import { Empty, Loading, Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import { percentOfBps, shortAddress, tokens } from '../../format/number';
import { moment } from '../../format/time';
import { useApp, useAssetName } from '../../shell/context';
import { hrefOf } from '../../shell/router';
import { liquidationsIn, lossesIn, regimeAt, reserveOf, type LiquidationSeen, type LossSeen } from './select';
import { useHistory, type History } from './useHistory';
import { useRegimes, type FeedRegimes } from './useRegimes';

export function HistorySection({ read }: { readonly read: MarketRead }) {
  const history = useHistory(read.market.address);
  const liquidations = useMemo(() => liquidationsIn(history.entries), [history.entries]);
  const losses = useMemo(() => lossesIn(history.entries), [history.entries]);
  const isFirst = !history.isBegun && history.trouble === undefined;
  return (
    <>
      <section aria-labelledby="history">
        <h2 id="history">Liquidations so far</h2>
        {isFirst ? (
          <Loading what="the market’s transactions" />
        ) : !history.isBegun ? null : liquidations.length === 0 ? (
          <Empty>No liquidation among the {history.entries.length} transactions that were read.</Empty>
        ) : (
          <Liquidations read={read} liquidations={liquidations} />
        )}
        <More history={history} />
      </section>
      <section aria-labelledby="losses">
        <h2 id="losses">Losses written off</h2>
        {losses.length === 0 ? (
          history.isBegun && <Empty>None among the transactions that were read.</Empty>
        ) : (
          <Losses read={read} losses={losses} />
        )}
      </section>
    </>
  );
}

function More({ history }: { readonly history: History }) {
  return (
    <>
      {history.trouble !== undefined && <Notice tone="error">History cannot be read: {history.trouble}</Notice>}
      {history.missing > 0 && (
        <Notice tone="warning">
          The network does not give {history.missing} of these transactions: some may be missing here.
        </Notice>
      )}
      {history.hasMore && (
        <p>
          <button type="button" className="quiet" disabled={history.isReading} onClick={history.older}>
            {history.isReading ? 'Reading…' : history.trouble === undefined ? 'Read older transactions' : 'Try again'}
          </button>
        </p>
      )}
    </>
  );
}

function When({ time, signature }: { readonly time: bigint | undefined; readonly signature: string }) {
  const cluster = useApp((state) => state.chain.cluster);
  const rpc = useApp((state) => state.target?.endpoint.rpc);
  const chainTime = useApp((state) => state.chain.market?.chainTime);
  const words = time === undefined ? 'at an unknown time' : moment(time);
  return (
    <>
      {cluster === undefined || rpc === undefined ? (
        words
      ) : (
        <a href={explorerLink(cluster, rpc, 'tx', signature)} target="_blank" rel="noreferrer">
          {words}
        </a>
      )}{' '}
      {time !== undefined && chainTime !== undefined && <Age at={time} now={chainTime} />}
    </>
  );
}

const positionLink = (position: Address) => (
  <a href={hrefOf('position', position)} title={position}>
    {shortAddress(position)}
  </a>
);

function Liquidations({ read, liquidations }: { read: MarketRead; liquidations: readonly LiquidationSeen[] }) {
  const amount = useAmount(read);
  const regimes = useRegimes(feedsOf(read, liquidations));
  const columns: readonly Column<LiquidationSeen>[] = [
    { name: 'When', cell: ({ time, signature }) => <When time={time} signature={signature} /> },
    { name: 'Position', cell: ({ event }) => positionLink(event.position) },
    { name: 'Liquidator', cell: ({ event }) => <span title={event.liquidator}>{shortAddress(event.liquidator)}</span> },
    { name: 'Repaid', cell: ({ event }) => amount(event.debtReserve, event.repaid) },
    { name: 'Seized', cell: ({ event }) => amount(event.collateralReserve, event.seized) },
    { name: 'Bonus', cell: ({ event }) => <Number shown={percentOfBps(event.bonusBps)} /> },
    { name: 'Protocol’s part', cell: ({ event }) => amount(event.collateralReserve, event.fee) },
    {
      name: 'Regime then',
      cell: (seen) => <RegimeThen regimes={regimes.get(feedOfSeized(read, seen))} slot={seen.slot} />,
    },
  ];
  return <Table caption="Table of liquidations" rows={liquidations} keyOf={({ key }) => key} columns={columns} />;
}

/** The regime of the seized collateral's feed by its last consensus before. */
function RegimeThen({ regimes, slot }: { readonly regimes: FeedRegimes | undefined; readonly slot: bigint }) {
  const regime = regimes === undefined ? undefined : regimeAt(regimes.said, slot);
  if (regime !== undefined) return <Tag tone={regime}>{regime}</Tag>;
  return regimes === undefined || regimes.isReading ? 'reading…' : 'unknown';
}

const feedOfSeized = (read: MarketRead, { event }: LiquidationSeen) =>
  reserveOf(read, event.collateralReserve)?.data.feed ?? '';

/** The feeds of what was seized, each with the oldest and the newest slot at which something was. */
function feedsOf(read: MarketRead, liquidations: readonly LiquidationSeen[]): string {
  const slots = new Map<string, bigint[]>();
  for (const seen of liquidations) {
    const feed = feedOfSeized(read, seen);
    if (feed !== '') slots.set(feed, [...(slots.get(feed) ?? []), seen.slot]);
  }
  // Newest first, as history is.
  return [...slots].map(([feed, all]) => [feed, all.at(-1), all[0]].join(' ')).join('\n');
}

function Losses({ read, losses }: { read: MarketRead; losses: readonly LossSeen[] }) {
  const amount = useAmount(read);
  const columns: readonly Column<LossSeen>[] = [
    { name: 'When', cell: ({ time, signature }) => <When time={time} signature={signature} /> },
    { name: 'Position', cell: ({ event }) => positionLink(event.position) },
    { name: 'Written off', cell: ({ event }) => amount(event.reserve, event.amount) },
    { name: 'Borne by fees', cell: ({ event }) => amount(event.reserve, event.fees) },
    { name: 'By insurance', cell: ({ event }) => amount(event.reserve, event.insurance) },
    { name: 'By depositors', cell: ({ event }) => amount(event.reserve, event.depositors) },
  ];
  return <Table caption="Table of losses" rows={losses} keyOf={({ key }) => key} columns={columns} />;
}

function useAmount(read: MarketRead) {
  const nameOf = useAssetName();
  return (index: number | bigint, amount: bigint) => {
    const reserve = reserveOf(read, index);
    if (reserve === undefined) return `${amount.toString()} base units`;
    return <Number shown={tokens(amount, reserve.data.decimals, nameOf(reserve.data.mint))} />;
  };
}

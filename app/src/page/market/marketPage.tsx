/** The market at a glance: what the feeds say, and what every reserve offers now. The pattern for other pages. */
import { Empty, Loading } from '../../component/notice';
import type { MarketView } from '../../shell/model';
import { useApp, useChainNow } from '../../shell/context';
import { NoPolicy } from '../../shell/noPolicy';
import { FeedCard } from './feedCard';
import { MarketTotals } from './marketTotals';
import { PriceTable } from './priceTable';
import { ReserveTable } from './reserveTable';
import { BreakerTable } from './breakerTable';
import { FlowTable } from './flowTable';
import { ScoreHistory } from './scoreHistory';
import { selectRows } from './select';

export default function MarketPage() {
  const view = useApp((state) => state.view);
  const now = useChainNow();
  return (
    <>
      <h1>Market</h1>
      {view === undefined || now === undefined ? <Loading what="the market" /> : <Content view={view} now={now} />}
    </>
  );
}

function Content({ view, now }: { readonly view: MarketView; readonly now: bigint }) {
  const { read, policy } = view;
  if (policy === undefined) return <NoPolicy trouble={view.trouble} />;
  const rows = selectRows(read, policy, now);
  return (
    <>
      <MarketTotals market={read.market.data} rows={rows} now={now} />
      <section aria-labelledby="feeds">
        <h2 id="feeds">Risk feeds</h2>
        {read.feeds.length === 0 && <Empty>This market has no feed yet.</Empty>}
        <div className="cards">
          {read.feeds.map((feed, index) => (
            <FeedCard key={feed.address} feed={feed.data} index={index} now={now} policy={policy} rows={rows} />
          ))}
        </div>
      </section>
      {read.feeds.length > 0 && (
        <section aria-labelledby="history">
          <h2 id="history">Score over time</h2>
          <div className="charts">
            {read.feeds.map((feed, index) => (
              <div key={feed.address}>
                <ScoreHistory feed={feed} index={index} now={now} policy={policy} rows={rows} />
              </div>
            ))}
          </div>
        </section>
      )}
      <section aria-labelledby="reserves">
        <h2 id="reserves">Reserves</h2>
        {rows.length === 0 ? <Empty>This market has no reserve yet.</Empty> : <ReserveTable rows={rows} />}
      </section>
      <section aria-labelledby="flows">
        <h2 id="flows">Flow limits</h2>
        <p className="note">
          How much may still flow. What has passed drains evenly over the window, so room comes back by itself; a
          stricter regime has smaller limits.
        </p>
        <FlowTable market={read.market.data} rows={rows} />
      </section>
      <section aria-labelledby="prices">
        <h2 id="prices">Prices</h2>
        <PriceTable rows={rows} now={now} />
      </section>
      <section aria-labelledby="breakers">
        <h2 id="breakers">Circuit breakers</h2>
        <BreakerTable rows={rows} now={now} />
      </section>
    </>
  );
}

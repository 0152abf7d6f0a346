/** The published policy as it is for this market: what each score and regime means, and how fast they can change. */
import { getFeedConfigEncoder, type FeedConfig } from '../../client/generated/types';
import { Empty, Loading } from '../../component/notice';
import type { MarketView } from '../../shell/model';
import { useApp, useAssetName, useChainNow } from '../../shell/context';
import { NoPolicy } from '../../shell/noPolicy';
import { hrefOf } from '../../shell/router';
import type { Policy } from '../../policy/policy';
import { selectRows, type ReserveRow } from '../market/select';
import { CurveSection } from './curveSection';
import { LtvSection } from './ltvSection';
import { RegimeSection } from './regimeSection';
import { WhatIfSection } from './whatIfSection';
import { WorstSection } from './worstSection';

export default function PolicyPage({ rest }: { readonly rest: readonly string[] }) {
  const view = useApp((state) => state.view);
  const now = useChainNow();
  return (
    <>
      <h1>Policy</h1>
      <p className="lead">
        Every term follows one risk score from 0 to 100 through published formulas. This page shows them for this
        market, computed by the program&apos;s own code.
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

function Content({ view, now, wanted }: ContentProps) {
  const { read, policy } = view;
  if (policy === undefined) return <NoPolicy trouble={view.trouble} />;
  const rows = selectRows(read, policy, now);
  const row = rows.find(({ reserve }) => String(reserve.data.index) === wanted) ?? rows[0];
  if (row === undefined) return <Empty>This market has no reserve yet, so there are no terms to show.</Empty>;
  return (
    <>
      <section aria-labelledby="what-if">
        <h2 id="what-if">What if the score were another</h2>
        <WhatIfSection read={read} rows={rows} policy={policy} now={now} />
      </section>
      <OfAsset row={row} rows={rows} policy={policy} now={now} />
      <section aria-labelledby="worst">
        <h2 id="worst">The most that can loosen</h2>
        <p className="note">
          If a majority of publishers were captured and everything were ready for a first step, terms could loosen by no
          more than this, whoever calls for rounds and however often. They never go beyond the calm terms.
        </p>
        <div className="stack">
          {alike(read).map(({ feeds, config }) => (
            <WorstSection key={feeds.join()} feeds={feeds} rows={rows} policy={policy} config={config} />
          ))}
        </div>
      </section>
    </>
  );
}

/** Feeds whose settings are the same, so that they are told once. */
function alike({ feeds }: MarketView['read']): { readonly feeds: readonly number[]; readonly config: FeedConfig }[] {
  const groups = new Map<string, { feeds: number[]; config: FeedConfig }>();
  for (const [index, { data }] of feeds.entries()) {
    const key = getFeedConfigEncoder().encode(data.config).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { feeds: [index], config: data.config });
    else group.feeds.push(index);
  }
  return [...groups.values()];
}

interface OfAssetProps {
  readonly row: ReserveRow;
  readonly rows: readonly ReserveRow[];
  readonly policy: Policy;
  readonly now: bigint;
}

function OfAsset({ row, rows, policy, now }: OfAssetProps) {
  const nameOf = useAssetName();
  const { index, mint } = row.reserve.data;
  const name = nameOf(mint);
  const choose = (chosen: string) => {
    window.location.hash = hrefOf('policy', chosen);
  };
  return (
    <>
      <section aria-labelledby="regimes">
        <h2 id="regimes">What each regime means</h2>
        <p className="note">
          A regime begins with the round that brings its score and is left one at a time, after a minimum stay and once
          the score lies under its line. Rates, caps and flow limits follow the regime; the opening LTV follows the
          score.
        </p>
        <div className="field">
          <label htmlFor="asset">Asset</label>
          <select id="asset" value={index} onChange={(event) => choose(event.target.value)}>
            {rows.map(({ reserve }) => (
              <option key={reserve.address} value={reserve.data.index}>
                {nameOf(reserve.data.mint)}
              </option>
            ))}
          </select>
        </div>
        <RegimeSection row={row} name={name} policy={policy} now={now} />
      </section>
      <section aria-labelledby="curves">
        <h2 id="curves">Borrow curves</h2>
        <CurveSection key={index} row={row} name={name} policy={policy} now={now} />
      </section>
      <section aria-labelledby="ltv">
        <h2 id="ltv">Opening LTV</h2>
        <LtvSection row={row} name={name} policy={policy} />
      </section>
    </>
  );
}

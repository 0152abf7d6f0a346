/** Terms at a score that is not in force, and how soon it could be. Nothing here changes the market. */
import { useState, type ReactNode } from 'react';
import { Number } from '../../component/figure';
import { Slider } from '../../component/slider';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import type { MarketRead } from '../../chain/market';
import type { TermsView } from '../../client/generated/types';
import { asText, percentOfBits, percentOfBps, points, tokens, type Shown } from '../../format/number';
import { REGIMES, type Regime } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import type { ReserveRow } from '../market/select';
import { feedName } from '../../feed/name';
import { ReachText } from './reachText';

const RATE_BITS = 32;

interface WhatIfSectionProps {
  readonly read: MarketRead;
  readonly rows: readonly ReserveRow[];
  readonly policy: Policy;
  readonly now: bigint;
}

interface WhatIfRow {
  readonly row: ReserveRow;
  readonly terms: TermsView;
  readonly regime: Regime;
  readonly borrowRate: bigint;
}

export function WhatIfSection({ read, rows, policy, now }: WhatIfSectionProps) {
  const nameOf = useAssetName();
  const [chosen, setChosen] = useState<number>();
  const score = chosen ?? rows[0]?.terms.score ?? 0;
  const supposed = rows.map((row) => suppose(row, score, policy, now));
  const regimes = [...new Set(supposed.map(({ regime }) => regime))];
  return (
    <div className="hypothetical">
      <p className="note">
        <strong>Hypothetical.</strong> Terms as policy would set them if the reports brought every feed to this score
        and kept it there, from where it stands now. Books, flows and circuit breakers are the present ones.
      </p>
      <Slider
        label="What if the score were"
        least={0}
        most={10_000}
        step={50}
        value={score}
        onChange={setChosen}
        shown={asText(points(score))}
        meaning={`${regimes.join(' and ')}, hypothetical`}
      />
      <p>
        <button type="button" className="quiet" onClick={() => setChosen(undefined)} disabled={chosen === undefined}>
          Back to the present score
        </button>
      </p>
      <SupposedTable rows={supposed} />
      {read.feeds.map((feed, index) => (
        <ReachText
          key={feed.address}
          name={read.feeds.length === 1 ? 'the feed' : `the ${feedName(read, feed, nameOf)}`}
          feed={feed.data}
          reach={policy.reach(index, score, now)}
          present={policy.feedNow(index, now)}
          score={score}
        />
      ))}
    </div>
  );
}

function suppose(row: ReserveRow, score: number, policy: Policy, now: bigint): WhatIfRow {
  const { index } = row.reserve.data;
  const terms = policy.termsIf(index, score, now);
  const regime = REGIMES[terms.regime] ?? 'stress';
  return { row, terms, regime, borrowRate: policy.ratesIf(index, regime, now).borrowRate };
}

function SupposedTable({ rows }: { readonly rows: readonly WhatIfRow[] }) {
  const nameOf = useAssetName();
  const amounts = (row: WhatIfRow, of: (terms: TermsView) => bigint) => {
    const { decimals, mint } = row.row.reserve.data;
    const show = (terms: TermsView) => tokens(of(terms), decimals, nameOf(mint));
    return <Against supposed={show(row.terms)} present={show(row.row.terms)} />;
  };
  const columns: readonly Column<WhatIfRow>[] = [
    { name: 'Asset', cell: ({ row }) => nameOf(row.reserve.data.mint) },
    { name: 'Regime', cell: ({ regime }) => <Tag tone={regime}>{regime}</Tag> },
    {
      name: 'Opening LTV',
      cell: ({ terms, row }) => (
        <Against supposed={percentOfBps(terms.openingLtvBps)} present={percentOfBps(row.terms.openingLtvBps)} />
      ),
    },
    {
      name: 'Borrow rate a year',
      cell: ({ borrowRate, row }) => (
        <Against
          supposed={percentOfBits(borrowRate, RATE_BITS)}
          present={percentOfBits(row.now.borrowRate, RATE_BITS)}
        />
      ),
    },
    { name: 'Borrow cap', cell: (row) => amounts(row, ({ borrowCap }) => borrowCap) },
    { name: 'May be borrowed', cell: (row) => amounts(row, ({ borrowRoom }) => borrowRoom) },
    { name: 'Outflow room', cell: (row) => amounts(row, ({ outflowRoom }) => outflowRoom) },
    { name: 'Collateral inflow room', cell: (row) => amounts(row, ({ inflowRoom }) => inflowRoom) },
  ];
  return (
    <Table
      caption="Table of terms at the chosen score, hypothetical"
      rows={rows}
      keyOf={({ row }) => row.reserve.address}
      columns={columns}
    />
  );
}

/** A supposed value, and the present one where it is another. */
function Against({ supposed, present }: { readonly supposed: Shown; readonly present: Shown }): ReactNode {
  return (
    <>
      <Number shown={supposed} />
      <span className="change">
        {supposed.text === present.text ? 'as now' : `now ${present.text}${present.unit === '%' ? ' %' : ''}`}
      </span>
    </>
  );
}

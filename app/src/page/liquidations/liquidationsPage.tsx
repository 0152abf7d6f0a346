/** Positions at risk now, what a fall of an asset would do, and what has been liquidated and written off. */
import { useCallback, useState, type ReactNode } from 'react';
import type { MarketRead } from '../../chain/market';
import { marketPositions, type PositionAccount } from '../../chain/positions';
import { Empty, Loading, Notice } from '../../component/notice';
import type { Policy } from '../../policy/policy';
import type { MarketView } from '../../shell/model';
import { NoPolicy } from '../../shell/noPolicy';
import { useApp, useAssetName, useModel } from '../../shell/context';
import { usePolled } from '../../shell/usePolled';
import '../../style/page-position.css';
import '../../style/page-liquidations.css';
import { BandTable } from './bandTable';
import { FallChart } from './fallChart';
import { HistorySection } from './historySection';
import { RiskList } from './riskList';
import { useSurvey } from './useSurvey';

const POLL_MILLIS = 30_000;

export default function LiquidationsPage() {
  const view = useApp((state) => state.view);
  return (
    <>
      <h1>Liquidations</h1>
      {view === undefined ? <Loading what="the market" /> : <Content view={view} />}
    </>
  );
}

function Content({ view }: { readonly view: MarketView }) {
  const model = useModel();
  const market = view.read.market.address;
  const read = useCallback(
    () => (model.network === undefined ? Promise.resolve([]) : marketPositions(model.network, market)),
    [model, market],
  );
  const { value, trouble, again } = usePolled<readonly PositionAccount[]>(read, POLL_MILLIS);
  return (
    <>
      <section aria-labelledby="risk">
        <h2 id="risk">Positions at risk now</h2>
        {trouble !== undefined && (
          <Notice tone={value === undefined ? 'error' : 'warning'}>
            The market’s positions cannot be read ({trouble}).{' '}
            {value === undefined
              ? 'Some public RPC nodes refuse such requests.'
              : 'What is shown is the last that was read.'}{' '}
            <button type="button" className="quiet" onClick={again}>
              Try again
            </button>
          </Notice>
        )}
        {value === undefined ? (
          trouble === undefined && <Loading what="all positions" />
        ) : (
          <AtRisk view={view} positions={value} />
        )}
      </section>
      <HistorySection read={view.read} />
    </>
  );
}

interface AtRiskProps {
  readonly view: MarketView;
  readonly positions: readonly PositionAccount[];
}

function AtRisk({ view, positions }: AtRiskProps) {
  const { read, policy } = view;
  const nameOf = useAssetName();
  const collaterals = read.reserves.filter(({ data }) => data.config.liquidationThresholdBps > 0);
  const [chosen, setChosen] = useState<number>();
  // Of two kinds of collateral the second is more likely the one that falls: the first is mostly what is lent.
  const asset = chosen ?? (collaterals[1] ?? collaterals[0])?.data.index ?? 0;
  const name = nameOf(read.reserves.find(({ data }) => data.index === asset)?.data.mint ?? '');
  if (policy === undefined) return <NoPolicy trouble={view.trouble} />;
  if (positions.length === 0) return <Empty>Nobody has a position in this market yet.</Empty>;
  return (
    <Ranked policy={policy} positions={positions} asset={asset} read={read} name={name}>
      <label className="inline-field fall-asset">
        If the price of
        <select value={asset} onChange={(event) => setChosen(Number(event.target.value))}>
          {collaterals.map(({ address, data }) => (
            <option key={address} value={data.index}>
              {nameOf(data.mint)}
            </option>
          ))}
        </select>
        alone fell
      </label>
    </Ranked>
  );
}

interface RankedProps {
  readonly policy: Policy;
  readonly positions: readonly PositionAccount[];
  readonly asset: number;
  readonly read: MarketRead;
  readonly name: string;
  /** The choice of the asset. */
  readonly children: ReactNode;
}

function Ranked({ policy, positions, asset, read, name, children }: RankedProps) {
  const survey = useSurvey(policy, positions, asset, read);
  if (survey === undefined) return <Loading what={`what ${positions.length} positions are worth`} />;
  const { rows, fromSlot, toSlot } = survey;
  if (rows.length === 0) return <Empty>None of the {positions.length} positions owes anything.</Empty>;
  return (
    <>
      <p className="note">
        {rows.length} of {positions.length} positions owe something. Valued by the program’s own formulas at the prices
        of slot {fromSlot === toSlot ? toSlot.toString() : `${fromSlot.toString()} to ${toSlot.toString()}`}.
      </p>
      <BandTable rows={rows} />
      {children}
      <FallChart rows={rows} name={name} />
      <h3>By how much of the liquidation limit they use</h3>
      <RiskList rows={rows} name={name} />
    </>
  );
}

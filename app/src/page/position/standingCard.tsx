import { Figure, Number } from '../../component/figure';
import { Moving, Notice } from '../../component/notice';
import { percentOfBps, usd } from '../../format/number';
import { span } from '../../format/time';
import type { PositionNow } from './select';
import { ALL_BPS, Share } from './share';

export function StandingCard({ standing, now }: { readonly standing: PositionNow; readonly now: bigint }) {
  const { view, outlook, rows } = standing;
  const isPast = outlook.ofLiquidationBps === undefined || outlook.ofLiquidationBps > ALL_BPS;
  const year = (isDebt: boolean) =>
    usd(rows.filter((row) => row.isDebt === isDebt).reduce((sum, row) => sum + row.yearly, 0n));
  return (
    <>
      {view.debt > 0n && isPast && (
        <Notice tone="error">
          This position is past its liquidation limit: anyone may repay a part of its debt and take collateral for it,
          with a bonus that grows by the minute. Repaying or adding collateral ends it.
        </Notice>
      )}
      {view.unhealthySince > 0n && (
        <Notice tone="warning">
          Its bad health was first noted <Moving>{span(now - view.unhealthySince)}</Moving> ago.
        </Notice>
      )}
      <dl className="figures totals standing" aria-label="Where the position stands">
        <Figure label="Liquidation limit used" note="liquidated above 100 %">
          <Share bps={outlook.ofLiquidationBps} />
        </Figure>
        <Figure label="Opening limit used" note="new debt ends at 100 %">
          <Share bps={outlook.ofOpeningBps} />
        </Figure>
        <Figure label="All collateral may fall by" note="together, until liquidation">
          <Number shown={view.debt === 0n ? { text: 'no debt', unit: '' } : percentOfBps(view.distanceBps)} />
        </Figure>
        <Figure label="Collateral" note="at the low prices">
          <Number shown={usd(view.collateral)} />
        </Figure>
        <Figure label="Debt" note="at the high prices">
          <Number shown={usd(view.debt)} />
        </Figure>
        <Figure
          label="Opening limit"
          note={
            <>
              liquidation limit <Number shown={usd(view.liquidationLimit)} />
            </>
          }
        >
          <Number shown={usd(view.borrowLimit)} />
        </Figure>
        <Figure label="Interest earned a year" note="at present rates, not compounded">
          <Number shown={year(false)} />
        </Figure>
        <Figure label="Interest paid a year" note="at present rates, not compounded">
          <Number shown={year(true)} />
        </Figure>
      </dl>
    </>
  );
}

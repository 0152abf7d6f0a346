import type { Market } from '../../client/generated/accounts/market';
import { Figure, Number } from '../../component/figure';
import { Moving, Notice } from '../../component/notice';
import { UNLIMITED, usd } from '../../format/number';
import { span } from '../../format/time';
import type { ReserveRow } from './select';

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const room = (value: bigint) => (value === UNLIMITED ? { text: 'no limit', unit: '' } : usd(value));

interface MarketTotalsProps {
  readonly market: Market;
  readonly rows: readonly ReserveRow[];
  readonly now: bigint;
}

export function MarketTotals({ market, rows, now }: MarketTotalsProps) {
  const terms = rows[0]?.terms;
  return (
    <>
      {market.pausedUntil > now && (
        <Notice tone="warning">
          A guardian has paused the market for another <Moving>{span(market.pausedUntil - now)}</Moving>: no new debt,
          no withdrawals with debt. Repaying and adding collateral always work.
        </Notice>
      )}
      {market.launchedAt === 0n && <Notice tone="plain">This market is being set up and has not been launched.</Notice>}
      <dl className="figures totals">
        <Figure label="Deposits" note="at the low prices">
          <Number shown={usd(sum(rows.map((row) => row.now.depositsUsd)))} />
        </Figure>
        <Figure label="Debts" note="at the high prices">
          <Number shown={usd(sum(rows.map((row) => row.now.debtsUsd)))} />
        </Figure>
        {terms !== undefined && (
          <>
            <Figure label="Outflow room" note="whole market">
              <Number shown={room(terms.marketOutflowRoom)} />
            </Figure>
            <Figure label="Collateral inflow room" note="whole market">
              <Number shown={room(terms.marketInflowRoom)} />
            </Figure>
            <Figure label="Room against fresh collateral" note="whole market">
              <Number shown={room(terms.marketFreshRoom)} />
            </Figure>
          </>
        )}
      </dl>
    </>
  );
}

import { Number } from '../../component/figure';
import { Tag } from '../../component/tag';
import { VirtualList } from '../../component/virtualList';
import { percentOfBps, shortAddress, usd } from '../../format/number';
import { hrefOf } from '../../shell/router';
import { shareShown, toneOf } from '../position/share';
import type { RiskRow } from './select';

interface RiskListProps {
  readonly rows: readonly RiskRow[];
  /** The asset whose fall alone is told. */
  readonly name: string;
}

const ROW = 44;
const MOST_HEIGHT = 440;

export function RiskList({ rows, name }: RiskListProps) {
  return (
    <div className="risk">
      <div className="risk-row risk-head" aria-hidden="true">
        <span>Position</span>
        <span>Limit used</span>
        <span>Debt</span>
        <span className="risk-wide">Collateral</span>
        <span className="risk-wide">Liquidated if {name} falls</span>
      </div>
      <VirtualList
        items={rows}
        rowHeight={ROW}
        height={Math.min(MOST_HEIGHT, rows.length * ROW + 2)}
        label="Positions, nearest to liquidation first: address, share of the liquidation limit used, debt, collateral, fall that has it liquidated"
        keyOf={({ position }) => position.address}
      >
        {(row) => <Row row={row} />}
      </VirtualList>
    </div>
  );
}

function Row({ row: { position, surveyed } }: { readonly row: RiskRow }) {
  const { ofLiquidationBps: bps, fallBps } = surveyed;
  return (
    <div className="risk-row">
      <a href={hrefOf('position', position.address)} title={position.address}>
        {shortAddress(position.address)}
      </a>
      <span>
        <Tag tone={toneOf(bps)}>
          <Number shown={shareShown(bps)} />
        </Tag>
      </span>
      <Number shown={usd(surveyed.debt)} />
      <span className="risk-wide">
        <Number shown={usd(surveyed.collateral)} />
      </span>
      <span className="risk-wide">
        {surveyed.mayBeLiquidated ? (
          'now'
        ) : fallBps === undefined ? (
          'never alone'
        ) : (
          <Number shown={percentOfBps(globalThis.Number(fallBps))} />
        )}
      </span>
    </div>
  );
}

import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { usd } from '../../format/number';
import { bandsOf, type Band, type RiskRow } from './select';

const columns: readonly Column<Band>[] = [
  { name: 'Liquidation limit', cell: ({ name }) => name },
  { name: 'Positions', cell: ({ count }) => <span className="number">{count.toLocaleString('en-US')}</span> },
  { name: 'Debt', cell: ({ debt }) => <Number shown={usd(debt)} /> },
  { name: 'Collateral', cell: ({ collateral }) => <Number shown={usd(collateral)} /> },
];

export function BandTable({ rows }: { readonly rows: readonly RiskRow[] }) {
  return (
    <Table
      caption="Table of positions by distance to liquidation"
      rows={bandsOf(rows)}
      keyOf={({ name }) => name}
      columns={columns}
    />
  );
}

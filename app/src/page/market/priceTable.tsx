import { Age, Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import { fromBits, price, type Shown } from '../../format/number';
import { span } from '../../format/time';
import { useAssetName } from '../../shell/context';
import { explainCode } from '../../transaction/explain';
import type { ReserveRow } from './select';

interface PriceTableProps {
  readonly rows: readonly ReserveRow[];
  readonly now: bigint;
}

export function PriceTable({ rows, now }: PriceTableProps) {
  const nameOf = useAssetName();
  const shown = ({ reserve }: ReserveRow, perUnit: bigint) => <Number shown={price(perUnit, reserve.data.decimals)} />;
  const columns: readonly Column<ReserveRow>[] = [
    { name: 'Asset', cell: ({ reserve }) => nameOf(reserve.data.mint) },
    { name: 'Price', cell: (row) => shown(row, row.reserve.data.price.mid) },
    { name: 'Low, for collateral', cell: (row) => shown(row, row.reserve.data.price.low) },
    { name: 'High, for debt', cell: (row) => shown(row, row.reserve.data.price.high) },
    { name: 'Confidence band', cell: ({ reserve }) => <Number shown={band(reserve.data.price)} /> },
    { name: 'Published', cell: (row) => <Published row={row} now={now} /> },
    { name: 'For new debt', cell: ({ now: { priceTrouble } }) => <Usable trouble={priceTrouble} /> },
  ];
  return <Table caption="Table of prices" rows={rows} keyOf={({ reserve }) => reserve.address} columns={columns} />;
}

/** How far low and high lie from the price: for reading, nothing is decided by it. */
function band({ low, mid, high }: { low: bigint; mid: bigint; high: bigint }): Shown {
  if (mid === 0n) return { text: 'none', unit: '' };
  const half = (fromBits(high, 64) - fromBits(low, 64)) / 2 / fromBits(mid, 64);
  return { text: `± ${(half * 100).toFixed(2)}`, unit: '%' };
}

function Published({ row: { reserve }, now }: { readonly row: ReserveRow; readonly now: bigint }) {
  return (
    <>
      <Age at={reserve.data.price.publishedAt} now={now} />
      <span className="note">usable up to {span(BigInt(reserve.data.config.price.maxAge))}</span>
    </>
  );
}

function Usable({ trouble }: { readonly trouble: number }) {
  if (trouble === 0) return <Tag tone="calm">usable</Tag>;
  return (
    <>
      <Tag tone="stress">not usable</Tag> <span className="note">{explainCode(trouble).sentence}</span>
    </>
  );
}

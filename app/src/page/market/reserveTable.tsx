import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { percentOfBits, percentOfBps, tokens, usd } from '../../format/number';
import { useAssetName } from '../../shell/context';
import type { ReserveRow } from './select';

const RATE_BITS = 32;
const UTILIZATION_BITS = 24;

export function ReserveTable({ rows }: { readonly rows: readonly ReserveRow[] }) {
  const nameOf = useAssetName();
  const amount = ({ reserve }: ReserveRow, value: bigint) => (
    <Number shown={tokens(value, reserve.data.decimals, nameOf(reserve.data.mint))} />
  );
  const columns: readonly Column<ReserveRow>[] = [
    { name: 'Asset', cell: ({ reserve }) => nameOf(reserve.data.mint) },
    { name: 'Deposits', cell: (row) => <Both first={amount(row, row.now.deposits)} second={row.now.depositsUsd} /> },
    { name: 'Debts', cell: (row) => <Both first={amount(row, row.now.debts)} second={row.now.debtsUsd} /> },
    { name: 'Utilisation', cell: ({ now }) => <Number shown={percentOfBits(now.utilization, UTILIZATION_BITS)} /> },
    { name: 'Borrow rate a year', cell: ({ now }) => <Number shown={percentOfBits(now.borrowRate, RATE_BITS)} /> },
    { name: 'Deposit rate a year', cell: ({ now }) => <Number shown={percentOfBits(now.depositRate, RATE_BITS)} /> },
    { name: 'Opening LTV', cell: ({ terms }) => <Number shown={percentOfBps(terms.openingLtvBps)} /> },
    {
      name: 'Liquidation threshold',
      cell: ({ terms }) => <Number shown={percentOfBps(terms.liquidationThresholdBps)} />,
    },
    { name: 'Borrow cap', cell: (row) => amount(row, row.terms.borrowCap) },
    { name: 'May be borrowed now', cell: (row) => amount(row, row.terms.borrowRoom) },
    { name: 'Outflow room', cell: (row) => amount(row, row.terms.outflowRoom) },
    { name: 'Deposit room', cell: (row) => amount(row, row.terms.depositRoom) },
    { name: 'Collateral inflow room', cell: (row) => amount(row, row.terms.inflowRoom) },
  ];
  return <Table caption="Table of reserves" rows={rows} keyOf={({ reserve }) => reserve.address} columns={columns} />;
}

function Both({ first, second }: { readonly first: React.ReactNode; readonly second: bigint }) {
  return (
    <>
      {first}
      <span className="note">
        <Number shown={usd(second)} />
      </span>
    </>
  );
}

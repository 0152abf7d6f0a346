import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import { percentOfBps, price, tokens, usd } from '../../format/number';
import { useAssetName } from '../../shell/context';
import type { AssetRow } from './select';

export function AssetTable({ rows }: { readonly rows: readonly AssetRow[] }) {
  const nameOf = useAssetName();
  const columns: readonly Column<AssetRow>[] = [
    {
      name: 'Asset',
      cell: ({ reserve, isDebt }) => (
        <>
          {nameOf(reserve.data.mint)} <Tag tone={isDebt ? 'transition' : 'calm'}>{isDebt ? 'owed' : 'held'}</Tag>
        </>
      ),
    },
    {
      name: 'Amount',
      cell: ({ reserve, asset }) => (
        <Number shown={tokens(asset.amount, reserve.data.decimals, nameOf(reserve.data.mint))} />
      ),
    },
    { name: 'Value', cell: ({ asset }) => <Number shown={usd(asset.value)} /> },
    {
      name: 'Counted at',
      cell: ({ reserve, asset }) => <Number shown={price(asset.price, reserve.data.decimals)} />,
    },
    { name: 'Liquidated if it alone', cell: (row) => <Move row={row} /> },
    {
      name: 'Opening LTV',
      cell: ({ asset, isDebt }) =>
        isDebt ? (
          <>
            <Number shown={percentOfBps(asset.openingBps)} /> <span className="note">weight</span>
          </>
        ) : (
          <Number shown={percentOfBps(asset.openingBps)} />
        ),
    },
    {
      name: 'Liquidation threshold',
      cell: ({ asset, isDebt }) => (isDebt ? '–' : <Number shown={percentOfBps(asset.thresholdBps)} />),
    },
    { name: 'Interest a year', cell: ({ yearly, isDebt }) => <Yearly isDebt={isDebt} value={yearly} /> },
    { name: 'Why it counts so', cell: ({ reasons }) => <Reasons reasons={reasons} /> },
  ];
  return (
    <Table
      caption="Table of deposits and debts"
      rows={rows}
      keyOf={({ reserve }) => reserve.address}
      columns={columns}
    />
  );
}

function Move({ row: { moveBps, isDebt } }: { readonly row: AssetRow }) {
  if (moveBps === undefined) return isDebt ? 'no rise tried does it' : 'no fall alone does it';
  if (moveBps === 0n) return <Tag tone="stress">now</Tag>;
  return (
    <>
      {isDebt ? 'rises' : 'falls'} <Number shown={percentOfBps(globalThis.Number(moveBps))} />
    </>
  );
}

function Yearly({ isDebt, value }: { readonly isDebt: boolean; readonly value: bigint }) {
  const shown = usd(value);
  return <Number shown={{ ...shown, text: `${isDebt ? '−' : '+'}${shown.text}` }} />;
}

function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  if (reasons.length === 0) return 'in full';
  return (
    <ul className="plain reasons">
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}

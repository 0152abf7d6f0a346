import { Table, type Column } from '../../component/table';
import { Tag, type Tone } from '../../component/tag';
import { span } from '../../format/time';
import { useAssetName } from '../../shell/context';
import { activeBreakers, BREAKER_KINDS, VERDICTS, type ReserveRow } from './select';

interface BreakerTableProps {
  readonly rows: readonly ReserveRow[];
  readonly now: bigint;
}

const TONES: readonly Tone[] = ['calm', 'transition', 'stress'];

export function BreakerTable({ rows, now }: BreakerTableProps) {
  const nameOf = useAssetName();
  const columns: readonly Column<ReserveRow>[] = [
    { name: 'Asset', cell: ({ reserve }) => nameOf(reserve.data.mint) },
    ...BREAKER_KINDS.map((kind, at) => ({
      name: kind,
      cell: ({ terms }: ReserveRow) => <Vote verdict={terms.verdicts[at] ?? 0} />,
    })),
    { name: 'In force', cell: (row) => <Active row={row} now={now} /> },
  ];
  return (
    <Table caption="Table of circuit breakers" rows={rows} keyOf={({ reserve }) => reserve.address} columns={columns} />
  );
}

function Vote({ verdict }: { readonly verdict: number }) {
  return <Tag tone={TONES[verdict] ?? 'plain'}>{VERDICTS[verdict] ?? 'unknown'}</Tag>;
}

function Active({ row, now }: { readonly row: ReserveRow; readonly now: bigint }) {
  const active = activeBreakers(row.terms, now);
  if (active.length === 0) return 'none';
  return (
    <ul className="plain">
      {active.map(({ name, until }) => (
        <li key={name}>
          {name}, {until === undefined ? 'while its cause lasts' : `${span(until - now)} left`}
        </li>
      ))}
    </ul>
  );
}

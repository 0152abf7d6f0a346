import type { Market } from '../../client/generated/accounts/market';
import type { Limit } from '../../client/generated/types';
import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { tokens, UNLIMITED, usd, type Shown } from '../../format/number';
import { span } from '../../format/time';
import { useAssetName } from '../../shell/context';
import type { ReserveRow } from './select';

interface FlowTableProps {
  readonly market: Market;
  readonly rows: readonly ReserveRow[];
}

interface FlowRow {
  readonly name: string;
  readonly regime: number;
  readonly limits: readonly Limit[];
  readonly rooms: readonly bigint[];
  readonly show: (amount: bigint) => Shown;
}

const LIMITS = ['Outflow', 'Collateral inflow', 'Debt against fresh collateral'] as const;
const dollars = (amount: bigint): Shown => (amount === UNLIMITED ? { text: 'no limit', unit: '' } : usd(amount));

export function FlowTable({ market, rows }: FlowTableProps) {
  const nameOf = useAssetName();
  const flows = rows.map((row) => ofReserve(row, nameOf(row.reserve.data.mint)));
  const strictest = rows[0]?.terms;
  if (strictest !== undefined) {
    const { marketOutflowRoom, marketInflowRoom, marketFreshRoom, regime } = strictest;
    const { outflow, inflow, fresh } = market.limits;
    const rooms = [marketOutflowRoom, marketInflowRoom, marketFreshRoom];
    flows.push({ name: 'Whole market', regime, limits: [outflow, inflow, fresh], rooms, show: dollars });
  }
  const columns: readonly Column<FlowRow>[] = [
    { name: 'Asset', cell: ({ name }) => name },
    ...LIMITS.map((name, at) => ({ name, cell: (row: FlowRow) => <Room row={row} at={at} /> })),
  ];
  return <Table caption="Table of flow limits" rows={flows} keyOf={({ name }) => name} columns={columns} />;
}

function ofReserve({ reserve, terms }: ReserveRow, name: string): FlowRow {
  const { outflow, inflow, fresh } = reserve.data.limits;
  return {
    name,
    regime: terms.regime,
    limits: [outflow, inflow, fresh],
    rooms: [terms.outflowRoom, terms.inflowRoom, terms.freshRoom],
    show: (amount) => tokens(amount, reserve.data.decimals, name),
  };
}

/** The room as policy says it, beside the limit's size in this regime. */
function Room({ row, at }: { readonly row: FlowRow; readonly at: number }) {
  const limit = row.limits[at];
  const room = row.rooms[at] ?? 0n;
  const capacity = limit?.capacities[row.regime] ?? 0n;
  if (limit === undefined || room === UNLIMITED || capacity === UNLIMITED) return 'no limit';
  // For the eye: the numbers beside it are exact.
  const share = capacity === 0n ? 0 : globalThis.Number((room * 100n) / capacity);
  return (
    <>
      <Number shown={row.show(room)} />
      <meter className="room" min={0} max={100} low={20} value={share} aria-label={`${LIMITS[at]}: ${share} % left`} />
      <span className="note">
        of {row.show(capacity).text} in {span(BigInt(limit.windowSeconds))}
      </span>
    </>
  );
}

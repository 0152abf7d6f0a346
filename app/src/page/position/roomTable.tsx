import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { tokens } from '../../format/number';
import { useAssetName } from '../../shell/context';
import { reservesFor, type PositionNow, type Room } from './select';

/** What may be borrowed, withdrawn and deposited now, exactly: caps, flow limits, breakers and prices included. */
export function RoomTable({ standing }: { readonly standing: PositionNow }) {
  const nameOf = useAssetName();
  const may = {
    borrow: reservesFor('borrow', standing),
    withdraw: reservesFor('withdraw', standing),
    deposit: reservesFor('deposit', standing),
  };
  const cell = (room: Room, kind: keyof typeof may) =>
    may[kind].includes(room) ? (
      <Number shown={tokens(room[kind], room.reserve.data.decimals, nameOf(room.reserve.data.mint))} />
    ) : (
      '–'
    );
  const columns: readonly Column<Room>[] = [
    { name: 'Asset', cell: ({ reserve }) => nameOf(reserve.data.mint) },
    { name: 'May be borrowed', cell: (room) => cell(room, 'borrow') },
    { name: 'May be withdrawn', cell: (room) => cell(room, 'withdraw') },
    { name: 'May be deposited', cell: (room) => cell(room, 'deposit') },
  ];
  return (
    <Table
      caption="Table of what may be done now"
      rows={standing.rooms}
      keyOf={({ reserve }) => reserve.address}
      columns={columns}
    />
  );
}

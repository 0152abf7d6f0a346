/** What the holders of roles did of late, from their transactions. */
import { useEffect, useState } from 'react';
import type { Address, Signature } from '@solana/kit';
import { explorerLink } from '../../chain/cluster';
import { reasonOf } from '../../chain/reason';
import { historyPage } from '../../chain/history';
import type { MarketRead } from '../../chain/market';
import { Empty, Loading, Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { shortAddress } from '../../format/number';
import { moment } from '../../format/time';
import { useApp, useModel } from '../../shell/context';
import { actsIn, type Act } from './act';
import { ROLES } from './select';

interface Found {
  readonly acts: readonly Act[];
  /** Where to go on, by address; nothing older where one is missing. */
  readonly before: ReadonlyMap<Address, Signature>;
}

const NOTHING: Found = { acts: [], before: new Map() };

/** Everyone who holds a role: what only they can do names them. */
const holdersOf = (read: MarketRead): readonly Address[] => [
  ...new Set(ROLES.map(({ key }) => read.market.data.roles[key])),
];

export function RecordSection({
  read,
  proposers,
}: {
  readonly read: MarketRead;
  readonly proposers: readonly Address[];
}) {
  const model = useModel();
  const cluster = useApp((state) => state.chain.cluster);
  const [found, setFound] = useState<Found>();
  const [trouble, setTrouble] = useState<string>();
  const people = [...new Set([...holdersOf(read), ...proposers])].join(' ');
  const load = async (from: Found, addresses: readonly Address[]) => {
    const network = model.network;
    if (network === undefined) return;
    try {
      const pages = await Promise.all(
        addresses.map((address) => historyPage(network, address, { before: from.before.get(address), limit: 25 })),
      );
      const acts = new Map(from.acts.map((act) => [act.key, act]));
      const before = new Map<Address, Signature>();
      for (const [at, page] of pages.entries()) {
        for (const act of page.entries.flatMap((entry) => actsIn(entry, read))) acts.set(act.key, act);
        if (page.before !== undefined) before.set(addresses[at]!, page.before);
      }
      setFound({ acts: [...acts.values()].toSorted((a, b) => Number(b.slot - a.slot)), before });
      setTrouble(undefined);
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  useEffect(() => {
    const first = setTimeout(() => void load(NOTHING, people.split(' ') as Address[]), 0);
    return () => clearTimeout(first);
    // Later reads of the market name the same people.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, people]);
  const rpc = model.network?.endpoint.rpc;
  const columns: readonly Column<Act>[] = [
    { name: 'When', cell: ({ time }) => (time === undefined ? 'unknown' : moment(time)) },
    { name: 'What', cell: ({ what }) => what },
    { name: 'By', cell: ({ by }) => (by === undefined ? '' : <code>{shortAddress(by)}</code>) },
    {
      name: 'Transaction',
      cell: ({ signature }) =>
        cluster === undefined || rpc === undefined ? (
          shortAddress(signature)
        ) : (
          <a href={explorerLink(cluster, rpc, 'tx', signature)} target="_blank" rel="noreferrer">
            {shortAddress(signature)}
          </a>
        ),
    },
  ];
  return (
    <section aria-labelledby="acts" className="words">
      <h2 id="acts">What guardian and governance did</h2>
      <p className="note">
        From the transactions of those who hold a role now or proposed a change: pauses, mutes, changes, transfers.
      </p>
      {trouble !== undefined && <Notice tone="warning">Their transactions could not be read ({trouble}).</Notice>}
      {found === undefined && trouble === undefined && <Loading what="their transactions" />}
      {found?.acts.length === 0 && <Empty>Nothing in the transactions that were read.</Empty>}
      {found !== undefined && found.acts.length > 0 && (
        <Table caption="Table of actions" rows={found.acts} keyOf={({ key }) => key} columns={columns} />
      )}
      {found !== undefined && found.before.size > 0 && (
        <button type="button" className="quiet" onClick={() => void load(found, [...found.before.keys()])}>
          Look further back
        </button>
      )}
    </section>
  );
}

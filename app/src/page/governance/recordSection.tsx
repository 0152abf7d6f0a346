/** What the holders of roles did of late, from their transactions. */
import { useMemo } from 'react';
import type { Address } from '@solana/kit';
import { explorerLink } from '../../chain/cluster';
import type { MarketRead } from '../../chain/market';
import { pastsOf } from '../../chain/past';
import { Empty, Loading, Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { shortAddress } from '../../format/number';
import { moment } from '../../format/time';
import { useApp, useModel } from '../../shell/context';
import { usePasts } from '../../shell/usePasts';
import { actsOf, type Act } from './act';
import { ROLES } from './select';

const personPast = pastsOf(() => ({ page: 25, firstPages: 1, leastPagesMore: 1 }));

/** Everyone who holds a role: what only they can do names them. */
const holdersOf = (read: MarketRead): readonly Address[] => [
  ...new Set(ROLES.map(({ key }) => read.market.data.roles[key])),
];

interface RecordSectionProps {
  readonly read: MarketRead;
  readonly proposers: readonly Address[];
  /** Changes of this market, as far as they are known. */
  readonly changes: readonly Address[];
}

export function RecordSection({ read, proposers, changes }: RecordSectionProps) {
  const network = useModel().network;
  const cluster = useApp((state) => state.chain.cluster);
  const people = [...new Set([...holdersOf(read), ...proposers])].join(' ');
  const kept = useMemo(
    () => (network === undefined ? [] : people.split(' ').map((person) => personPast(network, person as Address))),
    [network, people],
  );
  const pasts = usePasts(kept);
  const acts = useMemo(
    () =>
      actsOf(
        pasts.flatMap(({ entries }) => entries),
        read,
        changes,
      ),
    [pasts, read, changes],
  );
  const trouble = pasts.find(({ failure }) => failure !== undefined)?.failure;
  const isBegun = pasts.some((past) => past.isBegun);
  const rpc = network?.endpoint.rpc;
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
      {trouble !== undefined && (
        <Notice tone="warning">Their transactions could not be read ({trouble}). The page tries again.</Notice>
      )}
      {!isBegun && trouble === undefined && <Loading what="their transactions" />}
      {isBegun && acts.length === 0 && <Empty>Nothing in the transactions that were read.</Empty>}
      {acts.length > 0 && <Table caption="Table of actions" rows={acts} keyOf={({ key }) => key} columns={columns} />}
      {isBegun && pasts.some(({ isWhole }) => !isWhole) && (
        <button
          type="button"
          className="quiet"
          disabled={pasts.some(({ isReading }) => isReading)}
          onClick={() => kept.forEach((past) => void past.older())}
        >
          Look further back
        </button>
      )}
    </section>
  );
}

/** Changes that wait, and those that are done with. */
import { useCallback, useEffect, useState } from 'react';
import type { PendingChange } from '../../client/generated/accounts/pendingChange';
import { changePage } from '../../chain/changes';
import { reasonOf } from '../../chain/reason';
import { explorerLink } from '../../chain/cluster';
import { historyPage, type HistoryEntry } from '../../chain/history';
import type { MarketRead, Read } from '../../chain/market';
import { Empty, Loading, Notice } from '../../component/notice';
import { Tag } from '../../component/tag';
import { shortAddress } from '../../format/number';
import { moment } from '../../format/time';
import { CHANGE_CLASSES, type Policy } from '../../policy/policy';
import { useApp, useAssetName, useModel } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { ChangeCard } from './changeCard';
import { KINDS, statusOf, targetName } from './select';

export interface Changes {
  readonly list: readonly Read<PendingChange>[] | undefined;
  readonly next: bigint | undefined;
  readonly trouble: string | undefined;
  readonly refresh: () => void;
  readonly older: () => void;
}

const REFRESH_MILLIS = 30_000;

/** A market's changes, read anew when one is proposed, after an action and twice a minute. */
export function useChanges(read: MarketRead): Changes {
  const model = useModel();
  const [state, setState] = useState<Pick<Changes, 'list' | 'next' | 'trouble'>>({
    list: undefined,
    next: undefined,
    trouble: undefined,
  });
  const market = read.market.address;
  const count = read.market.data.changeCount;
  const load = useCallback(
    async (before: bigint, isOlder: boolean) => {
      const network = model.network;
      if (network === undefined) return;
      try {
        const { changes, next } = await changePage(network, market, before);
        setState(({ list = [], next: later }) => ({
          list: isOlder
            ? [...list, ...changes]
            : [...changes, ...list.filter(({ data }) => data.number < (next ?? 0n))],
          next: isOlder || list.length <= changes.length ? next : later,
          trouble: undefined,
        }));
      } catch (error) {
        setState((old) => ({ ...old, trouble: reasonOf(error) }));
      }
    },
    [model, market],
  );
  useEffect(() => {
    // The first read as well as every later one goes the same way.
    const read = () => void load(count, false);
    const first = setTimeout(read, 0);
    const timer = setInterval(read, REFRESH_MILLIS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [load, count]);
  return {
    ...state,
    refresh: () => void load(count, false),
    older: () => void load(state.next ?? 0n, true),
  };
}

interface ChangeSectionProps {
  readonly view: MarketView & { readonly policy: Policy };
  readonly now: bigint;
  readonly changes: Changes;
}

export function PendingSection({ view, now, changes }: ChangeSectionProps) {
  const { list, trouble, refresh } = changes;
  const pending = list?.filter(({ data }) => statusOf(data) === 'pending');
  return (
    <section aria-labelledby="pending">
      <h2 id="pending">Pending changes</h2>
      {trouble !== undefined && (
        <Notice tone="warning">The changes could not be read ({trouble}). The page tries again.</Notice>
      )}
      {pending === undefined && trouble === undefined && <Loading what="the changes" />}
      {pending?.length === 0 && <Empty>No change is waiting.</Empty>}
      <div className="stack">
        {pending?.map((change) => (
          <ChangeCard key={change.address} change={change} view={view} now={now} onDone={refresh} />
        ))}
      </div>
    </section>
  );
}

export function ClosedSection({ read, changes }: { readonly read: MarketRead; readonly changes: Changes }) {
  const { list, next, older } = changes;
  const closed = list?.filter(({ data }) => statusOf(data) !== 'pending') ?? [];
  return (
    <section aria-labelledby="closed">
      <h2 id="closed">Executed and cancelled changes</h2>
      {list !== undefined && closed.length === 0 && <Empty>None yet.</Empty>}
      <ul className="plain stack">
        {closed.map((change) => (
          <li key={change.address} className="card">
            <ClosedChange read={read} change={change} />
          </li>
        ))}
      </ul>
      {next !== undefined && (
        <button type="button" className="quiet" onClick={older}>
          Older changes
        </button>
      )}
    </section>
  );
}

function ClosedChange({ read, change }: { readonly read: MarketRead; readonly change: Read<PendingChange> }) {
  const nameOf = useAssetName();
  const [isOpen, setIsOpen] = useState(false);
  const { number, kind, proposedAt, proposer } = change.data;
  const status = statusOf(change.data);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        {number.toString()} · {KINDS[kind] ?? 'unknown kind'}, {targetName(read, change.data, nameOf)}{' '}
        <Tag tone={status === 'executed' ? 'calm' : 'plain'}>{status}</Tag>
      </summary>
      <p className="note">
        Proposed {moment(proposedAt)} by {shortAddress(proposer)}.
      </p>
      {isOpen && <Ends change={change} />}
    </details>
  );
}

/** How it went, from the transactions that named it. */
function Ends({ change }: { readonly change: Read<PendingChange> }) {
  const model = useModel();
  const cluster = useApp((state) => state.chain.cluster);
  const [entries, setEntries] = useState<readonly HistoryEntry[]>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    const network = model.network;
    if (network === undefined) return;
    historyPage(network, change.address).then(
      (page) => setEntries(page.entries),
      (error: unknown) => setTrouble(reasonOf(error)),
    );
  }, [model, change.address]);
  if (trouble !== undefined) return <Notice tone="warning">Its transactions could not be read ({trouble}).</Notice>;
  if (entries === undefined) return <Loading what="its transactions" />;
  const rpc = model.network?.endpoint.rpc;
  const told = entries.flatMap((entry) => {
    const words = entry.events.flatMap((event) => endOf(event, change));
    return words.length === 0 ? [] : [{ entry, words: words.join(' ') }];
  });
  if (told.length === 0) return <Empty>The network no longer keeps its transactions.</Empty>;
  return (
    <ul className="plain">
      {told.map(({ entry, words }) => (
        <li key={entry.signature}>
          {entry.time === undefined ? '' : `${moment(entry.time)}: `}
          {words}{' '}
          {cluster !== undefined && rpc !== undefined && (
            <a href={explorerLink(cluster, rpc, 'tx', entry.signature)} target="_blank" rel="noreferrer">
              transaction
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function endOf(event: HistoryEntry['events'][number], { address }: Read<PendingChange>): string[] {
  if (event.name === 'ChangeProposed' && event.data.change === address) {
    return [`proposed by ${shortAddress(event.data.proposer)}.`];
  }
  if (event.name === 'ChangeExecuted' && event.data.change === address) {
    return [`executed; as it was judged then, it ${classWord(event.data.class)}.`];
  }
  if (event.name === 'ChangeCancelled' && event.data.change === address) {
    return [`cancelled by ${shortAddress(event.data.authority)}.`];
  }
  return [];
}

function classWord(number: bigint): string {
  const name = CHANGE_CLASSES[Number(number)];
  if (name === undefined) return 'was of a class that this page does not know';
  return name === 'structure' ? 'changed the structure' : name === 'loosens' ? 'loosened' : 'tightened';
}

/** Changes that wait, and those that are done with. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PendingChange } from '../../client/generated/accounts/pendingChange';
import { changePage, type ChangePage } from '../../chain/changes';
import { reasonOf } from '../../chain/reason';
import { explorerLink } from '../../chain/cluster';
import { historyPage, type HistoryEntry } from '../../chain/history';
import type { MarketRead, Read } from '../../chain/market';
import { Empty, Loading, Notice } from '../../component/notice';
import { Tag } from '../../component/tag';
import { shortAddress } from '../../format/number';
import { moment } from '../../format/time';
import { CHANGE_CLASSES } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { useApp, useAssetName, useModel } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { ChangeCard } from './changeCard';
import { KINDS, statusOf, targetName } from './select';

export interface Changes {
  readonly list: readonly Read<PendingChange>[] | undefined;
  /** Numbers that were asked for and not given. */
  readonly unreadable: readonly bigint[];
  /** Older ones have smaller numbers than this; undefined: there are none. */
  readonly next: bigint | undefined;
  readonly trouble: string | undefined;
  readonly refresh: () => void;
  readonly older: () => void;
}

const REFRESH_MILLIS = 30_000;

/** A market's changes, read anew when one is proposed, after an action and twice a minute. */
export function useChanges(read: MarketRead): Changes {
  const model = useModel();
  const [state, setState] = useState<Found>({
    list: undefined,
    unreadable: [],
    next: undefined,
    trouble: undefined,
  });
  const round = useRef(0);
  const market = read.market.address;
  const count = read.market.data.changeCount;
  const load = useCallback(
    async (before: bigint, isOlder: boolean) => {
      const network = model.network;
      if (network === undefined) return;
      const mine = isOlder ? round.current : (round.current += 1);
      try {
        const page = await changePage(network, market, before);
        // A slow read of the newest does not replace what a later one has found.
        if (isOlder || mine === round.current)
          setState((old) => (isOlder ? withOlder(old, page, before) : withNewest(old, page)));
      } catch (error) {
        if (mine === round.current) setState((old) => ({ ...old, trouble: reasonOf(error) }));
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

export type Found = Pick<Changes, 'list' | 'unreadable' | 'next' | 'trouble'>;

/** Older ones stay where they join what was read: a hole between them would be taken for whole. */
export function withNewest(
  { list = [], unreadable, next: later }: Found,
  { changes, unreadable: lost, next }: ChangePage,
): Found {
  const isOlder = (number: bigint) => number < (next ?? 0n);
  const older = list.filter(({ data }) => isOlder(data.number));
  const olderLost = unreadable.filter(isOlder);
  const joins = [...older.map(({ data }) => data.number), ...olderLost].some((number) => number + 1n === next);
  if (!joins) return { list: changes, unreadable: lost, next, trouble: undefined };
  return { list: [...changes, ...older], unreadable: [...lost, ...olderLost], next: later, trouble: undefined };
}

/** Only where nobody else has read on from there meanwhile. */
function withOlder(old: Found, { changes, unreadable, next }: ChangePage, before: bigint): Found {
  if (old.next !== before) return old;
  return {
    list: [...(old.list ?? []), ...changes],
    unreadable: [...old.unreadable, ...unreadable],
    next,
    trouble: undefined,
  };
}

interface ChangeSectionProps {
  readonly view: MarketView & { readonly policy: Policy };
  readonly now: bigint;
  readonly changes: Changes;
}

/** Says no more than was read. */
function noneWaits({ unreadable, next }: Changes): string {
  if (unreadable.length > 0) return 'No change that could be read is waiting.';
  return next === undefined ? 'No change is waiting.' : `No change from number ${next.toString()} on is waiting.`;
}

export function PendingSection({ view, now, changes }: ChangeSectionProps) {
  const { list, unreadable, next, trouble, refresh } = changes;
  const pending = list?.filter(({ data }) => statusOf(data) === 'pending');
  return (
    <section aria-labelledby="pending">
      <h2 id="pending">Pending changes</h2>
      {trouble !== undefined && (
        <Notice tone="warning">The changes could not be read ({trouble}). The page tries again.</Notice>
      )}
      {pending === undefined && trouble === undefined && <Loading what="the changes" />}
      {unreadable.length > 0 && (
        <Notice tone="warning">
          The network gives no account for {unreadable.length === 1 ? 'change' : 'changes'}{' '}
          {unreadable.map(String).join(', ')}: whether {unreadable.length === 1 ? 'it waits' : 'they wait'} is not
          known. Compare with another RPC.
        </Notice>
      )}
      {pending?.length === 0 && <Empty>{noneWaits(changes)}</Empty>}
      {next !== undefined && (
        <p className="note">Changes under number {next.toString()} were not looked at; they can be read below.</p>
      )}
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

/** History of an account: older pages as somebody asks for them, and what comes meanwhile. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Address, Signature } from '@solana/kit';
import { reasonOf } from '../../chain/reason';
import { historyPage, type HistoryEntry, type HistoryPage } from '../../chain/history';
import { useApp, useModel } from '../../shell/context';

export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly isReading: boolean;
  /** There is something older to read. */
  readonly hasMore: boolean;
  readonly trouble: string | undefined;
  /** Transactions that the network no longer gives. */
  readonly missing: number;
  readonly older: () => void;
}

const NOTHING: Loaded = { entries: [], before: undefined, isWhole: false, trouble: undefined, missing: 0 };
/** How often it is asked what is new. */
const POLL_MILLIS = 10_000;

export interface Loaded {
  readonly entries: readonly HistoryEntry[];
  readonly before: Signature | undefined;
  readonly isWhole: boolean;
  readonly trouble: string | undefined;
  readonly missing: number;
}

/** The page's entries are older than those that are known. */
const withOlder = (known: Loaded, { entries, before, missing }: HistoryPage): Loaded => ({
  entries: [...known.entries, ...entries],
  before,
  isWhole: before === undefined,
  trouble: undefined,
  missing: known.missing + missing,
});

/** The page's entries are newer. Where more has come than a page holds, it begins anew, without a gap. */
export function withNewer(known: Loaded, page: HistoryPage): Loaded {
  if (known.entries.length === 0 || page.before !== undefined) return withOlder(NOTHING, page);
  // What is too new to be given yet is asked for again.
  if (page.entries.length === 0) return { ...known };
  const news = new Set(page.entries.map(({ signature }) => signature));
  const rest = known.entries.filter(({ signature }) => !news.has(signature));
  return { ...known, entries: [...page.entries, ...rest], missing: known.missing + page.missing };
}

/** Its first page is read at once. */
export function useHistory(address: Address | undefined): History {
  const model = useModel();
  const cluster = useApp((state) => state.chain.cluster);
  const [loaded, setLoaded] = useState<Loaded>(NOTHING);
  const [isReading, setIsReading] = useState(false);
  const round = useRef(0);

  const read = useCallback(
    async (from: Loaded) => {
      const network = model.network;
      if (network === undefined || address === undefined) return;
      const mine = (round.current += 1);
      setIsReading(true);
      try {
        const page = await historyPage(network, address, { before: from.before });
        if (mine === round.current) setLoaded(withOlder(from, page));
      } catch (error) {
        if (mine === round.current) setLoaded({ ...from, trouble: reasonOf(error) });
      } finally {
        if (mine === round.current) setIsReading(false);
      }
    },
    [model, address],
  );

  useEffect(() => {
    // A network that has said which one it is can be asked.
    if (cluster !== undefined) void Promise.resolve().then(() => read(NOTHING));
    return () => {
      round.current += 1;
    };
  }, [read, cluster]);

  const isIdle = loaded !== NOTHING && !isReading;
  useEffect(() => {
    if (!isIdle) return undefined;
    const mine = round.current;
    const isStill = () => mine === round.current;
    const ask = async () => {
      const network = model.network;
      if (network === undefined || address === undefined) return;
      const page = await historyPage(network, address, { until: loaded.entries[0]?.signature });
      if (isStill()) setLoaded((last) => withNewer(last, page));
    };
    const timer = setTimeout(() => {
      // What cannot be read now is asked for again; a lost network is told above the page.
      ask().catch(() => isStill() && setLoaded((last) => ({ ...last })));
    }, POLL_MILLIS);
    return () => clearTimeout(timer);
  }, [model, address, loaded, isIdle]);

  const { entries, isWhole, trouble, missing } = loaded;
  return { entries, isReading, hasMore: !isWhole, trouble, missing, older: () => void read(loaded) };
}

/** Pasts that are kept up while a page shows them. */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AccountPast, Past } from '../chain/past';

/** One request each where nothing has come since. */
const REFRESH_MILLIS = 15_000;

/** In the order of `kept`; pass an array that stays the same while its members do. */
export function usePasts(kept: readonly AccountPast[]): readonly Past[] {
  const { subscribe, get } = useMemo(() => together(kept), [kept]);
  useEffect(() => {
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = async () => {
      await Promise.all(kept.map((past) => past.newest()));
      if (!isLeft) timer = setTimeout(() => void next(), REFRESH_MILLIS);
    };
    void next();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [kept]);
  return useSyncExternalStore(subscribe, get);
}

/** Several stores as one, whose value stays the same while theirs do. */
function together(kept: readonly AccountPast[]) {
  let last: readonly Past[] = [];
  return {
    subscribe: (listener: () => void) => {
      const leaves = kept.map(({ store }) => store.subscribe(listener));
      return () => leaves.forEach((leave) => leave());
    },
    get: () => {
      const next = kept.map(({ store }) => store.get());
      if (next.length !== last.length || next.some((past, at) => past !== last[at])) last = next;
      return last;
    },
  };
}

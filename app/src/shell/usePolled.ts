/** Something that is read again and again while a page shows it. */
import { useCallback, useEffect, useState } from 'react';
import { reasonOf } from '../chain/reason';

export interface Polled<T> {
  /** The last that was read; it stays while a later read fails. */
  readonly value: T | undefined;
  /** Why the last read failed, in words. */
  readonly trouble: string | undefined;
  /** Reads now. */
  readonly again: () => void;
}

/** Reads at once, then every `millis`; begins anew when `read` changes, so pass one that `useCallback` keeps. Undefined: not yet. */
export function usePolled<T>(read: (() => Promise<T>) | undefined, millis: number): Polled<T> {
  const [state, setState] = useState<{ read: unknown; value?: T; trouble?: string }>({ read: undefined });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (read === undefined) return undefined;
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = async () => {
      try {
        const value = await read();
        if (!isLeft) setState({ read, value });
      } catch (error) {
        const trouble = reasonOf(error);
        if (!isLeft) setState((last) => (last.read === read ? { ...last, trouble } : { read, trouble }));
      }
      if (!isLeft) timer = setTimeout(() => void next(), millis);
    };
    void next();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [read, millis, round]);
  const again = useCallback(() => setRound((last) => last + 1), []);
  const isPresent = state.read === read && read !== undefined;
  return { value: isPresent ? state.value : undefined, trouble: isPresent ? state.trouble : undefined, again };
}

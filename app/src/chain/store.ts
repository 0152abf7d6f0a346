/** One place for what the page knows. Components read parts of it by `useStore` and draw again when their part changes. */
import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get(): T;
  set(change: (state: T) => T): void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      const next = change(state);
      if (Object.is(next, state)) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A part of the store; `select` should return the same object while its part is the same. */
export function useStore<T, P>(store: Store<T>, select: (state: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

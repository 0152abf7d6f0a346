import { createContext, useContext, useEffect, useState } from 'react';
import { chainNow } from '../chain/market';
import { phaseOf, type Phase } from '../chain/phase';
import { useStore } from '../chain/store';
import { shortAddress } from '../format/number';
import type { AppModel, AppState } from './model';

export const ModelContext = createContext<AppModel | undefined>(undefined);

export function useModel(): AppModel {
  const model = useContext(ModelContext);
  if (model === undefined) throw new Error('There is no model above this component.');
  return model;
}

export function useApp<P>(select: (state: AppState) => P): P {
  return useStore(useModel().store, select);
}

/** This machine's milliseconds, once a second. */
export function useMillis(): number {
  const [millis, setMillis] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setMillis(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return millis;
}

/** The chain's Unix seconds; undefined before the first read. */
export function useChainNow(): bigint | undefined {
  const read = useApp((state) => state.chain.market);
  const millis = useMillis();
  return read === undefined ? undefined : chainNow(read, millis);
}

export function usePhase(): Phase {
  const link = useApp((state) => state.chain.link);
  return phaseOf(link, useMillis());
}

/** Name of an asset by its mint. */
export function useAssetName(): (mint: string) => string {
  const assets = useApp((state) => state.assets);
  return (mint) => assets.get(mint) ?? shortAddress(mint);
}

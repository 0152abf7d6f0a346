/** Which network answers, by its genesis hash; the URL alone proves nothing. */

export type Cluster = 'mainnet' | 'devnet' | 'testnet' | 'local' | 'unknown';

const PUBLIC: readonly (readonly [string, Cluster])[] = [
  ['5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d', 'mainnet'],
  ['EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG', 'devnet'],
  ['4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY', 'testnet'],
];

/**
 * The public cluster of this genesis hash, else a local one; but only this machine has local ones. Elsewhere a node that tells
 * a hash of its own would have a transaction of mainnet signed as if it were a play.
 */
export function clusterOf(genesisHash: string, isLoopback: boolean): Cluster {
  return PUBLIC.find(([hash]) => hash === genesisHash)?.[1] ?? (isLoopback ? 'local' : 'unknown');
}

const CHAINS = {
  mainnet: 'solana:mainnet',
  devnet: 'solana:devnet',
  testnet: 'solana:testnet',
  local: 'solana:localnet',
} as const;

/** As wallets name it; undefined: they know none like it. */
export const chainOf = (cluster: Cluster) => (cluster === 'unknown' ? undefined : CHAINS[cluster]);

/** Where a stranger can look a transaction or an account up. */
export function explorerLink(cluster: Cluster, rpc: string, what: 'tx' | 'address', id: string): string {
  const url = new URL(`https://explorer.solana.com/${what}/${encodeURIComponent(id)}`);
  if (cluster === 'local' || cluster === 'unknown') {
    url.searchParams.set('cluster', 'custom');
    url.searchParams.set('customUrl', rpc);
  } else if (cluster !== 'mainnet') {
    url.searchParams.set('cluster', cluster);
  }
  return url.href;
}

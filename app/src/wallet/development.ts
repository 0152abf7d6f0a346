/**
 * A wallet of a local network's people, whose keys derive from public names (see `docs/localnet.md`). Worth nothing anywhere
 * else, and offered nowhere else: only where the URL is this machine's and the genesis hash is no public cluster's.
 */
import {
  createKeyPairSignerFromPrivateKeyBytes,
  getTransactionDecoder,
  getTransactionEncoder,
  partiallySignTransaction,
} from '@solana/kit';
import type { Cluster } from '../chain/cluster';
import type { Endpoint } from '../chain/rpcUrl';
import type { ConnectedWallet } from './wallet';

/** Whom one may be. */
export const DEVELOPMENT_ROLES = [
  'visitor',
  'borrower 0',
  'borrower 1',
  'lender 0',
  'liquidator 0',
  'governance',
  'guardian',
  'publisher admin',
] as const;
export type DevelopmentRole = (typeof DEVELOPMENT_ROLES)[number];

export function isDevelopment(endpoint: Endpoint, cluster: Cluster | undefined): boolean {
  return endpoint.isLoopback && cluster === 'local';
}

export async function developmentWallet(
  role: DevelopmentRole,
  endpoint: Endpoint,
  cluster: Cluster | undefined,
): Promise<ConnectedWallet> {
  if (!isDevelopment(endpoint, cluster)) throw new Error('The development wallet exists on local networks only.');
  const seed = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`ballast key ${role}`));
  const { address, keyPair } = await createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(seed));
  return {
    name: `development: ${role}`,
    address,
    async signTransaction(wire) {
      const signed = await partiallySignTransaction([keyPair], getTransactionDecoder().decode(wire));
      return new Uint8Array(getTransactionEncoder().encode(signed));
    },
  };
}

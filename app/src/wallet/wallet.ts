/** Wallets that announce themselves by the wallet standard, and the development wallet on local networks. */
import { getWallets } from '@wallet-standard/app';
import type { Wallet, WalletAccount } from '@wallet-standard/base';
import type { StandardConnectFeature } from '@wallet-standard/features';
import type { SolanaSignTransactionFeature } from '@solana/wallet-standard-features';
import { addressFrom } from '../chain/address';
import { chainOf, type Cluster } from '../chain/cluster';
import type { TransactionSigner } from '../transaction/transaction';

export interface ConnectedWallet extends TransactionSigner {
  readonly name: string;
}

const CONNECT = 'standard:connect';
const SIGN = 'solana:signTransaction';

type SolanaWallet = Wallet & { readonly features: StandardConnectFeature & SolanaSignTransactionFeature };

function isSolanaWallet(wallet: Wallet): wallet is SolanaWallet {
  return (
    CONNECT in wallet.features && SIGN in wallet.features && wallet.chains.some((chain) => chain.startsWith('solana:'))
  );
}

/** Wallets that can sign for Solana. */
export function solanaWallets(): readonly SolanaWallet[] {
  return getWallets().get().filter(isSolanaWallet);
}

/** Calls back whenever one comes or goes; returns how to stop. */
export function onWalletsChange(listener: () => void): () => void {
  const wallets = getWallets();
  const stops = [wallets.on('register', listener), wallets.on('unregister', listener)];
  return () => stops.forEach((stop) => stop());
}

export class WalletError extends Error {
  override readonly name = 'WalletError';
}

/** A node elsewhere whose first block is of no public cluster. */
export const UNKNOWN_NETWORK =
  'This network is neither mainnet, devnet nor testnet, and not of this machine: nothing is signed for it.';

/** `clusterNow`: asked when something is signed, so that a wallet never signs for a network that the page has left. */
export async function connectWallet(
  wallet: SolanaWallet,
  clusterNow: () => Cluster | undefined,
): Promise<ConnectedWallet> {
  const { accounts } = await wallet.features[CONNECT].connect();
  const account = accounts.find(({ features }) => features.includes(SIGN));
  const address = addressFrom(account?.address);
  if (account === undefined || address === undefined) {
    throw new WalletError(`${wallet.name} offers no account that can sign for Solana.`);
  }
  return { name: wallet.name, address, signTransaction: (wire) => sign(wallet, account, clusterNow(), wire) };
}

async function sign(
  wallet: SolanaWallet,
  account: WalletAccount,
  cluster: Cluster | undefined,
  transaction: Uint8Array,
): Promise<Uint8Array> {
  if (cluster === undefined)
    throw new WalletError('The network has not yet said which one it is. Try again in a moment.');
  const chain = chainOf(cluster);
  if (chain === undefined) throw new WalletError(UNKNOWN_NETWORK);
  const [signed] = await wallet.features[SIGN].signTransaction({ account, transaction, chain });
  if (signed === undefined) throw new WalletError(`${wallet.name} returned no transaction.`);
  return signed.signedTransaction;
}

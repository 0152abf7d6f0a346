/** What the connected wallet holds of a token. */
import type { Address } from '@solana/kit';
import { getTokenDecoder } from '@solana-program/token';
import { useCallback } from 'react';
import type { Network } from '../../chain/network';
import type { Read } from '../../chain/market';
import type { Reserve } from '../../client/generated/accounts/reserve';
import { useModel } from '../../shell/context';
import { usePolled, type Polled } from '../../shell/usePolled';
import { NATIVE_MINT, tokenAccount, tokenProgramOf } from './plan';

const POLL_MILLIS = 8_000;
/** What stays in the wallet for fees and rent when SOL itself is deposited: 0.02 SOL. */
const KEPT_LAMPORTS = 20_000_000n;

export interface WalletTokens {
  /** In its token account; undefined: it has none. */
  readonly inAccount: bigint | undefined;
  /** What can be spent: of native SOL what is not wrapped as well, but for what fees need. */
  readonly spendable: bigint;
}

export async function readTokens(
  network: Pick<Network, 'accounts'>,
  owner: Address,
  reserve: Reserve,
): Promise<WalletTokens> {
  const program = tokenProgramOf(reserve);
  const address = await tokenAccount(owner, reserve.mint, program);
  const { accounts } = await network.accounts([address, owner]);
  const [account, wallet] = accounts;
  const decoder = getTokenDecoder();
  const isToken = account?.owner === program && account.bytes.length >= decoder.fixedSize;
  const inAccount = isToken ? decoder.decode(account.bytes).amount : undefined;
  const free = reserve.mint === NATIVE_MINT ? (wallet?.lamports ?? 0n) - KEPT_LAMPORTS : 0n;
  return { inAccount, spendable: (inAccount ?? 0n) + (free > 0n ? free : 0n) };
}

export function useWalletTokens(owner: Address, reserve: Read<Reserve> | undefined): Polled<WalletTokens> {
  const model = useModel();
  const mint = reserve?.data.mint;
  const read = useCallback(() => {
    const network = model.network;
    if (network === undefined || reserve === undefined) return Promise.reject(new Error('no network'));
    return readTokens(network, owner, reserve.data);
    // A reserve is read anew all the time; its mint and program stay.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, owner, mint]);
  return usePolled(reserve === undefined ? undefined : read, POLL_MILLIS);
}

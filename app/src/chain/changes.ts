/** Proposed changes of a market, newest first: they stay on chain for the record, under consecutive numbers. */
import type { Address } from '@solana/kit';
import type { PendingChange } from '../client/generated/accounts/pendingChange';
import { changeAddress } from './address';
import { AccountError, readChange, type Read } from './market';
import type { Network } from './network';

export interface ChangePage {
  readonly changes: readonly Read<PendingChange>[];
  /** Numbers whose account is not there or is no change. */
  readonly unreadable: readonly bigint[];
  /** The number to go on from; undefined: there is nothing older. */
  readonly next: bigint | undefined;
}

const AT_ONCE = 50;

/** Changes below the number `before`. */
export async function changePage(
  network: Pick<Network, 'accounts'>,
  market: Address,
  before: bigint,
): Promise<ChangePage> {
  const lowest = before > BigInt(AT_ONCE) ? before - BigInt(AT_ONCE) : 0n;
  const numbers = Array.from({ length: Number(before - lowest) }, (_, at) => before - 1n - BigInt(at));
  if (numbers.length === 0) return { changes: [], unreadable: [], next: undefined };
  const addresses = await Promise.all(numbers.map((number) => changeAddress(market, number)));
  const { accounts } = await network.accounts(addresses);
  const changes: Read<PendingChange>[] = [];
  const unreadable: bigint[] = [];
  for (const [at, number] of numbers.entries()) {
    try {
      changes.push(readChange(accounts[at]));
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      unreadable.push(number);
    }
  }
  return { changes, unreadable, next: lowest === 0n ? undefined : lowest };
}

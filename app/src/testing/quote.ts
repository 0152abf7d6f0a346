/** Price updates as Pyth's receiver stores them, by the offsets of `programs/lending/src/oracle/pyth.rs`. */
import { address, getAddressDecoder, type Address } from '@solana/kit';
import type { Read, RawAccount } from '../chain/market';
import type { Reserve } from '../client/generated/accounts/reserve';

export const RECEIVER: Address = address('rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ');
const EXPONENT = -8;

export interface MadeUpdate {
  readonly feedId: Uint8Array;
  readonly price: bigint;
  readonly publishedAt: bigint;
  /** 1: verified in full. */
  readonly level?: number;
  readonly owner?: Address;
}

/** Dollars in 10^-8. */
export function updateAccount(number: number, update: MadeUpdate): RawAccount {
  const { feedId, price, publishedAt, level = 1, owner = RECEIVER } = update;
  const bytes = new Uint8Array(134);
  const view = new DataView(bytes.buffer);
  bytes.set([34, 241, 35, 99, 157, 126, 244, 205]);
  bytes.set([level], 40);
  bytes.set(feedId, 41);
  view.setBigInt64(73, price, true);
  view.setBigUint64(81, price / 2_000n, true);
  view.setInt32(89, EXPONENT, true);
  view.setBigInt64(93, publishedAt, true);
  view.setBigInt64(101, publishedAt - 1n, true);
  view.setBigInt64(109, price, true);
  return { address: getAddressDecoder().decode(new Uint8Array(32).fill(number)), owner, bytes };
}

/** So many hundredths of what a reserve's token costs now, in 10^-8 dollars. */
export function shareOfPrice({ data }: Read<Reserve>, percent: bigint): bigint {
  return (data.price.mid * 10n ** BigInt(data.decimals) * 10n ** 6n * percent) >> 64n;
}

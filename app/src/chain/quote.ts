/**
 * Pyth's price updates: where the newest of a source lies on a network, and what it says. For showing and for naming accounts;
 * the program reads the same bytes again and trusts nothing from here.
 */
import {
  fixCodecSize,
  getAddressCodec,
  getBase58Decoder,
  getBytesCodec,
  getI32Codec,
  getI64Codec,
  getProgramDerivedAddress,
  getStructCodec,
  getU64Codec,
  getU8Codec,
  address,
  type Address,
  type ReadonlyUint8Array,
} from '@solana/kit';
import type { RawAccount } from './market';
import type { Network } from './network';

/** Programs whose price updates the program accepts: Pyth's receiver, and the one it was upgraded to in 2026. */
const RECEIVERS = [
  address('rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ'),
  address('rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp'),
] as const;
/** Pyth's push oracle and its successor, which own the addresses of sponsored updates. */
const PUSH_ORACLES = [
  address('pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT'),
  address('pyt2F414BA6dPttK6RddPZUdHfapoBN24GL5wbrPCou'),
] as const;
const SPONSORED_SHARD = Uint8Array.of(0, 0);

/** First 8 bytes of SHA-256("account:PriceUpdateV2"). */
const DISCRIMINATOR = Uint8Array.of(34, 241, 35, 99, 157, 126, 244, 205);
const LEVEL_OFFSET = 40n;
/** The verification level of a fully verified update. */
const FULL = 1;

const getUpdateCodec = () =>
  getStructCodec([
    ['discriminator', fixCodecSize(getBytesCodec(), 8)],
    ['writeAuthority', getAddressCodec()],
    ['level', getU8Codec()],
    ['feedId', fixCodecSize(getBytesCodec(), 32)],
    ['price', getI64Codec()],
    ['confidence', getU64Codec()],
    ['exponent', getI32Codec()],
    ['publishedAt', getI64Codec()],
    ['previousPublishedAt', getI64Codec()],
    ['average', getI64Codec()],
  ]);

export interface Quote {
  /** The account that it lies in. */
  readonly address: Address;
  readonly price: bigint;
  readonly confidence: bigint;
  readonly exponent: number;
  /** Unix seconds. */
  readonly publishedAt: bigint;
  readonly average: bigint;
}

const haveSameBytes = (one: ReadonlyUint8Array, other: ReadonlyUint8Array) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/** The quote in an account; undefined when it is no fully verified update of this source. */
export function readQuote(raw: RawAccount | undefined, feedId: ReadonlyUint8Array): Quote | undefined {
  const codec = getUpdateCodec();
  if (raw === undefined || !RECEIVERS.some((receiver) => receiver === raw.owner)) return undefined;
  if (raw.bytes.length < codec.fixedSize) return undefined;
  const update = codec.decode(raw.bytes);
  const isOfSource = haveSameBytes(update.discriminator, DISCRIMINATOR) && haveSameBytes(update.feedId, feedId);
  if (!isOfSource || update.level !== FULL) return undefined;
  const { price, confidence, exponent, publishedAt, average } = update;
  return { address: raw.address, price, confidence, exponent, publishedAt, average };
}

type Source = Pick<Network, 'accounts' | 'accountsWith'>;

async function sponsored(network: Source, feedId: ReadonlyUint8Array): Promise<readonly (RawAccount | undefined)[]> {
  const addresses = PUSH_ORACLES.map(async (programAddress) => {
    const [found] = await getProgramDerivedAddress({ programAddress, seeds: [SPONSORED_SHARD, feedId] });
    return found;
  });
  return (await network.accounts(await Promise.all(addresses))).accounts;
}

function posted(network: Source, receiver: Address, feedId: ReadonlyUint8Array): Promise<readonly RawAccount[]> {
  const base58 = getBase58Decoder();
  return network.accountsWith(receiver, [
    { offset: 0n, base58: base58.decode(DISCRIMINATOR) },
    { offset: LEVEL_OFFSET, base58: base58.decode(Uint8Array.of(FULL, ...feedId)) },
  ]);
}

/** The newest quote of a source on a network; undefined: there is none. */
export async function newestQuote(network: Source, feedId: ReadonlyUint8Array): Promise<Quote | undefined> {
  const found = await Promise.allSettled([
    sponsored(network, feedId),
    ...RECEIVERS.map((receiver) => posted(network, receiver, feedId)),
  ]);
  const quotes = found.flatMap((one) =>
    one.status === 'fulfilled' ? one.value.flatMap((raw) => readQuote(raw, feedId) ?? []) : [],
  );
  // Public networks often refuse to search a program's accounts; what Pyth sponsors is found without.
  const failed = found.find((one) => one.status === 'rejected');
  if (quotes.length === 0 && failed !== undefined) throw failed.reason;
  return quotes.toSorted((a, b) => Number(b.publishedAt - a.publishedAt))[0];
}

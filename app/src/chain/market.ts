/** A whole market as it was read at one slot: decoded accounts beside their bytes. */
import { getAddressEncoder, type Address } from '@solana/kit';
import { getMarketDecoder, MARKET_DISCRIMINATOR, type Market } from '../client/generated/accounts/market';
import {
  getPendingChangeDecoder,
  PENDING_CHANGE_DISCRIMINATOR,
  type PendingChange,
} from '../client/generated/accounts/pendingChange';
import { getPositionDecoder, POSITION_DISCRIMINATOR, type Position } from '../client/generated/accounts/position';
import { getReserveDecoder, RESERVE_DISCRIMINATOR, type Reserve } from '../client/generated/accounts/reserve';
import { getRiskFeedDecoder, RISK_FEED_DISCRIMINATOR, type RiskFeed } from '../client/generated/accounts/riskFeed';
import { PROGRAM } from './address';

/** An account's bytes as a network gave them. */
export interface RawAccount {
  readonly address: Address;
  readonly owner: string;
  readonly bytes: Uint8Array;
  /** What it holds of SOL, where the network was asked for it. */
  readonly lamports?: bigint;
}

export interface Read<T> {
  readonly address: Address;
  readonly bytes: Uint8Array;
  readonly data: T;
}

export interface MarketRead {
  readonly slot: bigint;
  /** This machine's milliseconds at which it was read. */
  readonly readAt: number;
  /** The chain's Unix seconds at that slot. */
  readonly chainTime: bigint;
  readonly market: Read<Market>;
  readonly feeds: readonly Read<RiskFeed>[];
  readonly reserves: readonly Read<Reserve>[];
}

/** Bytes that are not what they should be; its message is for people and holds none of them. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}

interface Reading<T> {
  readonly what: string;
  readonly discriminator: { readonly length: number; readonly [at: number]: number };
  readonly decoder: { decode(bytes: Uint8Array): T; readonly fixedSize: number };
}

function reader<T>(reading: Reading<T>): (raw: RawAccount | undefined) => Read<T> {
  return (raw) => {
    const { what, discriminator, decoder } = reading;
    if (raw === undefined) throw new AccountError(`There is no ${what} at this address on this network.`);
    if (raw.owner !== PROGRAM) throw new AccountError(`The ${what}'s account belongs to another program.`);
    const matches = Array.from(discriminator).every((byte, at) => raw.bytes[at] === byte);
    if (!matches || raw.bytes.length < decoder.fixedSize) {
      throw new AccountError(`The account is no ${what} of this program, or of another version of it.`);
    }
    return { address: raw.address, bytes: raw.bytes, data: decoder.decode(raw.bytes) };
  };
}

export const readMarket = reader<Market>({
  what: 'market',
  discriminator: MARKET_DISCRIMINATOR,
  decoder: getMarketDecoder(),
});
export const readFeed = reader<RiskFeed>({
  what: 'feed',
  discriminator: RISK_FEED_DISCRIMINATOR,
  decoder: getRiskFeedDecoder(),
});
export const readReserve = reader<Reserve>({
  what: 'reserve',
  discriminator: RESERVE_DISCRIMINATOR,
  decoder: getReserveDecoder(),
});
export const readPosition = reader<Position>({
  what: 'position',
  discriminator: POSITION_DISCRIMINATOR,
  decoder: getPositionDecoder(),
});
export const readChange = reader<PendingChange>({
  what: 'change',
  discriminator: PENDING_CHANGE_DISCRIMINATOR,
  decoder: getPendingChangeDecoder(),
});

const addressEncoder = getAddressEncoder();

/** The records that policy reads: see `Scene::read` in `app/wasm`. */
export function packScene(accounts: readonly { address: Address; bytes: Uint8Array }[]): Uint8Array {
  const head = 36;
  const scene = new Uint8Array(accounts.reduce((sum, { bytes }) => sum + head + bytes.length, 0));
  let at = 0;
  for (const { address, bytes } of accounts) {
    new DataView(scene.buffer).setUint32(at, bytes.length, true);
    scene.set(addressEncoder.encode(address), at + 4);
    scene.set(bytes, at + head);
    at += head + bytes.length;
  }
  return scene;
}

/** A market's records, feeds by index. */
export function sceneOf(read: Pick<MarketRead, 'market' | 'feeds' | 'reserves'>): Uint8Array {
  return packScene([read.market, ...read.feeds, ...read.reserves]);
}

/** The chain's Unix seconds now, by what was read and the time since. */
export function chainNow(read: Pick<MarketRead, 'chainTime' | 'readAt'>, nowMillis: number): bigint {
  return read.chainTime + BigInt(Math.max(0, Math.floor((nowMillis - read.readAt) / 1000)));
}

/** The place of a reserve's feed among the market's, or -1. */
export function feedOf(read: Pick<MarketRead, 'feeds'>, reserve: Read<Reserve>): number {
  return read.feeds.findIndex(({ address }) => address === reserve.data.feed);
}

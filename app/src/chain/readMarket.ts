/** Reads a whole market in one request, so that all of it is of one slot. */
import type { Address } from '@solana/kit';
import { feedAddress, reserveAddress } from './address';
import { AccountError, readFeed, readMarket, readReserve, type MarketRead, type RawAccount, type Read } from './market';
import { CLOCK_SYSVAR, MOST_ACCOUNTS, type Network } from './network';

export interface MarketAddresses {
  readonly market: Address;
  readonly feeds: readonly Address[];
  readonly reserves: readonly Address[];
}

export interface WholeRead {
  readonly read: MarketRead;
  /** What of the market could not be read, in words. */
  readonly troubles: readonly string[];
}

/** Where `unix_timestamp` stands in the clock's account. */
const CLOCK_TIME_OFFSET = 32;
/** What one request holds beside the clock and the market itself. */
const MOST_PARTS = MOST_ACCOUNTS - 2;

/** A market's accounts by its own counts. Throws `AccountError` where one request could not hold them. */
export async function marketAddresses(network: Pick<Network, 'accounts'>, market: Address): Promise<MarketAddresses> {
  const { accounts } = await network.accounts([market]);
  const { feedCount, reserveCount } = readMarket(accounts[0]).data;
  if (feedCount + reserveCount > MOST_PARTS) {
    throw new AccountError(
      `The market counts ${feedCount + reserveCount} feeds and reserves; this page reads ${MOST_PARTS} at most. Try another RPC.`,
    );
  }
  const each = (count: number, derive: (market: Address, index: number) => Promise<Address>) =>
    Promise.all(Array.from({ length: count }, (_, index) => derive(market, index)));
  const [feeds, reserves] = await Promise.all([each(feedCount, feedAddress), each(reserveCount, reserveAddress)]);
  return { market, feeds, reserves };
}

export async function readWhole(
  network: Pick<Network, 'accounts'>,
  addresses: MarketAddresses,
  nowMillis: () => number,
): Promise<WholeRead> {
  const { slot, accounts } = await network.accounts([
    CLOCK_SYSVAR,
    addresses.market,
    ...addresses.feeds,
    ...addresses.reserves,
  ]);
  const [clock, rawMarket, ...rest] = accounts;
  const troubles: string[] = [];
  const market = readMarket(rawMarket);
  const feeds = readable(rest.slice(0, addresses.feeds.length), readFeed, 'Feed', troubles);
  const reserves = readable(rest.slice(addresses.feeds.length), readReserve, 'Reserve', troubles);
  const { feedCount, reserveCount } = market.data;
  if (feedCount > addresses.feeds.length || reserveCount > addresses.reserves.length) {
    troubles.push('The market has grown: its newest feeds and reserves are being looked up.');
  }
  const readAt = nowMillis();
  const chainTime = clockTime(clock) ?? fallbackTime(readAt, troubles);
  return { read: { slot, readAt, chainTime, market, feeds, reserves }, troubles };
}

function readable<T>(
  raws: readonly (RawAccount | undefined)[],
  read: (raw: RawAccount | undefined) => Read<T>,
  what: string,
  troubles: string[],
): Read<T>[] {
  return raws.flatMap((raw, index) => {
    try {
      return [read(raw)];
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      troubles.push(`${what} ${index}: ${error.message}`);
      return [];
    }
  });
}

function clockTime(clock: RawAccount | undefined): bigint | undefined {
  if (clock === undefined || clock.bytes.length < CLOCK_TIME_OFFSET + 8) return undefined;
  const view = new DataView(clock.bytes.buffer, clock.bytes.byteOffset);
  return view.getBigInt64(CLOCK_TIME_OFFSET, true);
}

function fallbackTime(readAt: number, troubles: string[]): bigint {
  troubles.push("The network does not tell its time: this machine's is used.");
  return BigInt(Math.floor(readAt / 1000));
}

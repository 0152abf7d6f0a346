/** The golden market as one read of it. */
import { readFeed, readMarket, readReserve, type MarketRead } from '../chain/market';
import { fakeNetwork } from './fakeNetwork';
import { goldenNow } from './golden';

/** The clock's account stands among the others, and is the only short one. */
const CLOCK_BYTES = 40;

export function goldenRead(): MarketRead {
  const held = [...fakeNetwork().held.values()].filter(({ bytes }) => bytes.length > CLOCK_BYTES);
  const [market, feed, ...reserves] = held;
  return {
    slot: 1n,
    readAt: 0,
    chainTime: goldenNow,
    market: readMarket(market),
    feeds: [readFeed(feed)],
    reserves: reserves.map((reserve) => readReserve(reserve)),
  };
}

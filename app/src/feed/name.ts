import type { RiskFeed } from '../client/generated/accounts/riskFeed';
import type { MarketRead, Read } from '../chain/market';

/** A feed by the assets that follow it. */
export function feedName(read: MarketRead, feed: Read<RiskFeed>, nameOf: (mint: string) => string): string {
  const assets = read.reserves.filter(({ data }) => data.feed === feed.address).map(({ data }) => nameOf(data.mint));
  return assets.length === 0 ? `feed ${feed.data.index}` : `feed of ${assets.join(', ')}`;
}

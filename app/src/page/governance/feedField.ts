/** A feed's settings and a market's hard bounds as fields. */
import type { Bounds, FeedConfig } from '../../client/generated/types';
import { plain, type Field } from './field';

const REPORTS = 'Reports';
const SILENCE = 'Silence';
const LOOSENING = 'Loosening';
const MEMBERS = 'Publishers';

export const FEED_FIELDS: readonly Field<FeedConfig>[] = [
  plain(LOOSENING, 'most in one round', 'points', 'u16', 'loosenStep'),
  plain(LOOSENING, 'most in 24 hours', 'points', 'u16', 'dayBudget'),
  plain(LOOSENING, 'at least this far apart', 'span', 'u32', 'loosenIntervalSeconds'),
  plain(LOOSENING, 'rounds in a row that must lie lower', 'count', 'u8', 'confirmations'),
  plain(LOOSENING, 'a regime lasts at least', 'span', 'u32', 'minDwellSeconds'),
  plain(LOOSENING, 'none while the median rose by more than', 'points', 'u16', 'maxRise'),
  plain(LOOSENING, 'none while reports are further apart than', 'points', 'u16', 'maxSpread'),
  plain(LOOSENING, 'no vote of reports wider than ±', 'points', 'u16', 'maxHalfWidth'),
  plain('Tightening', 'most in one epoch', 'points', 'u16', 'tightenStep'),
  plain('Tightening', 'a rise from which on it is a jump', 'points', 'u16', 'scoreJump'),
  plain(SILENCE, 'the last consensus holds for', 'span', 'u32', 'holdSeconds'),
  plain(SILENCE, 'strictest terms after', 'span', 'u32', 'conservativeSeconds'),
  plain(REPORTS, 'count until this old', 'span', 'u32', 'maxReportAge'),
  plain(REPORTS, 'clock ahead by at most', 'span', 'u32', 'maxReportAhead'),
  plain(REPORTS, 'rounds closer than this count once', 'span', 'u32', 'roundSeconds'),
  plain(REPORTS, 'a recommendation can be accepted for', 'span', 'u32', 'recommendationSeconds'),
  plain(MEMBERS, 'quorum at least', 'count', 'u8', 'minPublishers'),
  plain(MEMBERS, 'outlier from this distance to the median', 'points', 'u16', 'outlierDistance'),
  plain(MEMBERS, 'rounds as an outlier until muted', 'count', 'u8', 'outlierRounds'),
  plain(MEMBERS, 'rounds in shadow before a vote', 'count', 'u8', 'shadowRounds'),
  plain(MEMBERS, 'a successor has for its first report', 'span', 'u32', 'rotationSeconds'),
];

const WAITS = 'Delays';
const MOST = 'At most';

/** For showing only: nobody can change them. */
export const BOUND_FIELDS: readonly Field<Bounds>[] = [
  plain(WAITS, 'what loosens waits', 'span', 'u32', 'loosenSeconds'),
  plain(WAITS, 'structure and roles wait', 'span', 'u32', 'structureSeconds'),
  plain(WAITS, 'can be executed for', 'span', 'u32', 'validitySeconds'),
  plain(MOST, 'opening LTV', 'percent', 'u16', 'maxOpeningLtvBps'),
  plain(MOST, 'liquidation threshold', 'percent', 'u16', 'maxThresholdBps'),
  plain(MOST, 'annual rate of a curve', 'percent', 'u32', 'maxRateBps'),
  plain(MOST, 'age of a price', 'span', 'u32', 'maxPriceAge'),
  plain(MOST, 'confidence interval of a price', 'percent', 'u16', 'maxConfidenceBps'),
  plain(MOST, 'loosening in 24 hours', 'points', 'u16', 'maxDayBudget'),
  plain(MOST, 'a new price source’s distance from the old price', 'percent', 'u16', 'oracleBandBps'),
  plain('Thresholds', 'fall in a day by at most', 'percent', 'u16', 'rampDayBps'),
  plain('Thresholds', 'take on their way down at least', 'span', 'u32', 'rampSeconds'),
  plain('Publishers', 'quorum at least', 'count', 'u8', 'minPublishers'),
];

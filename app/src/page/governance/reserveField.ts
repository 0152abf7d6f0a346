/** A reserve's settings, its limits and breakers, and the market's limits, as fields. */
import type {
  BreakerRule,
  GroupTerms,
  LtvBounds,
  MarketLimits,
  PriceRules,
  ReserveConfig,
  ReserveLimits,
} from '../../client/generated/types';
import type { LiquidationRules } from '../../client/generated/types';
import { BREAKERS, VERDICTS } from '../market/select';
import { byRegime, curveField, limitFields, numeric, plain, within, REGIME_NAMES, type Field } from './field';

type Config = ReserveConfig;

const LTV = 'Loan to value';
const CAPS = 'Caps';
const FEES = 'Fees and weight';

const caps: Field<Config>[] = [
  numeric(
    CAPS,
    'deposits',
    'tokens',
    'u64',
    (config) => config.depositCap,
    (config, depositCap) => ({ ...config, depositCap }),
  ),
  ...byRegime<Config>(
    CAPS,
    'debt',
    'tokens',
    'u64',
    (config) => config.borrowCaps,
    (config, at, value) => ({
      ...config,
      borrowCaps: config.borrowCaps.with(at, value),
    }),
  ),
  plain(CAPS, 'one position’s share of deposits', 'percent', 'u16', 'accountDepositShareBps'),
  plain(CAPS, 'one position’s share of debt', 'percent', 'u16', 'accountBorrowShareBps'),
];

const ltvFields = (group: string): Field<LtvBounds>[] => [
  plain(group, 'opening LTV in calm', 'percent', 'u16', 'calmBps'),
  plain(group, 'opening LTV at its lowest', 'percent', 'u16', 'stressBps'),
  plain(group, 'score at which it begins to fall', 'points', 'u16', 'fallStart'),
  plain(group, 'score at which it is lowest', 'points', 'u16', 'fallEnd'),
];

const ltv: Field<Config>[] = [
  ...within<Config, LtvBounds>(
    ltvFields(LTV),
    (config) => config.openingLtv,
    (config, openingLtv) => ({ ...config, openingLtv }),
  ),
  plain(LTV, 'liquidation threshold', 'percent', 'u16', 'liquidationThresholdBps'),
  plain(LTV, 'isolation (0 none, 1 as collateral, 2 as debt, 3 both)', 'count', 'u16', 'isolation'),
];

const curves: Field<Config>[] = REGIME_NAMES.flatMap((regime, at) =>
  within<Config, Config['curves'][number]>(
    [curveField('Borrow curve', regime)],
    (config) => config.curves[at]!,
    (config, curve) => ({ ...config, curves: config.curves.with(at, curve) }),
  ),
);

const fees: Field<Config>[] = [
  plain(FEES, 'protocol’s share of interest', 'percent', 'u16', 'feeShareBps'),
  plain(FEES, 'share of fees set aside for bad debt', 'percent', 'u16', 'insuranceShareBps'),
  plain(FEES, 'fee on a new debt', 'percent', 'u16', 'originationFeeBps'),
  plain(FEES, 'host’s share of that fee', 'percent', 'u16', 'hostShareBps'),
  plain(FEES, 'weight of a new debt', 'percent', 'u16', 'borrowWeightBps'),
  ...byRegime<Config>(
    FEES,
    'flash loan',
    'flashFee',
    'u16',
    (config) => config.flashFeesBps,
    (config, at, value) => ({
      ...config,
      flashFeesBps: config.flashFeesBps.with(at, Number(value)),
    }),
  ),
];

const LIQUIDATION = 'Liquidation';
const liquidation: Field<LiquidationRules>[] = [
  plain(LIQUIDATION, 'debts up to this are repaid whole', 'dollars', 'u32', 'dustDollars'),
  plain(LIQUIDATION, 'least bonus', 'percent', 'u16', 'leastBonusBps'),
  ...byRegime<LiquidationRules>(
    LIQUIDATION,
    'most bonus',
    'percent',
    'u16',
    (rules) => rules.mostBonusBps,
    (rules, at, value) => ({
      ...rules,
      mostBonusBps: rules.mostBonusBps.with(at, Number(value)),
    }),
  ),
  plain(LIQUIDATION, 'bonus grows in a minute by', 'percent', 'u16', 'minuteBonusBps'),
  plain(LIQUIDATION, 'protocol’s share of the bonus', 'percent', 'u16', 'protocolShareBps'),
  plain(LIQUIDATION, 'share of a debt repaid at once', 'percent', 'u16', 'closeFactorBps'),
  plain(LIQUIDATION, 'everything at once from this debt to collateral', 'percent', 'u16', 'fullCloseLtvBps'),
];

const PRICE = 'Price';
const price: Field<PriceRules>[] = [
  plain(PRICE, 'oldest accepted', 'span', 'u32', 'maxAge'),
  plain(PRICE, 'oracle’s clock ahead by at most', 'span', 'u32', 'maxAhead'),
  plain(PRICE, 'widest confidence interval', 'percent', 'u16', 'maxConfidenceBps'),
  plain(PRICE, 'confidence intervals taken off', 'count', 'u16', 'confidenceMultiple'),
  plain(PRICE, 'liquidation at most this far from the average (0: any)', 'percent', 'u16', 'maxLiquidationDistanceBps'),
];

const GROUP = 'Group of correlated assets';
const group: Field<GroupTerms>[] = [
  plain(GROUP, 'number (0: none)', 'count', 'u16', 'group'),
  plain(GROUP, 'liquidation threshold', 'percent', 'u16', 'thresholdBps'),
  plain(GROUP, 'most bonus', 'percent', 'u16', 'mostBonusBps'),
  ...within<GroupTerms, LtvBounds>(
    ltvFields(GROUP),
    (terms) => terms.openingLtv,
    (terms, openingLtv) => ({ ...terms, openingLtv }),
  ),
  numeric(
    GROUP,
    'debt cap',
    'tokens',
    'u64',
    (terms) => terms.borrowCap,
    (terms, borrowCap) => ({ ...terms, borrowCap }),
  ),
];

export const RESERVE_FIELDS: readonly Field<Config>[] = [
  ...caps,
  ...ltv,
  ...curves,
  ...fees,
  ...within<Config, LiquidationRules>(
    liquidation,
    (config) => config.liquidation,
    (config, rules) => ({ ...config, liquidation: rules }),
  ),
  ...within<Config, PriceRules>(
    price,
    (config) => config.price,
    (config, rules) => ({ ...config, price: rules }),
  ),
  ...within<Config, GroupTerms>(
    group,
    (config) => config.group,
    (config, terms) => ({ ...config, group: terms }),
  ),
];

/** What a breaker does to new debt, to backing and to withdrawals with debt, in three words. */
function verdictField(group: string): Field<BreakerRule> {
  const words: readonly string[] = VERDICTS;
  return {
    group,
    name: 'on new debt, backing, withdrawals with debt',
    unit: () => '',
    text: ({ verdicts }) => Array.from(verdicts, (verdict) => words[verdict] ?? 'unknown').join(' '),
    typed: (rule, text) => {
      const found = text
        .trim()
        .split(/\s+/)
        .map((word) => words.indexOf(word));
      if (found.length !== 3 || found.includes(-1)) return undefined;
      return { ...rule, verdicts: Uint8Array.from(found) };
    },
  };
}

const breaker = (name: string): Field<BreakerRule>[] => [
  numeric(
    `Breaker, ${name}`,
    'trips at (its own unit)',
    'count',
    'u64',
    (rule) => rule.threshold,
    (rule, threshold) => ({ ...rule, threshold }),
  ),
  plain(`Breaker, ${name}`, 'holds for', 'span', 'u32', 'durationSeconds'),
  plain(`Breaker, ${name}`, 'not again for', 'span', 'u32', 'cooldownSeconds'),
  verdictField(`Breaker, ${name}`),
];

type LimitKey = 'outflow' | 'inflow' | 'fresh' | 'liquidated';
const limit = (name: string, key: LimitKey) =>
  within<ReserveLimits, ReserveLimits[LimitKey]>(
    limitFields(name, 'tokens'),
    (limits) => limits[key],
    (limits, part) => ({
      ...limits,
      [key]: part,
    }),
  );

export const LIMIT_FIELDS: readonly Field<ReserveLimits>[] = [
  ...limit('Outflow', 'outflow'),
  ...limit('Collateral inflow', 'inflow'),
  ...limit('Debt against fresh collateral', 'fresh'),
  ...limit('Liquidated', 'liquidated'),
  plain('Times', 'a deposit seasons in', 'span', 'u32', 'seasonSeconds'),
  plain('Times', 'a price jump’s reference stands for', 'span', 'u32', 'priceWindowSeconds'),
  ...BREAKERS.flatMap((name, at) =>
    within<ReserveLimits, BreakerRule>(
      breaker(name),
      (limits) => limits.breakers[at]!,
      (limits, rule) => ({
        ...limits,
        breakers: limits.breakers.with(at, rule),
      }),
    ),
  ),
];

const marketLimit = (name: string, key: keyof MarketLimits) =>
  within<MarketLimits, MarketLimits[keyof MarketLimits]>(
    limitFields(name, 'usd'),
    (limits) => limits[key],
    (limits, part) => ({
      ...limits,
      [key]: part,
    }),
  );

export const MARKET_LIMIT_FIELDS: readonly Field<MarketLimits>[] = [
  ...marketLimit('Outflow', 'outflow'),
  ...marketLimit('Collateral inflow', 'inflow'),
  ...marketLimit('Debt against fresh collateral', 'fresh'),
];

/** From positions, policy's survey and events to what the page shows. */
import type { Address, Signature } from '@solana/kit';
import type { HistoryEntry } from '../../chain/history';
import type { MarketRead } from '../../chain/market';
import type { PositionAccount } from '../../chain/positions';
import type { BadDebtResolved, PositionLiquidated } from '../../client/generated/types';
import { fromBits } from '../../format/number';
import { REGIMES, type Regime, type Surveyed } from '../../policy/answer';

export interface RiskRow {
  readonly position: PositionAccount;
  readonly surveyed: Surveyed;
}

const LARGEST = 2n ** 64n;
const shareOf = ({ surveyed }: RiskRow) => surveyed.ofLiquidationBps ?? LARGEST;

/** Positions with debt, those nearest to liquidation first; of equals the larger debt. */
export function riskRows(
  positions: readonly PositionAccount[],
  surveyed: readonly (Surveyed | undefined)[],
): readonly RiskRow[] {
  const rows = positions.flatMap((position, at) => {
    const one = surveyed[at];
    return one === undefined || one.debt === 0n ? [] : [{ position, surveyed: one }];
  });
  return rows.sort((a, b) => {
    const [one, other] = [shareOf(a), shareOf(b)];
    if (one !== other) return one > other ? -1 : 1;
    return a.surveyed.debt > b.surveyed.debt ? -1 : 1;
  });
}

export interface Band {
  readonly name: string;
  readonly count: number;
  readonly debt: bigint;
  readonly collateral: bigint;
}

/** By the share of the liquidation limit that is used, basis points: from, and up to. */
const BANDS: readonly (readonly [string, bigint, bigint])[] = [
  ['may be liquidated now', 10_000n, LARGEST],
  ['95 to 100 % used', 9_500n, 10_000n],
  ['85 to 95 % used', 8_500n, 9_500n],
  ['70 to 85 % used', 7_000n, 8_500n],
  ['up to 70 % used', -1n, 7_000n],
];

export function bandsOf(rows: readonly RiskRow[]): readonly Band[] {
  return BANDS.map(([name, above, upTo]) => {
    const within = rows.filter((row) => shareOf(row) > above && shareOf(row) <= upTo);
    const sum = (of: (surveyed: Surveyed) => bigint) => within.reduce((total, row) => total + of(row.surveyed), 0n);
    return {
      name,
      count: within.length,
      debt: sum(({ debt }) => debt),
      collateral: sum(({ collateral }) => collateral),
    };
  });
}

/** Falls that the chart shows, percent. */
export const FALLS: readonly number[] = Array.from({ length: 81 }, (_, at) => at);
const BPS_OF_PERCENT = 100n;
const USD_BITS = 20;

/** Collateral and debt, thousands of USD, of the positions that could be liquidated if the asked asset alone fell by so many percent. */
export function fallCurve(rows: readonly RiskRow[]): { collateral: number[]; debt: number[]; counts: number[] } {
  const sorted = rows
    .flatMap(({ surveyed }) => (surveyed.fallBps === undefined ? [] : [{ ...surveyed, at: surveyed.fallBps }]))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const [collateral, debt, counts]: number[][] = [[], [], []];
  let [held, owed, next] = [0n, 0n, 0];
  for (const percent of FALLS) {
    for (let row = sorted[next]; row !== undefined && row.at <= BigInt(percent) * BPS_OF_PERCENT; row = sorted[next]) {
      held += row.collateral;
      owed += row.debt;
      next += 1;
    }
    collateral!.push(fromBits(held, USD_BITS) / 1_000);
    debt!.push(fromBits(owed, USD_BITS) / 1_000);
    counts!.push(next);
  }
  return { collateral: collateral!, debt: debt!, counts: counts! };
}

interface Happened {
  readonly signature: Signature;
  readonly slot: bigint;
  readonly time: bigint | undefined;
  /** One transaction may hold several. */
  readonly key: string;
}
export interface LiquidationSeen extends Happened {
  readonly event: PositionLiquidated;
}
export interface LossSeen extends Happened {
  readonly event: BadDebtResolved;
}

export function liquidationsIn(entries: readonly HistoryEntry[]): readonly LiquidationSeen[] {
  return entries.flatMap((entry) =>
    entry.events.flatMap((event, at) =>
      event.name === 'PositionLiquidated' ? [{ ...happened(entry, at), event: event.data }] : [],
    ),
  );
}

export function lossesIn(entries: readonly HistoryEntry[]): readonly LossSeen[] {
  return entries.flatMap((entry) =>
    entry.events.flatMap((event, at) =>
      event.name === 'BadDebtResolved' ? [{ ...happened(entry, at), event: event.data }] : [],
    ),
  );
}

const happened = ({ signature, slot, time }: HistoryEntry, at: number): Happened => ({
  signature,
  slot,
  time,
  key: `${signature} ${at}`,
});

export interface RegimeFrom {
  readonly slot: bigint;
  readonly regime: number;
  readonly before: number;
}

/** What the consensuses of a feed said of its regime, oldest first. */
export function regimesIn(entries: readonly HistoryEntry[], feed: Address): readonly RegimeFrom[] {
  const said = entries.flatMap(({ slot, events }) =>
    events.flatMap((event) =>
      event.name === 'ConsensusReached' && event.data.feed === feed
        ? [{ slot, regime: event.data.regime, before: event.data.regimeBefore }]
        : [],
    ),
  );
  return said.sort((a, b) => (a.slot < b.slot ? -1 : 1));
}

/** The regime that a feed's last consensus before a slot had set; undefined where the history that was read does not say. */
export function regimeAt(said: readonly RegimeFrom[], slot: bigint): Regime | undefined {
  const last = said.findLast((one) => one.slot <= slot);
  if (last !== undefined) return REGIMES[last.regime];
  const [first] = said;
  return first === undefined ? undefined : REGIMES[first.before];
}

export const reserveOf = (read: MarketRead, index: number | bigint) =>
  read.reserves.find(({ data }) => data.index === Number(index));

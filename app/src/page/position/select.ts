/** From a position and policy to what the page shows. Nothing here computes: it arranges answers. */
import type { Position } from '../../client/generated/accounts/position';
import type { AssetView, PositionView } from '../../client/generated/types';
import type { MarketRead, Read } from '../../chain/market';
import type { Reserve } from '../../client/generated/accounts/reserve';
import { UNLIMITED } from '../../format/number';
import { REWARD_SIDES, type ActionKind, type Outlook, type RewardSide } from '../../policy/answer';
import type { Policy } from '../../policy/policy';

export interface AssetRow {
  readonly reserve: Read<Reserve>;
  readonly asset: AssetView;
  readonly isDebt: boolean;
  /** The move of its price alone that would have the position liquidated, basis points; undefined: none does. */
  readonly moveBps: bigint | undefined;
  /** Interest a year at present rates, USD. */
  readonly yearly: bigint;
  readonly reasons: readonly string[];
}

/** What may be done now with a reserve, base units. */
export interface Room {
  readonly reserve: Read<Reserve>;
  readonly borrow: bigint;
  readonly withdraw: bigint;
  readonly deposit: bigint;
}

export interface RewardRow {
  readonly reserve: Read<Reserve>;
  readonly side: RewardSide;
  /** Base units of the reward token. */
  readonly amount: bigint;
  /** Of that token; undefined: it is none of this market's. */
  readonly decimals: number | undefined;
}

export const rewardToken = ({ reserve, side }: Pick<RewardRow, 'reserve' | 'side'>) =>
  side === 'deposit' ? reserve.data.depositRewardToken.mint : reserve.data.borrowRewardToken.mint;

export interface PositionNow {
  readonly view: PositionView;
  readonly outlook: Outlook;
  readonly rows: readonly AssetRow[];
  readonly rooms: readonly Room[];
  readonly rewards: readonly RewardRow[];
}

/** By bit, as `policy::position_view` names them. */
const REASONS = [
  'its price is missing, too old or too uncertain: it opens nothing',
  'a circuit breaker has it judged on its strictest opening LTV',
  'a circuit breaker has it open nothing for now',
  'a part arrived of late and has not seasoned',
  'isolated and not alone: it opens nothing',
  'not accepted as collateral',
  'counts on the terms of the position’s group',
  'governance reduces this debt: it weighs more than it is',
] as const;

export function reasonsOf(bits: number): readonly string[] {
  return REASONS.filter((_, at) => (bits & (1 << at)) !== 0);
}

export function selectPosition(
  read: MarketRead,
  policy: Policy,
  position: Pick<Read<Position>, 'bytes'>,
  now: bigint,
): PositionNow | undefined {
  const { bytes } = position;
  let view: PositionView | undefined;
  const rooms = read.reserves.map((reserve) => {
    view = policy.positionView(bytes, reserve.data.index, now);
    const { depositRoom } = policy.termsView(reserve.data.index, now);
    return { reserve, borrow: view.borrowRoom, withdraw: view.withdrawRoom, deposit: depositRoom };
  });
  if (view === undefined) return undefined;
  const outlook = policy.outlook(bytes, now);
  return {
    view,
    outlook,
    rows: rowsOf(read, policy, view, outlook, now),
    rooms,
    rewards: rewardsOf(read, policy, bytes, now),
  };
}

function rowsOf(read: MarketRead, policy: Policy, view: PositionView, outlook: Outlook, now: bigint): AssetRow[] {
  return view.assets.slice(0, view.deposits + view.borrows).flatMap((asset, at) => {
    const reserve = read.reserves.find(({ data }) => data.index === asset.reserve);
    if (reserve === undefined) return [];
    const { borrowRate, depositRate } = policy.reserveNow(asset.reserve, now);
    const isDebt = at >= view.deposits;
    return [
      {
        reserve,
        asset,
        isDebt,
        moveBps: outlook.movesBps[at],
        yearly: policy.yearly(asset.value, isDebt ? borrowRate : depositRate),
        reasons: reasonsOf(asset.reasons),
      },
    ];
  });
}

function rewardsOf(read: MarketRead, policy: Policy, bytes: Uint8Array, now: bigint): RewardRow[] {
  return read.reserves.flatMap((reserve) =>
    REWARD_SIDES.flatMap((side) => {
      const stream = side === 'deposit' ? reserve.data.depositRewards : reserve.data.borrowRewards;
      if (stream.generation === 0) return [];
      const amount = policy.reward(bytes, reserve.data.index, side, now);
      if (amount === 0n) return [];
      const mint = rewardToken({ reserve, side });
      const decimals = read.reserves.find(({ data }) => data.mint === mint)?.data.decimals;
      return [{ reserve, side, amount, decimals }];
    }),
  );
}

/** Reserves with which an action can be taken at all, as the program has it: one is either held or owed. */
export function reservesFor(kind: ActionKind, now: PositionNow): readonly Room[] {
  const holds = (room: Room) => now.rows.some((row) => !row.isDebt && row.reserve === room.reserve);
  const owes = (room: Room) => now.rows.some((row) => row.isDebt && row.reserve === room.reserve);
  switch (kind) {
    case 'deposit':
      return now.rooms.filter((room) => !owes(room));
    case 'withdraw':
      return now.rooms.filter(holds);
    case 'borrow':
      return now.rooms.filter((room) => !holds(room));
    case 'repay':
      return now.rooms.filter(owes);
  }
}

/** The most that can be entered; `amount` is `UNLIMITED` where it stands for all. */
export interface Most {
  readonly shown: bigint;
  readonly amount: bigint;
}

const least = (one: bigint, other: bigint) => (one < other ? one : other);

/** `wallet`: what the wallet holds of the token. */
export function mostOf(kind: ActionKind, room: Room, now: PositionNow, wallet: bigint): Most {
  const row = now.rows.find(({ reserve }) => reserve === room.reserve);
  const amount = row?.asset.amount ?? 0n;
  const plain = (shown: bigint) => ({ shown, amount: shown });
  switch (kind) {
    case 'deposit':
      return plain(least(wallet, room.deposit));
    case 'borrow':
      return plain(room.borrow);
    case 'withdraw':
      return amount > 0n && room.withdraw >= amount ? { shown: amount, amount: UNLIMITED } : plain(room.withdraw);
    case 'repay':
      return wallet > amount ? { shown: amount, amount: UNLIMITED } : plain(wallet);
  }
}

/** The lowest index that none of an owner's positions has. */
export function freeIndex(positions: readonly Read<Position>[]): number {
  const taken = new Set(positions.map(({ data }) => data.index));
  let index = 0;
  while (taken.has(index)) index += 1;
  return index;
}

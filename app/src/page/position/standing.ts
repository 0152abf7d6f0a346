/** Where a position stands, or in words why policy cannot tell. */
import type { MarketRead, Read } from '../../chain/market';
import type { Position } from '../../client/generated/accounts/position';
import { PolicyRefusal } from '../../policy/module';
import type { Policy } from '../../policy/policy';
import { whyUnknown } from '../../policy/words';
import { emptyPosition } from './emptyPosition';
import { selectPosition, type PositionNow } from './select';

export type Standing =
  /** `standing` is undefined where the market has no reserve. */
  | { readonly kind: 'known'; readonly bytes: Uint8Array; readonly standing: PositionNow | undefined }
  | { readonly kind: 'unknown'; readonly sentence: string };

/** `position`: undefined where it has yet to be opened. */
export function standingOf(
  read: MarketRead,
  policy: Policy,
  position: Read<Position> | undefined,
  now: bigint,
): Standing {
  const bytes = position?.bytes ?? emptyPosition();
  try {
    return { kind: 'known', bytes, standing: selectPosition(read, policy, { bytes }, now) };
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    const missing = position === undefined ? [] : missingReserves(read, position.data);
    if (missing.length === 0) return { kind: 'unknown', sentence: whyUnknown(error) };
    const named = missing.map((index) => `reserve ${index}`).join(' and ');
    return { kind: 'unknown', sentence: `it is in ${named} of the market, whose account could not be read.` };
  }
}

/** Indices of the reserves that a position is in and that were not read. */
function missingReserves(read: MarketRead, { holdings }: Position): readonly number[] {
  const used = [...holdings.deposits, ...holdings.borrows].filter(({ shares }) => shares > 0n);
  const known = new Set(read.reserves.map(({ data }) => data.index));
  return [...new Set(used.map(({ reserve }) => reserve))].filter((index) => !known.has(index));
}

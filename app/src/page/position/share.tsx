/** How much of a limit is used: a number, and a bar of the same. */
import { Number as Figure } from '../../component/figure';
import { percentOfBps, type Shown } from '../../format/number';

export const ALL_BPS = 10_000n;
/** From here on the bar warns: for the eye only. */
const NEAR_BPS = 8_500n;

export const shareShown = (bps: bigint | undefined): Shown =>
  bps === undefined ? { text: 'no limit left', unit: '' } : percentOfBps(Number(bps));

export const toneOf = (bps: bigint | undefined) =>
  bps === undefined || bps > ALL_BPS ? 'stress' : bps > NEAR_BPS ? 'transition' : 'calm';

export function Share({ bps }: { readonly bps: bigint | undefined }) {
  const width = Math.min(100, bps === undefined ? 100 : Number(bps) / 100);
  return (
    <>
      <Figure shown={shareShown(bps)} />
      <span className="share" aria-hidden="true">
        <span className={`share-used share-${toneOf(bps)}`} style={{ width: `${width}%` }} />
      </span>
    </>
  );
}

import { asText } from '../../format/number';
import type { PositionNow } from './select';
import { ALL_BPS, shareShown } from './share';

/** Why a position may owe more than new debt could reach today and still be safe. */
export function ThresholdNote({ standing: { view, outlook } }: { readonly standing: PositionNow }) {
  const { ofOpeningBps, ofLiquidationBps } = outlook;
  const isPastOpening = ofOpeningBps !== undefined && ofOpeningBps > ALL_BPS;
  const isSafe = ofLiquidationBps !== undefined && ofLiquidationBps <= ALL_BPS;
  return (
    <section className="card threshold" aria-labelledby="threshold">
      <h3 id="threshold">Two limits, and why the risk score moves only one</h3>
      {view.debt > 0n && isPastOpening && isSafe && (
        <p>
          <strong>This position owes more than new debt could reach today, and is safe.</strong> It uses{' '}
          {asText(shareShown(ofOpeningBps))} of today’s opening limit and {asText(shareShown(ofLiquidationBps))} of its
          liquidation limit. Nobody can have it liquidated for that; it cannot borrow more or take out collateral that
          it needs until it is back under 100 % of the opening limit.
        </p>
      )}
      <p>
        The <strong>opening LTV</strong> says how much new debt a collateral may back. It follows the risk score, falls
        when the score rises, and counts only at the moment of borrowing or withdrawing. The{' '}
        <strong>liquidation threshold</strong> says when a position may be liquidated. No score and no regime ever moves
        it: who has borrowed stays on the threshold, whatever the score does later. Governance can lower it only on a
        slow ramp that is announced first. What brings a position towards liquidation is prices and interest.
      </p>
    </section>
  );
}

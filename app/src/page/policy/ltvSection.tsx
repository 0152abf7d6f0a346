import { useMemo } from 'react';
import { Chart, type ChartGround } from '../../component/chart';
import { asText, percentOfBps, points } from '../../format/number';
import type { Policy } from '../../policy/policy';
import { useSame } from '../../shell/useSame';
import type { ReserveRow } from '../market/select';
import { marked, openingLtv, regimeZones } from './select';

interface LtvSectionProps {
  readonly row: ReserveRow;
  readonly name: string;
  readonly policy: Policy;
}

/** The opening LTV over the score, with where the feed stands. */
export function LtvSection({ row, name, policy }: LtvSectionProps) {
  const { index, config } = row.reserve.data;
  const { calmBps, stressBps, fallStart, fallEnd } = config.openingLtv;
  const { score } = row.terms;
  const asked = useSame({ index, bounds: config.openingLtv });
  const chart = useMemo(() => openingLtv(policy, asked), [policy, asked]);
  const ground = useMemo((): ChartGround => {
    const zones = regimeZones(policy.regimeLines());
    return marked({ zones, range: [0, 100] }, `now ${points(score).text}`, score / 100);
  }, [policy, score]);
  const { openingLtvBps } = policy.termsAt(index, score);
  return (
    <>
      <Chart
        title={`Opening LTV of ${name} by score`}
        summary={`${asText(percentOfBps(calmBps))} up to ${points(fallStart).text} points, ${asText(percentOfBps(stressBps))} from ${points(fallEnd).text}; ${asText(percentOfBps(openingLtvBps))} at the present score of ${points(score).text}.`}
        x={chart.x}
        lines={chart.lines}
        ground={ground}
        xLabel="Score, points"
        unit="%"
        height={260}
      />
      <p className="note">
        The opening LTV is how much new debt a dollar of {name} may back. It follows the score and falls smoothly
        between the two published bounds, so no single report moves it by a cliff. Nobody is liquidated by it: the
        liquidation threshold stays at {asText(percentOfBps(row.terms.liquidationThresholdBps))} whatever the score.
      </p>
    </>
  );
}

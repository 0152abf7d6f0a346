import { useMemo, useState } from 'react';
import { Chart, type ChartGround } from '../../component/chart';
import { Figure, Number } from '../../component/figure';
import { Slider } from '../../component/slider';
import { asText, fromBits, percentOfBits, percentOfBps } from '../../format/number';
import { REGIMES } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { useSame } from '../../shell/useSame';
import type { ReserveRow } from '../market/select';
import { borrowCurves, marked } from './select';

const RATE_BITS = 32;
const UTILIZATION_BITS = 24;
/** Percent a year up to which curves are drawn: the steep end would flatten all the rest. */
const HEIGHTS = [25, 100, 1_000] as const;

interface CurveSectionProps {
  readonly row: ReserveRow;
  readonly name: string;
  readonly policy: Policy;
  readonly now: bigint;
}

export function CurveSection({ row, name, policy, now }: CurveSectionProps) {
  const { index, config } = row.reserve.data;
  const present = fromBits(row.now.utilization, UTILIZATION_BITS) * 100;
  const [chosen, setChosen] = useState<number>();
  const [height, setHeight] = useState<number>(HEIGHTS[1]);
  const shownPresent = Math.round(present * 10) / 10;
  const bps = chosen ?? Math.round(present * 100);
  const asked = useSame({ index, curves: config.curves });
  const curves = useMemo(() => borrowCurves(policy, asked), [policy, asked]);
  const ground = useMemo((): ChartGround => {
    const top = Math.max(...curves.lines.flatMap(({ y }) => y.map((rate) => rate ?? 0)));
    const drawn: ChartGround = { range: [0, Math.min(height, Math.ceil(top))] };
    const base = marked(drawn, `now ${shownPresent.toFixed(1)} %`, shownPresent);
    return chosen === undefined ? base : marked(base, 'read below', chosen / 100);
  }, [curves, height, shownPresent, chosen]);
  const rates = REGIMES.map((regime) => ({
    regime,
    ...(chosen === undefined ? policy.ratesIf(index, regime, now) : policy.ratesAt(index, regime, chosen)),
  }));
  const meaning = rates
    .map(({ regime, borrowRate }) => `${regime} ${asText(percentOfBits(borrowRate, RATE_BITS))}`)
    .join(', ');
  return (
    <>
      <Chart
        title={`Borrow rate of ${name} by regime`}
        summary={`In force: ${REGIMES[row.terms.regime] ?? 'unknown'}, ${asText(percentOfBits(row.now.borrowRate, RATE_BITS))} a year at a utilisation of ${asText(percentOfBits(row.now.utilization, UTILIZATION_BITS))}.`}
        x={curves.x}
        lines={curves.lines}
        ground={ground}
        xLabel="Utilisation"
        xUnit="%"
        unit="%"
        height={300}
      />
      <div className="field field-inline">
        <label htmlFor="curve-height">Drawn up to</label>
        <select id="curve-height" value={height} onChange={(event) => setHeight(globalThis.Number(event.target.value))}>
          {HEIGHTS.map((percent) => (
            <option key={percent} value={percent}>
              {percent === HEIGHTS.at(-1) ? 'the highest rate' : `${percent} % a year`}
            </option>
          ))}
        </select>
      </div>
      <Slider
        label="Read the curves at a utilisation"
        least={0}
        most={10_000}
        step={50}
        value={bps}
        onChange={setChosen}
        shown={asText(percentOfBps(bps))}
        meaning={meaning}
      />
      <dl className="figures totals">
        {rates.map(({ regime, borrowRate, depositRate }) => (
          <Figure
            key={regime}
            label={`Borrow rate in ${regime}`}
            note={`depositors earn ${asText(percentOfBits(depositRate, RATE_BITS))}`}
          >
            <Number shown={percentOfBits(borrowRate, RATE_BITS)} />
          </Figure>
        ))}
      </dl>
    </>
  );
}

import { useMemo } from 'react';
import { Chart } from '../../component/chart';
import { FALLS, fallCurve, type RiskRow } from './select';

interface FallChartProps {
  readonly rows: readonly RiskRow[];
  readonly name: string;
}

/** Where the sentence below looks, percent. */
const TOLD = [10, 25, 50] as const;

export function FallChart({ rows, name }: FallChartProps) {
  const curve = useMemo(() => fallCurve(rows), [rows]);
  const lines = useMemo(
    () => [
      { label: 'Collateral of these positions', y: curve.collateral, color: '--line-1' },
      { label: 'Their debt', y: curve.debt, color: '--line-2' },
    ],
    [curve],
  );
  const told = TOLD.map((percent) => `${percent} %: ${curve.counts[percent] ?? 0}`).join(', ');
  return (
    <Chart
      title={`What could be liquidated if ${name} alone fell`}
      summary={`Positions that could be liquidated after a fall by ${told}. USD at present prices.`}
      x={FALLS}
      xLabel={`Fall of ${name}, %`}
      unit="K USD"
      lines={lines}
      height={220}
    />
  );
}

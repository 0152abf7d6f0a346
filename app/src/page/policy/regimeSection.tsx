/** What each regime does to one reserve, as published. */
import type { ReactNode } from 'react';
import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { percentOfBits, percentOfBps, points, tokens, type Shown } from '../../format/number';
import { REGIMES, type Regime } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import type { ReserveRow } from '../market/select';
import { scoresOf } from './select';

const RATE_BITS = 32;
const NO_FLASH_LOANS = 65_535;

interface RegimeSectionProps {
  readonly row: ReserveRow;
  readonly name: string;
  readonly policy: Policy;
  readonly now: bigint;
}

interface TermRow {
  readonly name: string;
  readonly cell: (regime: Regime, at: number) => ReactNode;
}

export function RegimeSection(props: RegimeSectionProps) {
  const present = REGIMES[props.row.terms.regime];
  const columns: readonly Column<TermRow>[] = [
    { name: 'Term', cell: ({ name }) => name },
    ...REGIMES.map((regime, at) => ({
      name: regime === present ? `${regime}, in force` : regime,
      cell: (term: TermRow) => term.cell(regime, at),
    })),
  ];
  return <Table caption="Table of regimes" rows={termsOf(props)} keyOf={({ name }) => name} columns={columns} />;
}

function termsOf({ row, name, policy, now }: RegimeSectionProps): TermRow[] {
  const { index, config, limits, decimals } = row.reserve.data;
  const lines = policy.regimeLines();
  const amount = (values: readonly bigint[]) => (_: Regime, at: number) => (
    <Number shown={tokens(values[at] ?? 0n, decimals, name)} />
  );
  const rate = (bps: number) => (regime: Regime) => (
    <Number shown={percentOfBits(policy.ratesAt(index, regime, bps).borrowRate, RATE_BITS)} />
  );
  const line = (of: Partial<Record<Regime, number>>) => (regime: Regime) => {
    const score = of[regime];
    return score === undefined ? '–' : <Number shown={points(score)} />;
  };
  return [
    {
      name: 'Begins at a score of',
      cell: line({ transition: lines.transitionFrom, stress: lines.stressFrom }),
    },
    {
      name: 'Is left under',
      cell: line({ transition: lines.transitionLeftUnder, stress: lines.stressLeftUnder }),
    },
    { name: 'Opening LTV', cell: (regime) => <LtvRange index={index} regime={regime} policy={policy} /> },
    {
      name: 'Borrow rate a year now',
      cell: (regime) => <Number shown={percentOfBits(policy.ratesIf(index, regime, now).borrowRate, RATE_BITS)} />,
    },
    { name: 'Borrow rate at 80 % utilisation', cell: rate(8_000) },
    { name: 'Borrow rate at 100 % utilisation', cell: rate(10_000) },
    { name: 'Borrow cap', cell: amount(config.borrowCaps) },
    { name: 'Outflow limit', cell: amount(limits.outflow.capacities) },
    { name: 'Collateral inflow limit', cell: amount(limits.inflow.capacities) },
    { name: 'Debt against fresh collateral', cell: amount(limits.fresh.capacities) },
    { name: 'Liquidated at once at most', cell: amount(limits.liquidated.capacities) },
    {
      name: 'Most liquidation bonus',
      cell: (_, at) => <Number shown={percentOfBps(config.liquidation.mostBonusBps[at] ?? 0)} />,
    },
    { name: 'Flash loan fee', cell: (_, at) => <Number shown={flashFee(config.flashFeesBps[at] ?? 0)} /> },
    { name: 'Liquidation threshold', cell: () => <Number shown={percentOfBps(row.terms.liquidationThresholdBps)} /> },
  ];
}

const flashFee = (bps: number): Shown => (bps === NO_FLASH_LOANS ? { text: 'none lent', unit: '' } : percentOfBps(bps));

function LtvRange({
  index,
  regime,
  policy,
}: {
  readonly index: number;
  readonly regime: Regime;
  readonly policy: Policy;
}) {
  const [least, most] = scoresOf(regime, policy.regimeLines());
  const from = percentOfBps(policy.termsAt(index, least, regime).openingLtvBps);
  const to = percentOfBps(policy.termsAt(index, most, regime).openingLtvBps);
  return <Number shown={{ text: from.text === to.text ? from.text : `${from.text} to ${to.text}`, unit: '%' }} />;
}

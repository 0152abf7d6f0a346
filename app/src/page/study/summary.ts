/** What `scorer study --json` writes: means with intervals of every figure, by variant and group of scenes. */
import { list, number, optional, record, ShapeError, text, whole, type Shape } from '../../format/shape';

export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Cell {
  readonly mean: Estimate | undefined;
  /** From the fixed terms, run by run. */
  readonly difference: Estimate | undefined;
}

export interface Group {
  readonly name: string;
  readonly kind: string;
  readonly scenes: number;
  readonly runs: number;
  /** By variant, then by figure. */
  readonly cells: readonly (readonly Cell[])[];
}

export interface Summary {
  readonly origin: string;
  readonly seeds: number;
  readonly borrowers: number;
  readonly share_of_depth: number;
  readonly variants: readonly string[];
  readonly figures: readonly string[];
  readonly groups: readonly Group[];
}

export const estimate: Shape<Estimate> = record<Estimate>({ mean: number, low: number, high: number });

const summary: Shape<Summary> = record<Summary>({
  origin: text,
  seeds: whole,
  borrowers: whole,
  share_of_depth: number,
  variants: list(text),
  figures: list(text),
  groups: list(
    record<Group>({
      name: text,
      kind: text,
      scenes: whole,
      runs: whole,
      cells: list(list(record<Cell>({ mean: optional(estimate), difference: optional(estimate) }))),
    }),
  ),
});

/** Throws `ShapeError`. */
export function readSummary(told: unknown): Summary {
  const read = summary(told, 'the study');
  const { variants, figures, groups } = read;
  const isWhole = groups.every(
    ({ cells }) => cells.length === variants.length && cells.every((row) => row.length === figures.length),
  );
  if (!isWhole || variants.length === 0 || groups.length === 0) {
    throw new ShapeError('The study is not whole: a group lacks figures of a variant. Run `scorer study merge` again.');
  }
  return read;
}

type FigureUnit = 'dollars' | 'share' | 'hours' | 'count' | 'ratio';

interface Figure {
  readonly label: string;
  readonly unit: FigureUnit;
  /** Whether less of it is better; undefined: neither. */
  readonly isLessBetter?: boolean;
}

/** By their names in the file, as `scorer/src/study/figures.rs` has them. */
const FIGURES: Readonly<Record<string, Figure>> = {
  bad_debt: { label: 'bad debt', unit: 'dollars', isLessBetter: true },
  bad_debt_depositors: { label: 'bad debt borne by depositors', unit: 'dollars', isLessBetter: true },
  bad_debt_peak: { label: 'uncovered at the worst moment', unit: 'dollars', isLessBetter: true },
  bad_liquidations: { label: 'seized in bad liquidations', unit: 'dollars', isLessBetter: true },
  liquidations: { label: 'liquidations', unit: 'count' },
  seized: { label: 'seized', unit: 'dollars' },
  seized_over_1_percent: { label: 'sold over 1 % under the market', unit: 'dollars', isLessBetter: true },
  seized_over_3_percent: { label: 'sold over 3 % under the market', unit: 'dollars', isLessBetter: true },
  seized_over_5_percent: { label: 'sold over 5 % under the market', unit: 'dollars', isLessBetter: true },
  oracle_gap: { label: 'seized off the market’s price', unit: 'dollars', isLessBetter: true },
  seized_of_healthy: { label: 'seized of the healthy', unit: 'dollars', isLessBetter: true },
  utilization_spikes: { label: 'rises over 95 % used', unit: 'count', isLessBetter: true },
  utilization_hours: { label: 'time above 95 % used', unit: 'hours', isLessBetter: true },
  utilization_mean: { label: 'mean utilisation', unit: 'share' },
  cascade_refused: { label: 'depositors refused for cash', unit: 'count', isLessBetter: true },
  cascade_hours: { label: 'longest wait of a depositor', unit: 'hours', isLessBetter: true },
  rate_median: { label: 'median rate', unit: 'share' },
  rate_volatility: { label: 'hourly change of the rate', unit: 'share', isLessBetter: true },
  capacity_quiet: { label: 'borrowable per dollar, quiet', unit: 'ratio', isLessBetter: false },
  capacity_always: { label: 'borrowable per dollar, always', unit: 'ratio', isLessBetter: false },
  debt_quiet: { label: 'owed, quiet', unit: 'dollars' },
  outside_calm: { label: 'time outside calm', unit: 'share' },
  extra_interest: { label: 'interest above the calm curve’s, quiet', unit: 'dollars', isLessBetter: true },
  refused_borrowing: { label: 'borrowing refused, quiet', unit: 'dollars', isLessBetter: true },
  granted_borrowing: { label: 'borrowing granted, quiet', unit: 'dollars', isLessBetter: false },
};

const UNKNOWN: FigureUnit = 'count';

/** Drawn; the table has all of them. */
export const DRAWN = [
  'bad_liquidations',
  'bad_debt',
  'capacity_quiet',
  'utilization_mean',
  'utilization_hours',
] as const;

export const figureOf = (name: string): Figure =>
  Object.hasOwn(FIGURES, name) ? FIGURES[name]! : { label: name.slice(0, 60), unit: UNKNOWN };

export function write(name: string, value: number): string {
  switch (figureOf(name).unit) {
    case 'dollars':
      return dollars(value);
    case 'share':
      return `${(100 * value).toFixed(2)} %`;
    case 'hours':
      return `${value.toFixed(1)} h`;
    case 'ratio':
      return value.toFixed(4);
    case 'count':
      return value.toFixed(1);
  }
}

function dollars(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size >= 1e6) return `${sign}$${(size / 1e6).toFixed(2)} M`;
  if (size >= 1e3) return `${sign}$${(size / 1e3).toFixed(1)} k`;
  return size >= 0.5 ? `${sign}$${size.toFixed(0)}` : '$0';
}

export type Verdict = 'none' | 'same' | 'lower' | 'higher';

/** What a difference's interval allows to be said: nothing about a direction while it contains zero. */
export function verdictOf(difference: Estimate | undefined): Verdict {
  if (difference === undefined) return 'none';
  if (difference.low > 0) return 'higher';
  return difference.high < 0 ? 'lower' : 'same';
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  none: 'no value in either, or nothing to compare',
  same: 'cannot be told from nothing',
  lower: 'lower',
  higher: 'higher',
};

/** Where a verdict is for the better or the worse, and the figure has a direction. */
export function isBetter(name: string, verdict: Verdict): boolean | undefined {
  const less = figureOf(name).isLessBetter;
  if (less === undefined || verdict === 'none' || verdict === 'same') return undefined;
  return (verdict === 'lower') === less;
}

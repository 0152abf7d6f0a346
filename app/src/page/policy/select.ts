/** What policy answers about a reserve, arranged for the page: curves, the opening LTV, and the most that can loosen. */
import type { BorrowCurve, FeedConfig, LtvBounds } from '../../client/generated/types';
import type { ChartGround, ChartLine, ChartZone } from '../../component/chart';
import { fromBits } from '../../format/number';
import { REGIMES, type Regime, type RegimeLines } from '../../policy/answer';
import type { Policy } from '../../policy/policy';

const RATE_BITS = 32;
const MOST_SCORE = 10_000;

export interface PolicyChart {
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** A reserve with the settings that an answer rests on: whoever keeps the answer asks anew when they change. */
export interface CurvesAsked {
  readonly index: number;
  readonly curves: readonly BorrowCurve[];
}

export interface LtvAsked {
  readonly index: number;
  readonly bounds: LtvBounds;
}

export interface WorstAsked {
  readonly feed: number;
  readonly config: FeedConfig;
  readonly reserves: readonly LtvAsked[];
}

/** Borrow rates in percent a year, at every percent of utilisation. */
export function borrowCurves(policy: Policy, { index: reserve }: CurvesAsked): PolicyChart {
  const x = Array.from({ length: 101 }, (_, percent) => percent);
  const lines = REGIMES.map((regime) => ({
    label: regime,
    color: `--${regime}`,
    y: x.map((percent) => fromBits(policy.ratesAt(reserve, regime, percent * 100).borrowRate, RATE_BITS) * 100),
  }));
  return { x, lines };
}

/** Opening LTV in percent at every half point of the score. */
export function openingLtv(policy: Policy, { index: reserve }: LtvAsked): PolicyChart {
  const x = Array.from({ length: 201 }, (_, half) => half / 2);
  const y = x.map((points) => policy.termsAt(reserve, points * 100).openingLtvBps / 100);
  return { x, lines: [{ label: 'Opening LTV', color: '--line-1', y }] };
}

/** The regimes that a rising score enters, as shaded stretches of a score axis in points. */
export function regimeZones({ transitionFrom, stressFrom }: RegimeLines): ChartZone[] {
  return [
    { from: 0, until: transitionFrom / 100, color: '--zone-calm' },
    { from: transitionFrom / 100, until: stressFrom / 100, color: '--zone-transition' },
    { from: stressFrom / 100, until: MOST_SCORE / 100, color: '--zone-stress' },
  ];
}

export function marked(ground: ChartGround, label: string, at: number): ChartGround {
  return { ...ground, marks: [...(ground.marks ?? []), { at, label, color: '--text' }] };
}

/** Between which scores a feed can stand while it is in a regime, hundredths of a point. */
export function scoresOf(regime: Regime, lines: RegimeLines): readonly [number, number] {
  switch (regime) {
    case 'calm':
      return [0, lines.transitionFrom - 1];
    case 'transition':
      return [lines.transitionLeftUnder, lines.stressFrom - 1];
    case 'stress':
      return [lines.stressLeftUnder, MOST_SCORE];
  }
}

export interface WorstRow {
  readonly seconds: bigint;
  /** Hundredths of a point. */
  readonly score: number;
  readonly regimes: number;
  /** By reserve, basis points. */
  readonly ltvRises: readonly number[];
}

const SPANS = [3_600n, 21_600n, 86_400n, 259_200n, 604_800n] as const;

/** The most that whoever publishes can loosen, for a feed and the reserves that follow it. */
export function worstRows(policy: Policy, { feed, reserves }: WorstAsked): readonly WorstRow[] {
  return SPANS.map((seconds) => {
    const { score, regimes } = policy.worstCase(feed, seconds);
    return { seconds, score, regimes, ltvRises: reserves.map(({ index }) => policy.ltvRise(index, score)) };
  });
}

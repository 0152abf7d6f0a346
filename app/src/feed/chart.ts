/** A feed's past as lines, a band and shaded stretches. Scores are drawn in points. */
import type { ChartGround, ChartLine, ChartZone } from '../component/chart';
import { REGIMES, type RegimeLines } from '../policy/answer';
import type { FeedTrack, RoundPoint } from './select';

export interface ScoreNow {
  /** Unix seconds. */
  readonly at: number;
  readonly score: number;
  readonly regime: (typeof REGIMES)[number];
  /** Whether reports still hold it; else silence has moved it. */
  readonly isHeld: boolean;
}

export interface ScoreChart {
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly ground: ChartGround;
  readonly summary: string;
}

const inPoints = (score: number) => score / 100;
const ZONES = { calm: '--zone-calm', transition: '--zone-transition', stress: '--zone-stress' } as const;

interface Step {
  readonly time: number;
  readonly score: number | null;
  readonly regime: keyof typeof ZONES | undefined;
  readonly round: RoundPoint | undefined;
}

/** Rounds with what holds now at the end. Where no round was held for so long that silence took over, the lines have a gap. */
function stepsOf(rounds: readonly RoundPoint[], now: ScoreNow, holdSeconds: number): Step[] {
  const steps: Step[] = [];
  for (const [at, round] of rounds.entries()) {
    const regime = REGIMES[round.said.regime];
    steps.push({ time: round.time, score: inPoints(round.said.score), regime, round });
    const next = rounds[at + 1]?.time ?? now.at;
    const isSilent = next - round.time > holdSeconds && (at + 1 < rounds.length || !now.isHeld);
    if (!isSilent) continue;
    const ends = round.time + holdSeconds;
    steps.push({ time: ends, score: inPoints(round.said.score), regime: undefined, round: undefined });
    steps.push({ time: ends + 1, score: null, regime: undefined, round: undefined });
  }
  const last = steps.at(-1)?.time ?? 0;
  if (now.at > last) steps.push({ time: now.at, score: inPoints(now.score), regime: now.regime, round: undefined });
  return steps.filter(({ time }, at) => at === 0 || time > steps[at - 1]!.time);
}

export function scoreChart(
  { rounds }: FeedTrack,
  now: ScoreNow,
  { transitionFrom, stressFrom }: RegimeLines,
  holdSeconds: number,
): ScoreChart {
  const steps = stepsOf(rounds, now, holdSeconds);
  const x = steps.map(({ time }) => time);
  const ofRound = (value: (round: RoundPoint) => number | undefined) =>
    steps.map(({ round }) => {
      const score = round === undefined ? undefined : value(round);
      return score === undefined ? null : inPoints(score);
    });
  const level = (label: string, score: number, color: string): ChartLine => ({
    label: `${label} ${inPoints(score)}`,
    y: x.map(() => inPoints(score)),
    color,
    isBound: true,
  });
  const lines: ChartLine[] = [
    { label: 'Score in force', y: steps.map(({ score }) => score), color: '--line-1', isStepped: true },
    { label: 'Median', y: ofRound(({ said }) => said.raw), color: '--line-2' },
    { label: 'Greatest report', y: ofRound(({ greatest }) => greatest), color: '--line-band', isThin: true },
    { label: 'Least report', y: ofRound(({ least }) => least), color: '--line-band', isThin: true },
    level('Transition from', transitionFrom, '--transition'),
    level('Stress from', stressFrom, '--stress'),
  ];
  const ground: ChartGround = {
    bands: [{ upper: 'Greatest report', lower: 'Least report', color: '--band' }],
    zones: zonesOf(steps),
    range: [0, 100],
  };
  return { x, lines, ground, summary: summaryOf(rounds) };
}

/** Stretches of one regime. */
function zonesOf(steps: readonly Step[]): ChartZone[] {
  const zones: ChartZone[] = [];
  for (const [at, { time, regime }] of steps.entries()) {
    const until = steps[at + 1]?.time;
    if (until === undefined || regime === undefined) continue;
    const last = zones.at(-1);
    if (last?.color === ZONES[regime] && last.until === time) zones[zones.length - 1] = { ...last, until };
    else zones.push({ from: time, until, color: ZONES[regime] });
  }
  return zones;
}

function summaryOf(rounds: readonly RoundPoint[]): string {
  if (rounds.length === 0) return 'No round in what was read.';
  const scores = rounds.map(({ said }) => said.score);
  const changes = rounds.filter(({ said }) => said.regime !== said.regimeBefore).length;
  const extremes = scores.reduce<readonly [number, number]>(
    ([least, most], score) => [Math.min(least, score), Math.max(most, score)],
    [Infinity, 0],
  );
  const turned = changes === 0 ? 'the regime did not change' : `the regime changed ${changes} times`;
  return `${rounds.length} rounds; score in force from ${inPoints(extremes[0]).toFixed(1)} to ${inPoints(extremes[1]).toFixed(1)} points; ${turned}.`;
}

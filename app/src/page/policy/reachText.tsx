import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import { asText, points } from '../../format/number';
import { span } from '../../format/time';
import type { FeedNow, Reach } from '../../policy/answer';

interface ReachTextProps {
  readonly name: string;
  readonly feed: RiskFeed;
  readonly reach: Reach;
  readonly present: FeedNow;
  readonly score: number;
}

/** By number, as `policy::mode::Mode`. */
const ADVISORY = 1;

/** How fast a feed could get to a score, and by which published steps. */
export function ReachText({ name, feed, reach, present, score }: ReachTextProps) {
  return (
    <p>
      <strong>How fast: </strong>
      {name} stands at {asText(points(present.score))}. {sentence(feed, reach, present, score)}
    </p>
  );
}

function sentence(
  { config, state }: RiskFeed,
  { epochs, seconds, regimesLeft }: Reach,
  present: FeedNow,
  score: number,
): string {
  if (present.status === 'fixed') return 'The market’s mode holds the terms: reports move nothing by themselves.';
  const acceptance = state.mode === ADVISORY ? ' In advisory mode each step also waits for a person to accept it.' : '';
  if (score > present.score) {
    if (epochs === undefined) return 'By its settings it never tightens so far.';
    const steps = epochs === 1 ? 'It could be there with the next round' : `It could be there in ${epochs} steps`;
    return `${steps}: tightening is immediate, at most ${asText(points(config.tightenStep))} and one regime a step, and each step needs a majority of publishers to have observed anew.${acceptance}`;
  }
  if (seconds === 0n) return 'That is where the terms stand.';
  if (seconds === undefined) return 'By its settings it does not loosen so far within a year.';
  const regimes =
    regimesLeft === 0
      ? ''
      : ` ${regimesLeft === 1 ? 'One regime is left on the way, after' : 'Two regimes are left on the way, each after'} ${span(BigInt(config.minDwellSeconds))} in it at least.`;
  const soonest = `after ${span(seconds)} at the soonest`;
  return `It could be there ${soonest}, if a majority of publishers said so all the time and everything were ready for a first step: at most ${asText(points(config.loosenStep))} every ${span(BigInt(config.loosenIntervalSeconds))} and ${asText(points(config.dayBudget))} in any 24 h.${regimes}${acceptance}`;
}

/** What answers of both kinds of study show alike. */
import { Figure } from '../../component/figure';
import { Tag } from '../../component/tag';
import { isBetter, VERDICT_WORDS, verdictOf, write, type Estimate, type Verdict as Said } from './summary';

interface FactsProps {
  readonly name: string;
  readonly summary: {
    readonly origin: string;
    readonly seeds: number;
    readonly borrowers: number;
    readonly share_of_depth: number;
  };
  /** What the borrowers are in, where it is not one pool. */
  readonly borrowersNote?: string;
}

export function Facts({ name, summary, borrowersNote }: FactsProps) {
  return (
    <dl className="figures totals">
      <Figure label="File">{name}</Figure>
      <Figure label="Data">{summary.origin}</Figure>
      <Figure label="Seeds" note="draws of people">
        {summary.seeds}
      </Figure>
      <Figure label="Borrowers" note={borrowersNote}>
        {summary.borrowers}
      </Figure>
      <Figure label="Local books" note="of the venue’s depth">
        {(100 * summary.share_of_depth).toFixed(1)} %
      </Figure>
    </dl>
  );
}

interface GroupChoiceProps {
  readonly groups: readonly { readonly name: string; readonly scenes: number }[];
  readonly at: number;
  readonly onChoose: (at: number) => void;
}

export function GroupChoice({ groups, at, onChoose }: GroupChoiceProps) {
  return (
    <label className="stacked">
      Scenes
      <select value={at} onChange={(event) => onChoose(Number(event.target.value))}>
        {groups.map((one, place) => (
          <option key={place} value={place}>
            {one.name}, {one.scenes === 1 ? 'one scene' : `${one.scenes} scenes`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MeasureProps {
  readonly figure: string;
  readonly of: Estimate | undefined;
}

export function Interval({ figure, of }: MeasureProps) {
  if (of === undefined) return <span className="note">none</span>;
  return (
    <>
      <span className="number">{write(figure, of.mean)}</span>
      <span className="note number">
        {write(figure, of.low)} to {write(figure, of.high)}
      </span>
    </>
  );
}

interface VerdictProps extends MeasureProps {
  /** Of one run nothing can be told. */
  readonly runs: number;
}

const saidOf = (of: Estimate | undefined, runs: number): Said =>
  runs < 2 && of !== undefined ? 'same' : verdictOf(of);

/** Whether a difference has a direction at all. */
export const isTold = (of: Estimate | undefined, runs: number): boolean =>
  ['lower', 'higher'].includes(saidOf(of, runs));

/** What a difference allows to be said. */
export function Verdict({ figure, of, runs }: VerdictProps) {
  const verdict = saidOf(of, runs);
  const better = isBetter(figure, verdict);
  const tone = better === undefined ? 'plain' : better ? 'calm' : 'stress';
  const side = better === undefined ? '' : better ? ', better' : ', worse';
  return (
    <Tag tone={tone}>
      {VERDICT_WORDS[verdict]}
      {side}
    </Tag>
  );
}

export const runsNote = (runs: number): string =>
  `Means over ${runs} ${runs === 1 ? 'run' : 'runs'} with 95 % intervals. Where the interval of a difference contains ` +
  `zero, it cannot be told from nothing.${runs < 2 ? ' One run has no interval: nothing can be told from it.' : ''}`;

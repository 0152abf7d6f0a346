/** A study's answer: fixed terms against adaptive ones, with the intervals that say how much of it is chance. */
import '../../style/page-audit.css';
import '../../style/page-study.css';
import { useState } from 'react';
import { JsonSource } from '../../component/jsonSource';
import { Figure } from '../../component/figure';
import { Empty } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import { IntervalPlot } from './intervalPlot';
import {
  DRAWN,
  figureOf,
  isBetter,
  readSummary,
  VERDICT_WORDS,
  verdictOf,
  write,
  type Cell,
  type Estimate,
  type Group,
  type Summary,
} from './summary';

interface Loaded {
  readonly summary: Summary;
  readonly name: string;
}

export default function StudyPage() {
  const [loaded, setLoaded] = useState<Loaded>();
  return (
    <div className="study">
      <h1>Study</h1>
      <p>Do terms that adapt help? The same prices, people, books and publishers; only who sets the terms differs.</p>
      <JsonSource
        what="a study"
        command="scorer study --data data --json study.json"
        parse={readSummary}
        onLoaded={(summary, name) => setLoaded({ summary, name })}
      />
      {loaded === undefined ? (
        <Empty>No study is loaded.</Empty>
      ) : (
        // Another study begins with choices of its own.
        <Answer key={loaded.name} summary={loaded.summary} name={loaded.name} />
      )}
    </div>
  );
}

/** What all others are compared with, and what is asked about most: the first variant, and the one that follows the model. */
const FIXED = 0;
const modelPlace = (variants: readonly string[]) =>
  Math.max(
    1,
    variants.findIndex((name) => name.includes('by model')),
  );

function Answer({ summary, name }: Loaded) {
  const { groups, variants } = summary;
  const [at, setAt] = useState(0);
  const [other, setOther] = useState(() => Math.min(modelPlace(variants), variants.length - 1));
  const group = groups[at]!;
  return (
    <>
      <dl className="figures totals">
        <Figure label="File">{name}</Figure>
        <Figure label="Data">{summary.origin}</Figure>
        <Figure label="Seeds" note="draws of people">
          {summary.seeds}
        </Figure>
        <Figure label="Borrowers">{summary.borrowers}</Figure>
        <Figure label="Local books" note="of the venue’s depth">
          {(100 * summary.share_of_depth).toFixed(1)} %
        </Figure>
      </dl>
      <div className="row">
        <label className="stacked">
          Scenes
          <select value={at} onChange={(event) => setAt(Number(event.target.value))}>
            {groups.map((one, place) => (
              <option key={place} value={place}>
                {one.name}, {one.scenes === 1 ? 'one scene' : `${one.scenes} scenes`}
              </option>
            ))}
          </select>
        </label>
        <label className="stacked">
          Compared with {variants[FIXED]}
          <select value={other} onChange={(event) => setOther(Number(event.target.value))}>
            {variants.map((variant, place) =>
              place === FIXED ? null : (
                <option key={place} value={place}>
                  {variant}
                </option>
              ),
            )}
          </select>
        </label>
      </div>
      <section aria-labelledby="measures">
        <h2 id="measures">
          {variants[other]} against {variants[FIXED]}
        </h2>
        <p className="note">
          Means over {group.runs} {group.runs === 1 ? 'run' : 'runs'} with 95 % intervals. Where the interval of a
          difference contains zero, it cannot be told from nothing.{' '}
          {group.runs < 2 && 'One run has no interval: nothing can be told from it.'}
        </p>
        <Comparison summary={summary} group={group} other={other} />
      </section>
      <section aria-labelledby="plots">
        <h2 id="plots">All variants</h2>
        <div className="plots">
          {DRAWN.map((figure) => (
            <Plot key={figure} summary={summary} group={group} figure={figure} />
          ))}
        </div>
      </section>
      <section aria-labelledby="reading">
        <h2 id="reading">How to read this</h2>
        <p>
          An interval says what the draw of people decides, not what another crash would bring: few crashes are few. Bad
          liquidations are those that sold more than 3 % under the market, or were made while the oracle was more than
          half a percent off it. People are assumptions: they decide the size of every figure, and the comparison rests
          on their being the same.
        </p>
      </section>
    </>
  );
}

interface Compared {
  readonly figure: string;
  readonly fixed: Cell | undefined;
  readonly other: Cell | undefined;
}

function Comparison({
  summary,
  group,
  other,
}: {
  readonly summary: Summary;
  readonly group: Group;
  readonly other: number;
}) {
  const rows = summary.figures.map((figure, at): Compared => ({
    figure,
    fixed: group.cells[FIXED]?.[at],
    other: group.cells[other]?.[at],
  }));
  const columns: readonly Column<Compared>[] = [
    { name: 'Measure', cell: ({ figure }) => figureOf(figure).label },
    { name: summary.variants[FIXED] ?? '', cell: ({ figure, fixed }) => <Interval figure={figure} of={fixed?.mean} /> },
    {
      name: summary.variants[other] ?? '',
      cell: ({ figure, other: cell }) => <Interval figure={figure} of={cell?.mean} />,
    },
    { name: 'Difference', cell: ({ figure, other: cell }) => <Interval figure={figure} of={cell?.difference} /> },
    {
      name: 'So',
      cell: ({ figure, other: cell }) => {
        const verdict = group.runs < 2 && cell?.difference !== undefined ? 'same' : verdictOf(cell?.difference);
        const better = isBetter(figure, verdict);
        const tone = better === undefined ? 'plain' : better ? 'calm' : 'stress';
        const side = better === undefined ? '' : better ? ', better' : ', worse';
        return (
          <Tag tone={tone}>
            {VERDICT_WORDS[verdict]}
            {side}
          </Tag>
        );
      },
    },
  ];
  return <Table caption="Table of measures" rows={rows} keyOf={({ figure }) => figure} columns={columns} />;
}

function Interval({ figure, of }: { readonly figure: string; readonly of: Estimate | undefined }) {
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

function Plot({
  summary,
  group,
  figure,
}: {
  readonly summary: Summary;
  readonly group: Group;
  readonly figure: string;
}) {
  const place = summary.figures.indexOf(figure);
  if (place < 0) return null;
  const bars = summary.variants.map((label, at) => ({ label, estimate: group.cells[at]?.[place]?.mean }));
  return <IntervalPlot title={figureOf(figure).label} bars={bars} write={(value) => write(figure, value)} />;
}

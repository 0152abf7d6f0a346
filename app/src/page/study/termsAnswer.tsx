/** Fixed terms against adaptive ones. */
import { useState } from 'react';
import { Table, type Column } from '../../component/table';
import { IntervalPlot } from './intervalPlot';
import { Facts, GroupChoice, Interval, runsNote, Verdict } from './shared';
import { DRAWN, figureOf, write, type Cell, type Group, type Summary } from './summary';

interface TermsAnswerProps {
  readonly summary: Summary;
  readonly name: string;
}

/** What all others are compared with, and what is asked about most: the first variant, and the one that follows the model. */
const FIXED = 0;
const modelPlace = (variants: readonly string[]) =>
  Math.max(
    1,
    variants.findIndex((name) => name.includes('by model')),
  );

export function TermsAnswer({ summary, name }: TermsAnswerProps) {
  const { groups, variants } = summary;
  const [at, setAt] = useState(0);
  const [other, setOther] = useState(() => Math.min(modelPlace(variants), variants.length - 1));
  const group = groups[at]!;
  return (
    <>
      <Facts name={name} summary={summary} />
      <div className="row">
        <GroupChoice groups={groups} at={at} onChoose={setAt} />
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
        <p className="note">{runsNote(group.runs)}</p>
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

interface ComparisonProps {
  readonly summary: Summary;
  readonly group: Group;
  readonly other: number;
}

function Comparison({ summary, group, other }: ComparisonProps) {
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
      cell: ({ figure, other: cell }) => <Verdict figure={figure} of={cell?.difference} runs={group.runs} />,
    },
  ];
  return <Table caption="Table of measures" rows={rows} keyOf={({ figure }) => figure} columns={columns} />;
}

interface PlotProps {
  readonly summary: Summary;
  readonly group: Group;
  readonly figure: string;
}

function Plot({ summary, group, figure }: PlotProps) {
  const place = summary.figures.indexOf(figure);
  if (place < 0) return null;
  const bars = summary.variants.map((label, at) => ({ label, estimate: group.cells[at]?.[place]?.mean }));
  return <IntervalPlot title={figureOf(figure).label} bars={bars} write={(value) => write(figure, value)} />;
}

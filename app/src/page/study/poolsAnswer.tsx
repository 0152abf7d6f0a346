/** What a pool that fails does to the one beside it, channel by channel. */
import { useState } from 'react';
import { Table, type Column } from '../../component/table';
import { IntervalPlot } from './intervalPlot';
import { cellOf, columnsOf, linkWords, type Link, type PoolColumn, type PoolsGroup, type PoolsSummary } from './pools';
import { Facts, GroupChoice, Interval, isTold, runsNote, Verdict } from './shared';
import { DRAWN, figureOf, write } from './summary';

interface PoolsAnswerProps {
  readonly summary: PoolsSummary;
  readonly name: string;
}

export function PoolsAnswer({ summary, name }: PoolsAnswerProps) {
  const [at, setAt] = useState(0);
  const [isNeighbour, setIsNeighbour] = useState(false);
  const shown: Shown = { summary, group: summary.groups[at]!, columns: columnsOf(summary, isNeighbour) };
  const note = runsNote(summary.seeds);
  return (
    <>
      <Facts name={name} summary={summary} borrowersNote="in two pools" />
      <div className="row">
        <GroupChoice groups={summary.groups} at={at} onChoose={setAt} />
        <label className="stacked">
          Figures of
          <select
            value={isNeighbour ? 'neighbour' : 'here'}
            onChange={(event) => setIsNeighbour(event.target.value === 'neighbour')}
          >
            <option value="here">the pool whose terms adapt</option>
            <option value="neighbour">its neighbour that fails</option>
          </select>
        </label>
      </div>
      <section aria-labelledby="channels">
        <h2 id="channels">What passes through each channel</h2>
        <p className="note">
          {note} Differences are from every channel closed, and those that can be told say which way they go.
        </p>
        <Channels {...shown} />
      </section>
      <section aria-labelledby="seeing">
        <h2 id="seeing">What it changes that publishers read the neighbour</h2>
        <p className="note">All channels are open in both.</p>
        <Seeing {...shown} />
      </section>
      <section aria-labelledby="plots">
        <h2 id="plots">All rows</h2>
        <div className="plots">
          {DRAWN.map((figure) => (
            <Plot key={figure} {...shown} figure={figure} />
          ))}
        </div>
      </section>
      <Reading />
    </>
  );
}

interface Shown {
  readonly summary: PoolsSummary;
  readonly group: PoolsGroup;
  readonly columns: readonly PoolColumn[];
}

const CHANNELS: readonly (readonly [string, Link])[] = [
  ['Books', 'books'],
  ['Wallet', 'wallet'],
  ['Fear', 'fear'],
  ['All three', 'all, unseen'],
];

const measure: Column<PoolColumn> = { name: 'Measure', cell: ({ figure }) => figureOf(figure).label };

function Channels({ summary, group, columns: rows }: Shown) {
  const columns: readonly Column<PoolColumn>[] = [
    measure,
    {
      name: 'Every channel closed',
      cell: (row) => <Interval figure={row.figure} of={cellOf(summary, group, 'apart', row)?.mean} />,
    },
    ...CHANNELS.map(([name, link]): Column<PoolColumn> => ({
      name,
      cell: (row) => {
        const of = cellOf(summary, group, link, row)?.beyond_apart;
        return (
          <>
            <Interval figure={row.figure} of={of} />
            {isTold(of, summary.seeds) && <Verdict figure={row.figure} of={of} runs={summary.seeds} />}
          </>
        );
      },
    })),
  ];
  return <Table caption="Table of channels" rows={rows} keyOf={({ figure }) => figure} columns={columns} />;
}

function Seeing({ summary, group, columns: rows }: Shown) {
  const mean =
    (link: Link): Column<PoolColumn>['cell'] =>
    (row) => <Interval figure={row.figure} of={cellOf(summary, group, link, row)?.mean} />;
  const difference = (row: PoolColumn) => cellOf(summary, group, 'all, seen', row)?.beyond_unseen;
  const columns: readonly Column<PoolColumn>[] = [
    measure,
    { name: 'Not read', cell: mean('all, unseen') },
    { name: 'Read', cell: mean('all, seen') },
    { name: 'Difference', cell: (row) => <Interval figure={row.figure} of={difference(row)} /> },
    { name: 'So', cell: (row) => <Verdict figure={row.figure} of={difference(row)} runs={summary.seeds} /> },
    { name: 'Fixed terms here too', cell: mean('fixed terms, all') },
  ];
  return (
    <Table caption="Table of reading the neighbour" rows={rows} keyOf={({ figure }) => figure} columns={columns} />
  );
}

function Plot({ summary, group, columns, figure }: Shown & { readonly figure: string }) {
  const column = columns.find((one) => one.figure === figure);
  if (column === undefined) return null;
  const bars = summary.links.map((link, at) => ({
    label: linkWords(link),
    estimate: group.cells[at]?.[column.at]?.mean,
  }));
  return <IntervalPlot title={figureOf(figure).label} bars={bars} write={(value) => write(figure, value)} />;
}

function Reading() {
  return (
    <section aria-labelledby="reading">
      <h2 id="reading">How to read this</h2>
      <p>
        Two pools have the same assets and publishers. The neighbour has fixed terms and is shown no prices on each
        scene&apos;s worst day, so that nobody is liquidated there until they come back. Three channels lead from it,
        each of which can be closed:
      </p>
      <ul>
        <li>
          <strong>Books:</strong> what is liquidated there pushes the price at which is sold here.
        </li>
        <li>
          <strong>Wallet:</strong> who is in both pools has one wallet; what defends one position is gone for the other.
        </li>
        <li>
          <strong>Fear:</strong> depositors feel a part of the neighbour&apos;s alarm as if it were their own
          pool&apos;s.
        </li>
      </ul>
      <p>
        An interval says what the draw of people decides, not what another crash would bring. How much people fear and
        how many are in both pools are assumptions, and decide the sizes.
      </p>
    </section>
  );
}

/** All publishers of a feed; columns sort by a press on their heads, also by keyboard. */
import type { ReactNode } from 'react';
import { Age, Number } from '../../component/figure';
import { Tag, type Tone } from '../../component/tag';
import { points, shortAddress } from '../../format/number';
import type { Standing } from '../../feed/standing';
import type { PublisherRow, Sorting, SortKey } from './select';

interface Column {
  readonly key: SortKey;
  readonly name: string;
  readonly cell: (row: PublisherRow) => ReactNode;
}

const TONES: Readonly<Record<Standing, Tone>> = { voting: 'calm', shadow: 'transition', silent: 'plain' };
const WORDS: Readonly<Record<Standing, string>> = { voting: 'voting', shadow: 'shadow', silent: 'muted' };

export function StandingTag({ standing }: { readonly standing: Standing }) {
  return <Tag tone={TONES[standing]}>{WORDS[standing]}</Tag>;
}

/** With its sign: above the median is plus. */
export const signed = (apart: number | undefined) => {
  if (apart === undefined) return { text: 'none', unit: '' };
  const { text, unit } = points(Math.abs(apart));
  return { text: apart === 0 ? text : `${apart < 0 ? '−' : '+'}${text}`, unit };
};

interface PublisherTableProps {
  readonly rows: readonly PublisherRow[];
  readonly sorting: Sorting;
  readonly onSort: (key: SortKey) => void;
  readonly chosen: number | undefined;
  readonly onChoose: (slot: number) => void;
  readonly now: bigint;
  /** Farther than this from the median is an outlier, hundredths of a point. */
  readonly outlierDistance: number;
}

function columnsOf(now: bigint, outlierDistance: number): readonly Column[] {
  const isFar = (distance: number) => distance > outlierDistance;
  return [
    { key: 'standing', name: 'Standing', cell: ({ standing }) => <StandingTag standing={standing} /> },
    {
      key: 'score',
      name: 'Last report',
      cell: ({ report }) =>
        report.sequence === 0n ? (
          'none yet'
        ) : (
          <>
            <Number shown={points(report.score)} />
            <span className="note">± {points(report.halfWidth).text}</span>
          </>
        ),
    },
    { key: 'observed', name: 'Observed', cell: ({ report }) => <Age at={report.observedAt} now={now} /> },
    {
      key: 'apart',
      name: 'From median',
      cell: ({ apart }) => (
        <>
          <Number shown={signed(apart)} />
          {apart !== undefined && isFar(Math.abs(apart)) && <Tag tone="stress">outlier</Tag>}
        </>
      ),
    },
    { key: 'distance', name: 'Smoothed', cell: ({ record }) => <Number shown={points(record.distance)} /> },
    { key: 'posts', name: 'Reports', cell: ({ record }) => record.posts.toLocaleString('en-US') },
    {
      key: 'misses',
      name: 'Missed',
      cell: ({ record }) => (
        <>
          {record.misses.toLocaleString('en-US')}
          {record.missesInARow > 0 && <span className="note">{record.missesInARow} in a row</span>}
        </>
      ),
    },
    { key: 'outliers', name: 'Outlier run', cell: ({ record }) => record.outliersInARow },
    { key: 'model', name: 'Model', cell: ({ modelHash }) => <span className="hash">{modelHash.slice(0, 8)}</span> },
  ];
}

export function PublisherTable(props: PublisherTableProps) {
  const { rows, sorting, onSort, chosen, onChoose, now, outlierDistance } = props;
  const columns = columnsOf(now, outlierDistance);
  const caption = 'Table of publishers';
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="publishers">
        <caption className="hidden">{caption}. A press on a column’s head sorts by it.</caption>
        <thead>
          <tr>
            <Head column={{ key: 'publisher', name: 'Publisher' }} sorting={sorting} onSort={onSort} />
            {columns.map((column) => (
              <Head key={column.key} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slot} className={row.slot === chosen ? 'chosen' : ''}>
              <th scope="row">
                <button
                  type="button"
                  className="quiet"
                  aria-pressed={row.slot === chosen}
                  onClick={() => onChoose(row.slot)}
                >
                  <span className="hash">{shortAddress(row.publisher.key)}</span>
                </button>
              </th>
              {columns.map(({ key, cell }) => (
                <td key={key}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  readonly column: Pick<Column, 'key' | 'name'>;
  readonly sorting: Sorting;
  readonly onSort: (key: SortKey) => void;
}

function Head({ column: { key, name }, sorting, onSort }: HeadProps) {
  const isSorted = sorting.key === key;
  const order = sorting.isFalling ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={isSorted ? order : 'none'}>
      <button type="button" className="sort" onClick={() => onSort(key)}>
        {name}
        <span aria-hidden="true">{isSorted ? (sorting.isFalling ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

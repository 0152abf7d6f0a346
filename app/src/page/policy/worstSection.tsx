import { useMemo } from 'react';
import type { FeedConfig } from '../../client/generated/types';
import { Number } from '../../component/figure';
import { Table, type Column } from '../../component/table';
import { percentOfBps, points } from '../../format/number';
import { span } from '../../format/time';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import { useSame } from '../../shell/useSame';
import type { ReserveRow } from '../market/select';
import { worstRows, type WorstRow } from './select';

interface WorstSectionProps {
  /** By their index; alike in how they listen and forget, so that one answer is all of theirs. */
  readonly feeds: readonly number[];
  readonly rows: readonly ReserveRow[];
  readonly policy: Policy;
  readonly config: FeedConfig;
}

/** What a captured majority of publishers could loosen at most. */
export function WorstSection({ feeds, rows, policy, config }: WorstSectionProps) {
  const nameOf = useAssetName();
  const reserves = rows.filter((row) => feeds.includes(row.feed));
  const bounds = reserves.map(({ reserve: { data } }) => ({ index: data.index, bounds: data.config.openingLtv }));
  const asked = useSame({ feed: feeds[0] ?? 0, config, reserves: bounds });
  const worst = useMemo(() => worstRows(policy, asked), [policy, asked]);
  const columns: readonly Column<WorstRow>[] = [
    { name: 'Within', cell: ({ seconds }) => span(seconds) },
    { name: 'Score falls by', cell: ({ score }) => <Number shown={points(score)} /> },
    { name: 'Regimes left', cell: ({ regimes }) => regimes },
    ...reserves.map(({ reserve }, at) => ({
      name: `Opening LTV of ${nameOf(reserve.data.mint)}`,
      cell: ({ ltvRises }: WorstRow) => <Number shown={plus(percentOfBps(ltvRises[at] ?? 0))} />,
    })),
  ];
  return (
    <Table
      caption={`Table of the most that can loosen: ${reserves.map(({ reserve }) => nameOf(reserve.data.mint)).join(', ')}`}
      rows={worst}
      keyOf={({ seconds }) => seconds.toString()}
      columns={columns}
    />
  );
}

const plus = ({ text, unit }: { text: string; unit: string }) => ({ text: `+${text}`, unit });

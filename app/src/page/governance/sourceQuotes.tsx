/** What new price sources say at this moment, and whether policy would let them take over. */
import { useCallback } from 'react';
import type { ReadonlyUint8Array } from '@solana/kit';
import { Age } from '../../component/figure';
import { Loading, Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { asText, price, shortAddress } from '../../format/number';
import type { Policy } from '../../policy/policy';
import { useModel } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { usePolled } from '../../shell/usePolled';
import { useSame } from '../../shell/useSame';
import { Why } from '../../transaction/dialog';
import { targetsOf, type Draft } from './select';
import { judgeSources, quotesOf, type SourceQuote } from './sources';

interface SourceQuotesProps {
  readonly view: MarketView & { readonly policy: Policy };
  readonly draft: Draft;
  readonly now: bigint;
}

const AGAIN_MILLIS = 15_000;

export function SourceQuotes({ view, draft, now }: SourceQuotesProps) {
  const { value: found, trouble } = useQuotes(draft.payload);
  const columns: readonly Column<SourceQuote>[] = [
    { name: 'Source', cell: ({ name }) => name },
    {
      name: 'Quote in',
      cell: ({ quote }) => (quote === undefined ? 'none' : <code>{shortAddress(quote.address)}</code>),
    },
    { name: 'Published', cell: ({ quote }) => (quote === undefined ? '' : <Age at={quote.publishedAt} now={now} />) },
  ];
  return (
    <>
      <h4>What the sources say now</h4>
      {trouble !== undefined && (
        <Notice tone="warning">The sources’ quotes could not be looked up ({trouble}). The page tries again.</Notice>
      )}
      {found === undefined && trouble === undefined && <Loading what="the sources’ quotes" />}
      {found !== undefined && (
        <>
          <Table caption="Quotes of the new sources" rows={found} keyOf={({ name }) => name} columns={columns} />
          <Verdict view={view} draft={draft} now={now} found={found} />
        </>
      )}
    </>
  );
}

function useQuotes(payload: ReadonlyUint8Array) {
  const { network } = useModel();
  // The page draws itself anew every second; the sources are the same as long as they say the same.
  const same = useSame(Array.from(payload));
  const read = useCallback(() => {
    if (network === undefined) throw new Error('there is no network');
    return quotesOf(network, Uint8Array.from(same));
  }, [network, same]);
  return usePolled(read, AGAIN_MILLIS);
}

function Verdict({ view, draft, now, found }: SourceQuotesProps & { readonly found: readonly SourceQuote[] }) {
  const judged = judgeSources(view.read, view.policy, draft, found, now);
  const { reserve } = targetsOf(view.read, draft);
  if (reserve === undefined) return null;
  switch (judged.kind) {
    case 'refused':
      return <Why explanation={judged.explanation} />;
    case 'missing':
      return (
        <Notice tone="warning">
          This network has no quote of the {judged.names.join(' and the ')}. It can be proposed without; it cannot be
          executed until there is one.
        </Notice>
      );
    case 'taken': {
      const told = (mid: bigint) => asText(price(mid, reserve.data.decimals));
      const { first, second } = judged.prices;
      const before =
        reserve.data.price.publishedAt === 0n ? 'has no price yet' : `is ${told(reserve.data.price.mid)} now`;
      return (
        <p role="status">
          The price would be {told(first)}
          {second !== undefined && `, the second ${told(second)}`}; it {before}. By these quotes the sources could take
          over.
        </p>
      );
    }
  }
}

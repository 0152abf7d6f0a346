import type { ReactNode } from 'react';
import type { Past } from '../chain/past';
import { Empty, Loading, Notice } from '../component/notice';

interface PastStateProps {
  readonly past: Past;
  /** What there is none of, where it is empty. */
  readonly what: string;
  readonly isEmpty: boolean;
  readonly onOlder: () => void;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

/** A part of a page that shows a feed's past: reading, failed, empty, in part. */
export function PastState({ past, what, isEmpty, onOlder, onRetry, children }: PastStateProps) {
  const { failure, isBegun, isReading, coming, isWhole, missing } = past;
  return (
    <>
      {failure !== undefined && (
        <Notice tone="warning">
          <p>The past could not be read ({failure}). What is above and below is not concerned.</p>
          <button type="button" className="quiet" onClick={onRetry}>
            Try again
          </button>
        </Notice>
      )}
      {!isBegun && failure === undefined && <Loading what="the past" />}
      {isBegun && isEmpty && <Empty>There are no {what} in what was read.</Empty>}
      {isBegun && !isEmpty && children}
      {isBegun && (
        <p className="past-foot">
          {!isWhole && (
            <button type="button" className="quiet" onClick={onOlder} disabled={isReading}>
              {isReading ? `Reading…${coming > 0 ? ` ${coming.toLocaleString('en-US')} so far` : ''}` : 'Read older'}
            </button>
          )}
          <span className="note">
            {isWhole ? 'All that the network keeps is shown.' : 'There is more on the network.'}
            {missing > 0 && ` ${missing} transactions were not given by this RPC.`}
          </span>
        </p>
      )}
    </>
  );
}

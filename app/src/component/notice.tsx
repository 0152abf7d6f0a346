/** The states that every page shares: nothing yet, nothing there, old, lost, in part. */
import type { ReactNode } from 'react';
import type { Phase } from '../chain/phase';

export function Notice({
  tone,
  children,
}: {
  readonly tone: 'plain' | 'warning' | 'error';
  readonly children: ReactNode;
}) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** What moves by itself in a notice, such as a time that runs: it is seen, and not announced anew each second. */
export function Moving({ children }: { readonly children: ReactNode }) {
  return <span aria-live="off">{children}</span>;
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="loading" role="status" aria-live="polite">
      <span className="spinner" aria-hidden="true" /> Reading {what}…
    </div>
  );
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

interface LinkNoticeProps {
  readonly phase: Phase;
  readonly reason: string | undefined;
  readonly troubles: readonly string[];
  /** It answers, but from the same slot for long. */
  readonly standsStill: boolean;
}

/** What is wrong with the connection; nothing while it is fine. */
export function LinkNotice({ phase, reason, troubles, standsStill }: LinkNoticeProps) {
  switch (phase) {
    case 'stale':
      return (
        <Notice tone="warning">
          {standsStill
            ? 'These numbers are old: the network answers, but its slot no longer rises. Another RPC can be chosen above.'
            : 'These numbers are old: the network has not answered for a while. The page keeps asking.'}
          <Troubles troubles={troubles} />
        </Notice>
      );
    case 'disconnected':
      return (
        <Notice tone="error">
          The network does not answer{reason === undefined ? '' : ` (${reason})`}. What is shown is the last that was
          read. The page keeps trying; another RPC can be chosen above.
        </Notice>
      );
    case 'degraded':
      return (
        <Notice tone="warning">
          Some numbers are missing or in doubt.
          <Troubles troubles={troubles} />
        </Notice>
      );
    default:
      return null;
  }
}

function Troubles({ troubles }: Pick<LinkNoticeProps, 'troubles'>) {
  if (troubles.length === 0) return null;
  return (
    <ul>
      {troubles.map((trouble) => (
        <li key={trouble}>{trouble}</li>
      ))}
    </ul>
  );
}

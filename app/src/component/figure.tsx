/** A number with its unit, and how old it is. */
import type { ReactNode } from 'react';
import type { Shown } from '../format/number';
import { distance } from '../format/time';

export function Number({ shown }: { readonly shown: Shown }) {
  return (
    <span className="number">
      {shown.text}
      {shown.unit !== '' && <span className="unit"> {shown.unit}</span>}
    </span>
  );
}

export function Age({ at, now }: { readonly at: bigint; readonly now: bigint }) {
  return <span className="age">{distance(at, now)}</span>;
}

interface FigureProps {
  readonly label: string;
  readonly children: ReactNode;
  /** What it means, or how old it is. */
  readonly note?: ReactNode;
}

/** A labelled number; use inside `<dl className="figures">`. */
export function Figure({ label, children, note }: FigureProps) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>
        {children}
        {note !== undefined && <span className="note">{note}</span>}
      </dd>
    </div>
  );
}

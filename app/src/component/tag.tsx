import type { ReactNode } from 'react';

export type Tone = 'calm' | 'transition' | 'stress' | 'plain';

/** A word with a colour; the word alone says everything. */
export function Tag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}

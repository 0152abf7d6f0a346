import { useState } from 'react';

/** A number of 64 bits as text, so that the whole can be compared. */
const written = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part.toString()}n` : part));

/**
 * The same object for as long as it says the same. Accounts are decoded anew with every read: what is computed or drawn from a
 * part of one should wait until that part has changed.
 */
export function useSame<T>(value: T): T {
  const text = written(value);
  const [kept, setKept] = useState({ text, value });
  if (kept.text === text) return kept.value;
  setKept({ text, value });
  return value;
}

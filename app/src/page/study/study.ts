/** A study's file is of one of two kinds. */
import { isOfPools, readPools, type PoolsSummary } from './pools';
import { readSummary, type Summary } from './summary';

export type Study =
  { readonly kind: 'terms'; readonly summary: Summary } | { readonly kind: 'pools'; readonly summary: PoolsSummary };

/** Throws `ShapeError`. */
export const readStudy = (told: unknown): Study =>
  isOfPools(told) ? { kind: 'pools', summary: readPools(told) } : { kind: 'terms', summary: readSummary(told) };

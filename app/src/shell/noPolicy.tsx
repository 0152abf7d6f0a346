import { Loading, Notice } from '../component/notice';
import type { MarketView } from './model';

/** In place of what policy would answer: it is being loaded, or why it cannot answer. */
export function NoPolicy({ trouble }: Pick<MarketView, 'trouble'>) {
  if (trouble === undefined) return <Loading what="the policy module" />;
  return <Notice tone="warning">Terms cannot be worked out now: {trouble}</Notice>;
}

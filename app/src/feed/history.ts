/** A feed's past: its rounds and reports, and nothing of what else was in the same transactions. */
import { ofFeed } from '../chain/history';
import { pastsOf } from '../chain/past';

/** At first about half a day of five publishers is read; a press of "older" reads about a day and a half of them at least. */
export const feedHistory = pastsOf((feed) => ({
  page: 100,
  firstPages: 3,
  leastPagesMore: 5,
  only: (entry) => ofFeed(entry, feed),
}));

/** Publishers are lost: what the feed's health says, what the terms become, and that a quorum brings them back under rules. */
import { expect, test } from 'vitest';
import { goTo, markPage, openMarket, seeFigure } from './harness/person';
import { useWorld } from './harness/world';

const world = useWorld({ borrowers: 1 });

const HOUR = 3_600;

test('without_reports_terms_tighten_by_the_clock_to_the_strictest_and_a_quorum_ends_it', async () => {
  const { page, chain } = world;
  // Given five publishers who have reported calm
  await openMarket(page, world.site.url);
  const isMarked = await markPage(page);
  const card = page.getByRole('article', { name: 'Feed 1' });
  await card.getByText('5 of 5').waitFor();
  await card.getByText(/Without another round terms begin to tighten in 5\d min/).waitFor();

  // When none reports for half an hour, then too few are fresh, and terms stand
  await chain.travel(HOUR / 2);
  await card.getByText('0 of 5').waitFor();
  await card.getByText('too few').waitFor();
  await card.getByRole('heading', { name: 'SOL calm' }).waitFor();

  // When it is two hours, then the score rises by the clock
  await chain.travel(1.5 * HOUR);
  await card
    .getByText(/Degraded: silent, so terms tighten by the clock. The strictest terms in (4 h|3 h 59 min)/)
    .waitFor();

  // When it is more than six, then the strictest terms hold
  await chain.travel(4.5 * HOUR);
  await card
    .getByText('Degraded: no quorum for too long. The strictest terms hold until a quorum reports again.')
    .waitFor();
  await card.getByRole('heading', { name: 'SOL stress' }).waitFor();
  await card.getByText('100.0').first().waitFor();
  const breakers = page.getByRole('region', { name: 'Table of circuit breakers' });
  await breakers.getByRole('row', { name: /^SOL.*feed degraded, while its cause lasts/ }).waitFor();
  // And publishers are shown to be silent
  await goTo(page, 'Publishers');
  await seeFigure(page, 'Fresh reports', /^0\s*quorum 3/);

  // When a quorum reports again, then the feed holds, and the terms loosen by steps only
  await chain.round(2_000);
  await goTo(page, 'Market');
  await card.getByText('the last consensus holds').waitFor();
  await card.getByText('5 of 5').waitFor();
  await card.getByRole('heading', { name: 'SOL stress' }).waitFor();
  expect(await isMarked()).toBe(true);
});

// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { percentOfBits, percentOfBps } from '../../format/number';
import { span } from '../../format/time';
import { fakeNetwork } from '../../testing/fakeNetwork';
import { goldenNow, goldenPolicy } from '../../testing/golden';
import { closePage, openPage } from '../../testing/openPage';
// Loaded before the tests begin: a busy machine takes long to compile a page.
import './policyPage';

afterEach(closePage);

const supposed = () => within(screen.getByRole('region', { name: /at the chosen score, hypothetical/ }));

test('the_slider_shows_policys_terms_at_another_score_as_hypothetical', async () => {
  // Given the page at the present score
  openPage('#/policy', fakeNetwork());
  const slider = await screen.findByRole('slider', { name: 'What if the score were' });
  expect(supposed().getAllByText('transition')).toHaveLength(2);
  expect(supposed().getAllByText('as now').length).toBeGreaterThan(10);

  // When the score is set to 80
  fireEvent.change(slider, { target: { value: '8000' } });

  // Then each reserve has what policy answers there
  const policy = await goldenPolicy();
  expect(supposed().getAllByText('stress')).toHaveLength(2);
  for (const reserve of [0, 1]) {
    const ltv = percentOfBps(policy.termsIf(reserve, 8_000, goldenNow).openingLtvBps).text;
    const rate = percentOfBits(policy.ratesIf(reserve, 'stress', goldenNow).borrowRate, 32).text;
    for (const text of [ltv, rate]) expect(supposed().getAllByText(text).length).toBeGreaterThan(0);
  }
  expect(screen.getByText(/It could be there with the next round/)).toBeTruthy();
  expect(screen.getByText('Hypothetical.')).toBeTruthy();
});

test('a_fall_of_the_score_tells_how_long_it_takes_at_the_soonest', async () => {
  openPage('#/policy', fakeNetwork());
  fireEvent.change(await screen.findByRole('slider', { name: 'What if the score were' }), {
    target: { value: '3000' },
  });
  expect(supposed().getAllByText('calm')).toHaveLength(2);
  const { seconds } = (await goldenPolicy()).reach(0, 3_000, goldenNow);
  expect(seconds).toBeGreaterThan(0n);
  const sentence = screen.getByText(/It could be there after/).textContent;
  expect(sentence).toContain(`after ${span(seconds!)} at the soonest`);
  expect(sentence).toContain('One regime is left');
});

test('the_worst_case_is_that_of_the_published_policy', async () => {
  openPage('#/policy', fakeNetwork());
  const worst = within(await screen.findByRole('region', { name: /^Table of the most that can loosen/ }));
  const rows = worst.getAllByRole('row').map((row) => row.textContent);
  expect(rows[1]).toBe('1 h7.5 points1+3.72 %+7.44 %');
  expect(rows.at(-1)).toBe('7 d100.0 points2+15.00 %+30.00 %');
});

test('curves_are_read_at_a_utilisation_by_keyboard_and_said_to_a_screen_reader', async () => {
  openPage('#/policy/1', fakeNetwork());
  const slider = await screen.findByLabelText('Read the curves at a utilisation');
  fireEvent.change(slider, { target: { value: '9000' } });
  expect(slider.getAttribute('aria-valuetext')).toBe('90.00 %: calm 30.00 %, transition 60.00 %, stress 160.00 %');
  const table = screen.getByRole('region', { name: /Borrow rate of .*: numbers/ });
  expect(within(table).getAllByRole('row').length).toBeGreaterThan(10);
});

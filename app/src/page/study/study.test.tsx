// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ShapeError } from '../../format/shape';
import StudyPage from './studyPage';
import { isBetter, readSummary, verdictOf, write } from './summary';

afterEach(cleanup);

const cell = (mean: number, low: number, high: number) => ({
  mean: { mean, low, high },
  difference: { mean: low, low, high },
  reduction: null,
  beyond_volatility: null,
});

/** A study of two variants and two figures in the form of `scorer study --json`; the numbers mean nothing. */
const STUDY = {
  origin: 'made up <b>for a test</b>',
  seeds: 3,
  borrowers: 10,
  share_of_depth: 0.01,
  variants: ['(a) fixed', '(g) Ballast by model'],
  figures: ['bad_debt', 'capacity_quiet'],
  groups: [
    {
      name: 'crashes',
      kind: 'crash',
      scenes: 2,
      runs: 3,
      cells: [
        [cell(5_000, 4_000, 6_000), cell(0.5, 0.4, 0.6)],
        [cell(1_000, -4_500, -3_500), cell(0.5, -0.1, 0.1)],
      ],
    },
  ],
};

test('an_interval_that_contains_zero_says_nothing', () => {
  expect(verdictOf({ mean: 3, low: -1, high: 7 })).toBe('same');
  expect(verdictOf({ mean: 3, low: 0, high: 7 })).toBe('same');
  expect(verdictOf({ mean: 3, low: 1, high: 7 })).toBe('higher');
  expect(verdictOf(undefined)).toBe('none');
  expect([isBetter('bad_debt', 'higher'), isBetter('capacity_quiet', 'higher'), isBetter('seized', 'higher')]).toEqual([
    false,
    true,
    undefined,
  ]);
});

test('figures_are_written_with_their_units', () => {
  expect(write('bad_debt', -12_345)).toBe('−$12.3 k');
  expect(write('outside_calm', 0.0512)).toBe('5.12 %');
  expect(write('bad_debt', 0.2)).toBe('$0');
});

test.each([null, {}, { ...STUDY, seeds: 'many' }, { ...STUDY, groups: [{ ...STUDY.groups[0], cells: [[]] }] }])(
  'what_is_no_whole_study_is_refused: %#',
  (told) => expect(() => readSummary(told)).toThrow(ShapeError),
);

test('a_loaded_study_is_told_honestly_and_its_words_stay_words', async () => {
  // Given the page with a file chosen
  render(<StudyPage />);
  expect(screen.getByText('No study is loaded.')).toBeTruthy();
  const input = screen.getByLabelText(/File with a study/);
  const file = new File([JSON.stringify(STUDY)], 'study.json', { type: 'application/json' });
  fireEvent.change(input, { target: { files: [file] } });

  // Then the difference that leaves zero out has a direction, and the other has none
  const table = within(await screen.findByRole('region', { name: 'Table of measures' }));
  expect(table.getByText('lower, better')).toBeTruthy();
  expect(table.getByText('cannot be told from nothing')).toBeTruthy();
  expect(screen.getByText('made up <b>for a test</b>')).toBeTruthy();
  expect(document.querySelector('b')).toBeNull();
});

test('a_file_of_the_same_name_with_fewer_scenes_is_shown_from_its_beginning', async () => {
  // Given a study of two groups, of which the second is chosen
  render(<StudyPage />);
  const give = (study: unknown) => {
    const file = new File([JSON.stringify(study)], 'study.json', { type: 'application/json' });
    fireEvent.change(screen.getByLabelText(/File with a study/), { target: { files: [file] } });
  };
  give({ ...STUDY, groups: [...STUDY.groups, { ...STUDY.groups[0], name: 'quiet months' }] });
  fireEvent.change(await screen.findByLabelText('Scenes'), { target: { value: '1' } });

  // When the file is made anew with one, and loaded
  give({ ...STUDY, origin: 'made anew' });

  // Then that one is shown
  expect(await screen.findByText('made anew')).toBeTruthy();
  expect(screen.getByLabelText<HTMLSelectElement>('Scenes').value).toBe('0');
  expect(screen.getByRole('region', { name: 'Table of measures' })).toBeTruthy();
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ShapeError } from '../../format/shape';
import { columnsOf, readPools } from './pools';
import { readStudy } from './study';
import StudyPage from './studyPage';

afterEach(cleanup);

const LINKS = ['sound neighbour', 'apart', 'books', 'wallet', 'fear', 'all, unseen', 'all, seen', 'fixed terms, all'];
const at = (mean: number, low = mean, high = mean) => ({ mean, low, high });

interface Differences {
  readonly apart?: object;
  readonly unseen?: object;
}
const cell = (mean: number, { apart, unseen }: Differences = {}) => ({
  mean: at(mean),
  beyond_apart: apart ?? at(0, -1, 1),
  beyond_unseen: unseen ?? at(0, -1, 1),
});

/** A study of pools in the form of `scorer study --pools --json`; the numbers mean nothing. */
const POOLS = {
  origin: 'made up <b>for a test</b>',
  seeds: 3,
  borrowers: 10,
  share_of_depth: 0.01,
  links: LINKS,
  columns: ['utilization_hours', 'neighbour_utilization_hours'],
  groups: [
    {
      name: 'all scenes',
      scenes: 2,
      cells: LINKS.map((link, place) => [
        cell(
          place,
          link === 'fear' ? { apart: at(19.3, 7.1, 39) } : link === 'all, seen' ? { unseen: at(-7.6, -9, -6) } : {},
        ),
        cell(100 + place),
      ]),
    },
  ],
};

const give = (study: unknown) => {
  const file = new File([JSON.stringify(study)], 'pools.json', { type: 'application/json' });
  fireEvent.change(screen.getByLabelText(/File with a study/), { target: { files: [file] } });
};

test('a_study_of_pools_is_told_from_one_of_terms_by_what_it_holds', () => {
  const { kind, summary } = readStudy(POOLS);
  expect(kind).toBe('pools');
  if (!('columns' in summary)) throw new Error('It was read as the other kind.');
  expect(columnsOf(summary, false)).toEqual([{ figure: 'utilization_hours', at: 0 }]);
  expect(columnsOf(summary, true)).toEqual([{ figure: 'utilization_hours', at: 1 }]);
});

test.each([
  ['a row that is needed', { ...POOLS, links: LINKS.with(4, 'love') }, /lacks the row “fear”/],
  ['a figure', { ...POOLS, columns: ['bad_debt'] }, /lacks figures of a row/],
  ['every group', { ...POOLS, groups: [] }, /not whole/],
  ['its seeds', { ...POOLS, seeds: null }, /seeds should be a whole number/],
])('a_study_of_pools_that_lacks_%s_is_refused_in_words', (_, told, words) => {
  expect(() => readPools(told)).toThrow(ShapeError);
  expect(() => readPools(told)).toThrow(words);
});

test('each_channel_stands_with_its_difference_and_what_the_interval_allows_to_say', async () => {
  // Given the page with such a file
  render(<StudyPage />);
  give(POOLS);

  // Then fear's interval leaves zero out and the books' does not
  const channels = within(await screen.findByRole('region', { name: 'Table of channels' }));
  const [, ...cells] = within(channels.getByRole('row', { name: /^time above 95 % used/ })).getAllByRole('cell');
  expect(cells.map((one) => one.textContent)).toEqual([
    '0.0 h-1.0 h to 1.0 h',
    '0.0 h-1.0 h to 1.0 h',
    '19.3 h7.1 h to 39.0 hhigher, worse',
    '0.0 h-1.0 h to 1.0 h',
  ]);
  // And what reading the neighbour brings has its own row
  const seeing = within(screen.getByRole('region', { name: 'Table of reading the neighbour' }));
  expect(seeing.getByText('lower, better')).toBeTruthy();
  expect(seeing.getByText('-7.6 h')).toBeTruthy();
  // And words of the file stay words
  expect(screen.getByText('made up <b>for a test</b>')).toBeTruthy();
  expect(document.querySelector('b')).toBeNull();
});

test('figures_of_the_neighbour_are_shown_when_they_are_asked_for', async () => {
  render(<StudyPage />);
  give(POOLS);
  const table = () => within(screen.getByRole('region', { name: 'Table of channels' }));
  await screen.findByRole('region', { name: 'Table of channels' });
  expect(table().getAllByText('1.0 h').length).toBeGreaterThan(0);

  fireEvent.change(screen.getByLabelText('Figures of'), { target: { value: 'neighbour' } });

  expect(table().getAllByText('101.0 h').length).toBeGreaterThan(0);
  expect(table().queryByText('higher, worse')).toBeNull();
});

test('of_one_seed_nothing_can_be_told', async () => {
  render(<StudyPage />);
  give({ ...POOLS, seeds: 1 });
  const channels = within(await screen.findByRole('region', { name: 'Table of channels' }));
  expect(channels.queryByText('higher, worse')).toBeNull();
  expect(screen.getByText(/One run has no interval/)).toBeTruthy();
});

/** What the scorer's studies found, as files that a person gives to the page; the scorer makes them here, small. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { chooseFile, goTo, markPage, openMarket } from './harness/person';
import { askScorer } from './harness/program';
import { useWorld } from './harness/world';

const world = useWorld({ borrowers: 1 });

/** A quiet day, early, so that the model has little to learn from. What comes out says nothing about any market. */
const DAY = '--synthetic 7 --from 2020-02-03 --to 2020-02-04 --borrowers 5 --seeds 2 --threads 1';
const STUDIES = { 'study.json': DAY, 'pools.json': `${DAY} --pools` };

const inFolder = (name: string) => join(world.localnet.folder, name);
const give = (name: string) => chooseFile(world.page, /File with a study/, inFolder(name));

beforeAll(async () => {
  for (const [name, words] of Object.entries(STUDIES)) {
    const said = await askScorer(['study', ...words.split(' '), '--json', name], world.localnet.folder);
    expect(said.code, said.err).toBe(0);
  }
  await openMarket(world.page, world.site.url);
  await goTo(world.page, 'Study');
}, 300_000);

test('fixed_and_adaptive_terms_stand_side_by_side_with_intervals_and_what_may_be_said', async () => {
  const { page } = world;
  await page.getByText('No study is loaded.').waitFor();

  // When a study's file is chosen
  await give('study.json');

  // Then the model's terms are compared with the fixed ones, measure by measure
  await page.getByRole('heading', { name: "(g) Ballast by model against (a) fixed, as Kamino's" }).waitFor();
  await page.getByText('synthetic, seed 7', { exact: true }).waitFor();
  const table = page.getByRole('region', { name: 'Table of measures' });
  const row = table.getByRole('row', { name: /^borrowable per dollar, always/ });
  const [fixed, adaptive, difference, verdict] = await row.getByRole('cell').allInnerTexts();
  for (const cell of [fixed, adaptive, difference]) expect(cell).toMatch(/^-?\d\.\d{4}\s*-?\d\.\d{4} to -?\d\.\d{4}$/);
  expect(verdict).toMatch(/^(higher, better|lower, worse|cannot be told from nothing)$/);
  // And every variant is drawn
  const plot = page.getByRole('figure', { name: 'mean utilisation' });
  expect(await plot.getByRole('listitem').count()).toBe(8);

  // When another is to be compared
  await page.getByLabel(/^Compared with/).selectOption({ index: 0 });
  expect(await page.getByRole('heading', { name: /^\(b\) .* against \(a\)/ }).count()).toBe(1);
});

test('a_study_of_pools_is_shown_channel_by_channel_for_both_pools', async () => {
  const { page } = world;
  await give('pools.json');

  const channels = page.getByRole('region', { name: 'Table of channels' });
  const used = channels.getByRole('row', { name: /^mean utilisation/ });
  await used.waitFor();
  const [apart, books, wallet, fear, all] = await used.getByRole('cell').allInnerTexts();
  expect(apart).toMatch(/^\d+\.\d\d %\s*\d+\.\d\d % to \d+\.\d\d %$/);
  for (const cell of [books, wallet, fear, all]) {
    expect(cell).toMatch(/^-?\d+\.\d\d %\s*-?\d+\.\d\d % to -?\d+\.\d\d %\s*(higher|lower|$)/);
  }
  const seeing = page.getByRole('region', { name: 'Table of reading the neighbour' });
  await seeing.getByRole('row', { name: /^mean utilisation/ }).waitFor();

  // When the neighbour's figures are asked for, then they are others
  await page.getByLabel('Figures of').selectOption({ label: 'its neighbour that fails' });
  const [next] = await used.getByRole('cell').allInnerTexts();
  expect(next).toMatch(/^\d+\.\d\d %/);
  expect(next).not.toBe(apart);
});

test('a_wrong_file_is_refused_with_words_and_the_last_study_stays', async () => {
  const { page } = world;
  const wrong = async (content: string, words: string) => {
    await writeFile(inFolder('wrong.json'), content);
    await give('wrong.json');
    await page.getByText(words, { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Table of channels' }).waitFor();
  };
  await wrong('no JSON at all', 'The file is not JSON.');
  await wrong('[]', 'The file is not of the expected form: the study should be an object.');
  await wrong(
    '{"origin":"x","seeds":"many"}',
    'The file is not of the expected form: the study.seeds should be a whole number.',
  );
  await wrong(
    '{"origin":"x","seeds":1,"borrowers":1,"share_of_depth":1,"links":[],"columns":[],"groups":[]}',
    'The study of pools is not whole: it lacks the row “sound neighbour”. Run `scorer study merge --pools` again.',
  );
});

test('a_file_whose_words_are_markup_injects_nothing', async () => {
  const { page } = world;
  const isMarked = await markPage(page);
  const named = '<img src=x>.json';
  const markup = '<img src=x onerror="window.isTaken=1"><script>window.isTaken=1</script>';
  const value = { mean: 1, low: 0, high: 2 };
  const cells = [[{ mean: value, difference: value }], [{ mean: value, difference: value }]];
  const group = { name: markup, kind: markup, scenes: 1, runs: 2, cells };
  const study = { origin: markup, seeds: 2, borrowers: 1, share_of_depth: 1, figures: [markup] };
  await writeFile(
    inFolder(named),
    JSON.stringify({ ...study, variants: [markup, `${markup} by model`], groups: [group] }),
  );
  await give(named);

  // Then it is shown as the text that it is
  await page.locator('dd').getByText(markup, { exact: true }).waitFor();
  await page.locator('dd').getByText(named, { exact: true }).waitFor();
  const found = await page.evaluate(() => ({
    isTaken: 'isTaken' in window,
    elements: document.querySelectorAll('main img, main script, main [onerror]').length,
  }));
  expect(found).toEqual({ isTaken: false, elements: 0 });
  expect(await isMarked()).toBe(true);
});

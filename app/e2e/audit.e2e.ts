/** Why terms changed: the chain's own record of a round, and what a node's report was made of by `scorer audit`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { shortAddress } from '../src/format/number';
import { chooseFile, goTo, openMarket } from './harness/person';
import { askScorer, startNode, type Node } from './harness/program';
import { until } from './harness/until';
import { useWorld } from './harness/world';

const world = useWorld({ borrowers: 1 });
let node: Node | undefined;
afterAll(() => node?.stop());

const SOL = 1;
const NODE = 0;
const OTHERS = [1, 2, 3, 4];
const FILE = /File with an audit’s report/;
/** The row of the round that four publishers brought up. */
const RISEN = /20\.0 → 3[78]\.\d calm/;
/** The local network's clock may lag; its day stands still, and a node's may not. */
const SETTINGS = { BALLAST__CHAIN__SKEW_MOST_SECONDS: '86400', BALLAST__SOURCE__REPLAY__SPEED: '1.0' };

const list = () => world.page.getByRole('list', { name: 'Changes of terms' });
const detail = () => world.page.getByRole('article', { name: 'The chosen entry' });

/** The first publisher's node reports on SOL; then it has said its last word. */
async function nodeReports(): Promise<void> {
  const { chain, localnet } = world;
  const modelNow = async () => (await chain.read()).feeds[SOL]!.data.publishers[NODE]!.modelHash;
  node = startNode(join(localnet.folder, `node-${NODE}.toml`), SETTINGS);
  await until('the report of the node', async () => {
    node!.check();
    // The local network's own first reports name no model.
    return (await modelNow()).some((byte) => byte !== 0);
  });
  await node.stop();
}

/** What `scorer audit` says of SOL's feed with the node's database, as a file. */
async function audited(): Promise<string> {
  const { folder } = world.localnet;
  const config = join(folder, `node-${NODE}.toml`);
  const said = await askScorer(['audit', '--config', config, '--feed', 'SOL', '--all', '--json'], folder, SETTINGS);
  // Four publishers of five have no database here, and it says so with its exit code.
  expect(said.err).toMatch(/reports are not explained: give the databases of their publishers/);
  const path = join(folder, 'audit.json');
  await writeFile(path, said.out);
  return path;
}

test('a_change_of_terms_is_listed_with_its_cause_its_bound_and_the_reports_behind_it', async () => {
  const { page, chain } = world;
  // Given a node's report, a round in which four other publishers see more risk than before, and one in which they see less
  await openMarket(page, world.site.url);
  await nodeReports();
  await chain.travel(60);
  await chain.round(3_800, [SOL], OTHERS);
  await chain.travel(60);
  await chain.round(3_000, [SOL], OTHERS);

  // When the page is opened, then the changes of SOL's terms are listed, newest first
  await goTo(page, 'Audit');
  await page.getByRole('combobox', { name: 'Feed' }).selectOption({ label: 'feed of SOL' });
  const risen = list().getByRole('button', { name: RISEN }).first();
  await risen.click();

  // Then the chosen one has its cause, what it was before and after, what limited it, and five reports
  await detail()
    .getByText(/Round \d+: 5 of 3 needed reports, median 3[78]\.\d points/)
    .waitFor();
  await detail().getByText('round', { exact: true }).waitFor();
  expect(await detail().innerText()).toMatch(/Before\s+\d\d\.\d points, calm\s+After\s+3[78]\.\d points, calm/i);
  await detail()
    .getByText(/What limited it:/)
    .waitFor();
  const reports = detail().getByRole('region', { name: 'Table of reports' }).getByRole('row');
  expect(await reports.count()).toBe(1 + 5);
  for (const number of [NODE, ...OTHERS]) {
    const { address } = await chain.signer(`publisher ${number}`);
    expect(await reports.filter({ hasText: shortAddress(address) }).count()).toBe(1);
  }

  // And the later round, whose median lies lower but above the last counted one's, loosened nothing by the rule it names
  await page.getByLabel('only what changed terms').uncheck();
  const kept = list()
    .getByRole('button', { name: /3[78]\.\d → 3[78]\.\d calm/ })
    .first();
  await kept.click();
  await detail()
    .getByText(/What limited it: the median rose: no loosening\./)
    .waitFor();
});

test('an_audits_file_joins_the_chain_with_what_a_score_was_made_of', async () => {
  const { page, chain } = world;
  // Given the change of before, without a file
  await list().getByRole('button', { name: RISEN }).last().click();
  await detail().getByRole('region', { name: 'Table of reports' }).waitFor();
  expect(
    await detail()
      .getByText(/matches the chain/)
      .count(),
  ).toBe(0);

  // When the audit's file is chosen
  await chooseFile(page, FILE, await audited());
  await page.getByText(/Loaded \d+ entries of SOL\./).waitFor();

  // Then the node's report is proven, and those without a database say so
  const { address } = await chain.signer(`publisher ${NODE}`);
  const proven = detail().locator('section', { has: page.getByText(shortAddress(address)) });
  await proven.getByText('matches the chain', { exact: true }).waitFor();
  expect(await detail().getByText('No database that was given knows this report.').count()).toBe(OTHERS.length);
  // And its features stand with what each adds
  await proven.locator('summary', { hasText: /^SOL: \d+\.\d\d ± \d+\.\d\d/ }).click();
  const contributions = proven.getByRole('region', { name: 'Contributions of SOL' });
  await contributions.waitFor();
  const added = contributions.getByRole('row').getByRole('cell', { name: /^[+-]\d+\.\d\d$/ });
  expect(await added.count()).toBe(12);
  await proven.getByText(/From \d+\.\d\d points with every feature at its mean to \d+\.\d\d by the forecast/).waitFor();
});

test('a_file_that_is_no_audit_is_refused_in_words_and_changes_nothing', async () => {
  const { page, localnet } = world;
  const path = join(localnet.folder, 'other.json');
  await writeFile(path, JSON.stringify({ feed: '<img src=x onerror=alert(1)>', name: 'SOL', changes: 'none' }));
  await chooseFile(page, FILE, path);
  await page.getByText('The file is not of the expected form: the report.changes should be a list.').waitFor();
  await page.getByText(/Loaded \d+ entries of SOL\./).waitFor();
  expect(await page.locator('main img').count()).toBe(0);
});

/** A network that wants to take the page over: whatever text it answers with, it stays text, or is not shown at all. */
import type { Page } from 'playwright-core';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { connectAs, fillIn, goTo } from './harness/person';
import { openLiar, type Answer, type Liar } from './harness/proxy';
import { useWorld } from './harness/world';

/** Says aloud that it ran, however it is run. */
const MARKUP = '<img src=x onerror="window.isTaken=1"><script>window.isTaken=1</script><svg onload="window.isTaken=1">';
/** JSON-RPC's internal error: its message is passed on to people. */
const INTERNAL = -32603;
const LINK = 'javascript:window.isTaken=1';

let liar: Liar | undefined;
const world = useWorld({
  borrowers: 1,
  between: async ({ rpc_url, reserves }) => {
    liar = await openLiar(rpc_url);
    // Names of tokens come from beside the page, and are no more to be trusted.
    const named = reserves.map((reserve) => ({ ...reserve, asset: '<img src=x>' }));
    return { rpc_url: liar.url, reserves: named };
  },
});
afterAll(() => liar?.stop());

/** Every page while the network lies; then nothing ran, and nothing became an element. */
async function endure(page: Page, lie: Liar['lie']): Promise<void> {
  liar!.lie = lie;
  for (const name of ['Policy', 'Publishers', 'Position', 'Liquidations', 'Governance', 'Audit', 'Market']) {
    await goTo(page, name);
    await expectUntouched(page);
  }
}

async function expectUntouched(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    isTaken: 'isTaken' in window,
    scripts: [...document.scripts].filter(({ src }) => new URL(src).origin !== location.origin).length,
    elements: document.querySelectorAll('img, iframe, object, embed, [onerror], [onload], a[href^="javascript"]')
      .length,
  }));
  expect(found).toEqual({ isTaken: false, scripts: 0, elements: 0 });
}

beforeEach(async () => {
  liar!.lie = undefined;
  await world.page.goto(world.site.url);
  await world.page.getByRole('heading', { name: 'Risk feeds' }).waitFor();
});

test('names_of_tokens_that_are_markup_are_shown_as_they_are', async () => {
  const { page } = world;
  await page.getByRole('rowheader', { name: '<img src=x>' }).first().waitFor();
  await endure(page, undefined);
});

test('errors_that_are_markup_are_shown_as_text', async () => {
  const { page } = world;
  await endure(page, () => ({ error: { code: INTERNAL, message: MARKUP } }));
  await page.getByRole('alert').getByText('<img src=x', { exact: false }).first().waitFor();
  await expectUntouched(page);
});

test('a_refusal_whose_words_are_markup_is_told_in_ours', async () => {
  const { page } = world;
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  for (const err of [
    MARKUP,
    { InstructionError: [0, MARKUP] },
    { InstructionError: [0, { Custom: MARKUP }] },
    { [MARKUP]: LINK },
  ]) {
    liar!.lie = (method, answer) => (method === 'simulateTransaction' ? { result: refusal(answer, err) } : answer);
    const card = await fillIn(page, { action: 'Deposit', asset: '<img src=x>', amount: '1' });
    await card.getByRole('button', { name: 'Review and sign' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The market would refuse this.').waitFor();
    expect(await dialog.innerText()).not.toMatch(/<script|onerror|javascript:/);
    expect(await dialog.getByRole('button', { name: 'Sign and send' }).count()).toBe(0);
    await expectUntouched(page);
    await dialog.getByRole('button', { name: 'Close' }).click();
  }
});

/** What a simulation would say, with this error and with lines of the log to match. */
function refusal(answer: Answer, err: unknown): unknown {
  const { context } = answer.result as { context: unknown };
  const logs = [MARKUP, `Program ${MARKUP} failed: ${MARKUP}`, `Program log: ${MARKUP}`, `Program data: ${MARKUP}`];
  return { context, value: { err, logs, accounts: null, unitsConsumed: 1, returnData: null } };
}

test('answers_whose_every_string_is_markup_change_nothing_but_numbers', async () => {
  const { page } = world;
  // Given answers of the right shape, in which every string is hostile
  await endure(page, (_, { result }) => ({ result: poisoned(result) }));
});

test('history_whose_signatures_and_logs_are_markup_is_passed_over', async () => {
  const { page } = world;
  await endure(page, (method, answer) =>
    method === 'getTransaction' || method === 'getSignaturesForAddress' ? { result: poisoned(answer.result) } : answer,
  );
  await page
    .getByRole('status')
    .filter({ hasText: /^(live|polling)$/ })
    .waitFor();
});

function poisoned(value: unknown): unknown {
  if (typeof value === 'string') return value.length % 2 === 0 ? MARKUP : LINK;
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, poisoned(part)]));
}

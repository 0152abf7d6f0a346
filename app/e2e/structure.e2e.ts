/** What waits the longer delay: a publisher replaced, a lower threshold and a deleverage proposed, price sources exchanged. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { shortAddress } from '../src/format/number';
import { connectAs, goTo, leave, openMarket, signAndSend } from './harness/person';
import { useWorld } from './harness/world';

const world = useWorld({ borrowers: 1 });

const WEEK = 7 * 86_400;
const SOL = 1;
const [SILENT, SHADOW] = [0, 2];

/** Opens the governance page as someone, with the form for a change. */
async function openForm(role: string, what: string): Promise<void> {
  const { page } = world;
  await openMarket(page, world.site.url);
  await connectAs(page, role);
  await goTo(page, 'Governance');
  await page.getByLabel('What shall be changed').selectOption({ label: what });
}

/** Proposes what the form holds, and returns its card among those that wait. */
async function propose(number: number): Promise<Locator> {
  const { page } = world;
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await signAndSend(page.getByRole('dialog'));
  const change = page.getByRole('article', { name: `Change ${number}` });
  await change.getByText('changes the structure: waits the longer delay').waitFor();
  await change.getByText(/Due in 6 d 23 h/).waitFor();
  expect(await change.getByRole('button', { name: 'Execute' }).isDisabled()).toBe(true);
  return change;
}

async function execute(change: Locator): Promise<void> {
  await change.getByText(/Due now; anyone can execute it/).waitFor();
  await change.getByRole('button', { name: 'Execute' }).click();
  await signAndSend(world.page.getByRole('dialog'));
}

test('a_publisher_is_replaced_after_its_delay_and_the_old_one_muted', async () => {
  // Given a feed's publishers, of whom one shall go
  const { page, chain } = world;
  const publishers = async () => (await chain.read()).feeds[SOL]!.data;
  const old = (await publishers()).publishers[4]!.key;
  const { address: successor } = await chain.signer('liquidator 0');
  await openForm('publisher admin', 'feed of SOL: a publisher');

  // When the one that is there is proposed again, then it is refused in words; its successor is not
  const input = page.getByLabel('Address of the new publisher');
  await input.fill(old);
  await page.getByText('The feed lists this publisher already.').waitFor();
  await input.fill(successor);
  const change = await propose(0);
  await change.getByRole('row', { name: `publisher not listed ${successor}` }).waitFor();

  // When the delay has passed, then anyone can execute it, and the feed compares it without a vote
  await chain.travel(WEEK);
  await execute(change);
  await page.getByText('No change is waiting.').waitFor();
  const { publishers: listed, reports } = await publishers();
  const slot = listed.findIndex(({ key }) => key === successor);
  expect(slot).toBe(5);
  expect(reports[slot]?.standing).toBe(SHADOW);

  // And the old one is muted at once
  const card = page.getByRole('article').filter({ has: page.getByRole('heading', { name: /^feed of SOL / }) });
  await card.getByText('Mute a publisher, or hear one again').click();
  await card.getByRole('button', { name: `Mute ${shortAddress(old)}` }).click();
  await signAndSend(page.getByRole('dialog'));
  await card.getByRole('button', { name: `Hear ${shortAddress(old)} again` }).waitFor();
  expect((await publishers()).reports[4]?.standing).toBe(SILENT);
  await leave(page);
});

test('a_lower_threshold_and_a_deleverage_wait_and_one_is_cancelled', async () => {
  // Given the threshold of a reserve
  const { page, chain } = world;
  const { config } = (await chain.read()).reserves[SOL]!.data;
  const threshold = config.liquidationThresholdBps / 100;
  await openForm('governance', 'SOL: a lower liquidation threshold');

  // When it shall fall overnight it is refused; on a slope it is not
  const target = page.getByLabel('liquidation threshold at the end');
  await target.fill(String(threshold - 2));
  await page.getByLabel('takes', { exact: true }).fill('1 d');
  await page.getByText(/Rule RampTooShort/).waitFor();
  await page.getByLabel('takes', { exact: true }).fill('6 d');
  const ramp = await propose(1);
  await ramp.getByRole('row', { name: `${threshold} % ${threshold - 2} %, over 6 d` }).waitFor();
  await ramp.getByRole('button', { name: 'Simulate its execution on chain' }).click();
  await ramp.getByText(/The change's delay has not passed/).waitFor();

  // And less debt of a token is proposed beside it
  await page.getByLabel('What shall be changed').selectOption({ label: 'USDC: less debt (deleverage)' });
  await page.getByLabel('debt that may remain').fill('1000');
  await page.getByLabel('weight of a debt at the end').fill('105');
  const deleverage = await propose(2);
  await deleverage.getByRole('row', { name: 'debt that may remain by its caps 1,000 USDC' }).waitFor();
  await deleverage.getByRole('row', { name: 'weight of a debt 100 % 105 %, over 30 d' }).waitFor();

  // When it is cancelled, then it is on the record, and the other still waits
  await deleverage.getByRole('button', { name: 'Cancel it' }).click();
  await signAndSend(page.getByRole('dialog'));
  await page
    .getByRole('listitem')
    .filter({ hasText: /2 · less debt of an asset, USDC.*cancelled/ })
    .waitFor();
  await ramp.getByText(/Due in 6 d 23 h/).waitFor();
  await leave(page);
});

// The last of the file: the network's own crank goes on with the old source, which the market then refuses.
test('price_sources_are_proposed_waited_for_and_executed_with_their_quotes', async () => {
  // Given a source that nobody has posted yet
  const { page, chain } = world;
  const id = new Uint8Array(32).fill(0xab);
  await openForm('governance', 'SOL: price sources');

  // When it is named, then the page says what is missing, and later that it could take over
  await page.getByLabel('price', { exact: true }).fill('ab'.repeat(32));
  await page.getByText(/This network has no quote of the price/).waitFor();
  await chain.quoteAlso('SOL', id);
  await page.getByText(/By these quotes the sources could take over/).waitFor();
  const change = await propose(3);

  // And when it is due, then it is executed with a fresh quote
  await chain.travel(WEEK);
  await chain.quoteAlso('SOL', id);
  await execute(change);
  await page
    .getByRole('listitem')
    .filter({ hasText: /3 · price sources of a reserve, SOL.*executed/ })
    .waitFor();
  const { oracleFeedId, secondFeedId, price } = (await chain.read()).reserves[SOL]!.data;
  expect(oracleFeedId).toEqual(id);
  expect(secondFeedId).toEqual(new Uint8Array(32));
  expect(price.mid).toBeGreaterThan(0n);
});

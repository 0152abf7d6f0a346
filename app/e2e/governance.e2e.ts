/** A change that loosens goes through its timelock, from the proposal to its execution, on the page alone. */
import { expect, test } from 'vitest';
import { connectAs, goTo, openMarket, signAndSend } from './harness/person';
import { useWorld } from './harness/world';

const world = useWorld({ borrowers: 1 });

const DAY = 86_400;

test('a_higher_cap_waits_two_days_is_refused_before_and_executed_after', async () => {
  const { page, chain } = world;
  await openMarket(page, world.site.url);
  await connectAs(page, 'governance');
  await goTo(page, 'Governance');

  // When a higher deposit cap is proposed, which is shown and simulated before it is signed
  await page.getByLabel('What shall be changed').selectOption({ label: 'USDC: caps, loan to value, curves, fees' });
  const caps = page.getByRole('group').filter({ has: page.getByText('Caps', { exact: true }) });
  await caps.getByLabel('deposits', { exact: true }).fill('500000000');
  const replaced = page.getByRole('region', { name: 'What the proposal replaces' });
  await replaced.getByRole('row', { name: /Caps: deposits.*400,000,000.*500,000,000/ }).waitFor();
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await signAndSend(page.getByRole('dialog'));

  // Then it is pending, with its class and the time that is left
  const change = page.getByRole('article', { name: 'Change 0' });
  await change.getByText('loosens: waits the shorter delay').waitFor();
  await change.getByText(/Due in 1 d 23 h/).waitFor();
  const execute = change.getByRole('button', { name: 'Execute' });
  expect(await execute.isDisabled()).toBe(true);
  // And the program itself refuses it now
  await change.getByRole('button', { name: 'Simulate its execution on chain' }).click();
  await change.getByText(/The change's delay has not passed/).waitFor();

  // When two days have passed on the chain
  await chain.travel(2 * DAY);
  await change.getByText(/Due now; anyone can execute it/).waitFor();
  await execute.click();
  await signAndSend(page.getByRole('dialog'));

  // Then it is in force and on the record
  await page.getByText('No change is waiting.').waitFor();
  await page
    .getByRole('listitem')
    .filter({ hasText: /0 · .*executed/ })
    .waitFor();
  const { reserves } = await chain.read();
  expect(reserves[0]?.data.config.depositCap).toBe(500_000_000_000_000n);
});

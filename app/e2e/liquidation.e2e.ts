/** A price falls under a borrower: the page ranks the position, sees it become liquidable, and has the liquidation on record. */
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { afterAll, expect, test } from 'vitest';
import { positionAddress } from '../src/chain/address';
import { getLiquidateInstruction } from '../src/client/generated/instructions/liquidate';
import { shortAddress, UNLIMITED } from '../src/format/number';
import { tokenAccount } from '../src/page/position/plan';
import { Oracle } from './harness/oracle';
import { act, connectAs, goTo, markPage, numberIn, openMarket, signAndSend } from './harness/person';
import { until } from './harness/until';
import { useWorld } from './harness/world';

const world = useWorld();
let oracle: Oracle | undefined;
afterAll(() => oracle?.stop());

const [USDC, SOL] = [0, 1];
const LIQUIDATOR = 'liquidator 0';
/** Amounts are shown to four figures or so. */
const ROUNDED = 0.002;

/** Repays as much of the visitor's dollars as may be repaid, for SOL, as anyone may. */
async function liquidate(): Promise<void> {
  const { chain } = world;
  const { market, reserves } = await chain.read();
  const [debt, collateral] = [reserves[USDC]!, reserves[SOL]!];
  const liquidator = await chain.signer(LIQUIDATOR);
  const [source, destination] = await Promise.all(
    [debt, collateral].map(({ data }) => tokenAccount(liquidator.address, data.mint, TOKEN_PROGRAM_ADDRESS)),
  );
  await chain.send(LIQUIDATOR, [
    getLiquidateInstruction({
      liquidator,
      market: market.address,
      position: await visitorsPosition(),
      debtFeed: debt.data.feed,
      debtReserve: debt.address,
      source: source!,
      debtVault: debt.data.vault,
      debtMint: debt.data.mint,
      collateralFeed: collateral.data.feed,
      collateralReserve: collateral.address,
      destination: destination!,
      collateralVault: collateral.data.vault,
      collateralMint: collateral.data.mint,
      debtTokenProgram: TOKEN_PROGRAM_ADDRESS,
      collateralTokenProgram: TOKEN_PROGRAM_ADDRESS,
      amount: UNLIMITED,
    }),
  ]);
}

async function visitorsPosition() {
  const { chain } = world;
  return positionAddress(chain.session.market, (await chain.signer('visitor')).address, 0);
}

/** What the visitor's position holds and owes, whole tokens as the page shows them. */
async function amountsShown(): Promise<{ held: number; owed: number }> {
  const table = world.page.getByRole('region', { name: 'Table of deposits and debts' });
  const read = async (name: RegExp) => {
    const amount = table.getByRole('row', { name }).getByRole('cell').first();
    return numberIn(await amount.innerText());
  };
  return { held: await read(/^SOL/), owed: await read(/^USDC/) };
}

test('a_position_is_ranked_falls_past_its_limit_and_its_liquidation_is_on_record_with_the_regime_of_then', async () => {
  const { page, chain } = world;
  // Given a borrower who has used three quarters of the limit, in transition
  await openMarket(page, world.site.url);
  await connectAs(page, 'visitor');
  await goTo(page, 'Position');
  await signAndSend(await act(page, { action: 'Deposit', asset: 'SOL', amount: 'Max' }));
  await signAndSend(await act(page, { action: 'Borrow', asset: 'USDC', amount: '30000' }));
  for (const score of [3_800, 5_500]) {
    await chain.travel(45);
    await chain.round(score, [SOL]);
  }
  const before = await amountsShown();

  // When the risk list is looked at, then the position is the first, with what a fall of SOL would do
  await goTo(page, 'Liquidations');
  const position = shortAddress(await visitorsPosition());
  const list = page.getByRole('list', { name: /^Positions, nearest to liquidation first/ });
  const first = list.getByRole('listitem').first();
  await first.getByRole('link', { name: position }).waitFor();
  expect(await first.innerText()).toMatch(/7\d\.\d\d %\s+30\.\d\d K USD\s+\d\d\.\d\d K USD\s+2\d\.\d\d %/);
  await page.getByText(/^No liquidation among the \d+ transactions that were read/).waitFor();
  const bands = page.getByRole('region', { name: 'Table of positions by distance to liquidation' });
  const liquidable = bands.getByRole('row', { name: /^may be liquidated now/ });
  await liquidable.getByRole('cell', { name: '0', exact: true }).waitFor();

  // When SOL falls by three tenths, then it may be liquidated, and the page says so by itself
  oracle = await Oracle.takeOver(chain);
  await oracle.move('SOL', 0.7);
  await liquidable.getByRole('cell', { name: '1', exact: true }).waitFor();
  await first.getByText('now', { exact: true }).waitFor();

  // When a liquidator comes
  const isMarked = await markPage(page);
  const wallet = { dollars: await chain.held(LIQUIDATOR, USDC), sol: await chain.held(LIQUIDATOR, SOL) };
  await liquidate();
  const repaid = wallet.dollars - (await chain.held(LIQUIDATOR, USDC));
  const gained = (await chain.held(LIQUIDATOR, SOL)) - wallet.sol;
  expect([repaid > 0, gained > 0]).toEqual([true, true]);

  // Then the record has it without a reload: by whom, what was repaid and seized, the bonus, and the regime of then
  const table = page.getByRole('region', { name: 'Table of liquidations' });
  const row = table.getByRole('row').filter({ has: page.getByRole('link', { name: position }) });
  await row.getByText('transition', { exact: true }).waitFor();
  expect(await isMarked()).toBe(true);
  const liquidator = (await chain.signer(LIQUIDATOR)).address;
  const [, by, repaidShown, seizedShown, bonus, fee] = await row.getByRole('cell').allInnerTexts();
  expect(by).toBe(shortAddress(liquidator));
  expect([repaidShown, seizedShown, bonus]).toEqual([
    expect.stringMatching(/ USDC$/),
    expect.stringMatching(/ SOL$/),
    expect.stringMatching(/^\d\.\d\d %$/),
  ]);
  expect(Math.abs(numberIn(repaidShown) - repaid)).toBeLessThan(ROUNDED * repaid);
  expect(Math.abs(numberIn(seizedShown) - numberIn(fee) - gained)).toBeLessThan(ROUNDED * gained);

  // When stress comes after it, then the record keeps the regime of then
  await chain.travel(45);
  await chain.round(7_000, [SOL]);
  await goTo(page, 'Market');
  await page.getByRole('heading', { name: 'SOL stress' }).waitFor();
  await goTo(page, 'Liquidations');
  await row.getByText('transition', { exact: true }).waitFor();
  expect(await row.getByText('stress', { exact: true }).count()).toBe(0);

  // And the position holds and owes less by that
  await goTo(page, 'Position');
  await until('the position after its liquidation', async () => (await amountsShown()).owed < before.owed);
  const after = await amountsShown();
  expect(Math.abs(before.owed - after.owed - repaid)).toBeLessThan(ROUNDED * before.owed);
  expect(Math.abs(before.held - after.held - numberIn(seizedShown))).toBeLessThan(ROUNDED * before.held);
});

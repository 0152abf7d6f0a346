// @vitest-environment happy-dom
/** Live regions speak when something happens, not each second. */
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { ModelContext } from '../shell/context';
import { AppModel } from '../shell/model';
import { announced } from '../testing/announced';
import { goldenNow, goldenPolicy, goldenRead } from '../testing/golden';
import { goldenPosition } from '../testing/positions';
import { Why } from '../transaction/dialog';
import { explainCode } from '../transaction/explain';
import { FeedCard } from './market/feedCard';
import { MarketTotals } from './market/marketTotals';
import { Effect } from './position/effect';
import { selectPosition } from './position/select';
import { StandingCard } from './position/standingCard';

afterEach(cleanup);

/** What is seen and what is announced of the same thing a little later. */
function twice(before: ReactNode, after: ReactNode) {
  const model = new AppModel(goldenPolicy);
  const page = (content: ReactNode) => <ModelContext value={model}>{content}</ModelContext>;
  const look = () => ({ seen: screen.getByTestId('page').textContent, heard: announced() });
  const { rerender } = render(page(<div data-testid="page">{before}</div>));
  const first = look();
  rerender(page(<div data-testid="page">{after}</div>));
  return { first, second: look() };
}

function expectQuiet({ first, second }: ReturnType<typeof twice>, words: RegExp): void {
  expect(second.seen).not.toBe(first.seen);
  expect(first.heard).toMatch(words);
  expect(second.heard).toBe(first.heard);
}

test('a_refusal_whose_operands_move_with_interest_is_announced_once_and_another_rule_again', () => {
  const why = (operands: readonly [bigint, bigint], code = 6_006) => <Why explanation={explainCode(code, operands)} />;
  expectQuiet(twice(why([100n, 80n]), why([101n, 80n])), /The debt would exceed.*Rule BorrowLimitExceeded/);
  cleanup();
  const { first, second } = twice(why([100n, 80n]), why([100n, 80n], 6_005));
  expect(second.heard).not.toBe(first.heard);
});

test('a_feed_that_tightens_by_the_clock_is_announced_once_while_its_time_runs', async () => {
  const policy = await goldenPolicy();
  const { feeds } = goldenRead();
  const from = policy.feedHealth(0, goldenNow).silenceTightensFrom;
  const card = (now: bigint) => <FeedCard feed={feeds[0]!.data} index={0} now={now} policy={policy} rows={[]} />;
  expectQuiet(twice(card(from + 60n), card(from + 121n)), /Degraded: silent.*The strictest terms in/);
});

test('a_pause_and_bad_health_are_announced_once_while_their_time_runs', async () => {
  const read = goldenRead();
  const market = { ...read.market.data, pausedUntil: goldenNow + 900n };
  const totals = (now: bigint) => <MarketTotals market={market} rows={[]} now={now} />;
  expectQuiet(twice(totals(goldenNow), totals(goldenNow + 61n)), /A guardian has paused the market/);
  cleanup();
  const standing = selectPosition(read, await goldenPolicy(), goldenPosition(1), goldenNow)!;
  const noted = { ...standing, view: { ...standing.view, unhealthySince: goldenNow - 60n } };
  const card = (now: bigint) => <StandingCard standing={noted} now={now} />;
  expectQuiet(twice(card(goldenNow), card(goldenNow + 61n)), /Its bad health was first noted/);
});

test('an_action_that_leads_near_liquidation_is_announced_once_while_prices_move', async () => {
  const standing = selectPosition(goldenRead(), await goldenPolicy(), goldenPosition(1), goldenNow)!;
  const effect = (distanceBps: number) => (
    <Effect
      before={standing}
      effect={{ kind: 'done', view: { ...standing.view, distanceBps }, outlook: standing.outlook }}
    />
  );
  expectQuiet(twice(effect(500), effect(499)), /a fall of all collateral by/);
});

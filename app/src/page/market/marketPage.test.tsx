// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { App } from '../../shell/app';
import { ModelContext } from '../../shell/context';
import { AppModel } from '../../shell/model';
import { fakeNetwork, type FakeNetwork } from '../../testing/fakeNetwork';
import { goldenPolicy } from '../../testing/golden';
import { STRESS_FROM, TRANSITION_FROM } from './scoreScale';

let model: AppModel;

afterEach(() => {
  model.disconnect();
  cleanup();
});

function open(network: FakeNetwork): void {
  model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  render(
    <ModelContext value={model}>
      <App />
    </ModelContext>,
  );
}

test('the_market_page_shows_regime_rates_prices_and_breakers', async () => {
  open(fakeNetwork());
  expect(await screen.findByRole('heading', { name: /transition/ })).toBeTruthy();
  const reserves = within(screen.getByRole('region', { name: 'Table of reserves' }));
  expect(reserves.getAllByRole('row')).toHaveLength(3);
  expect(reserves.getAllByText('62.00')).toHaveLength(1);
  expect(screen.getByRole('img', { name: /Score 52.0 of 100, median 51.5/ })).toBeTruthy();
  expect(within(screen.getByRole('region', { name: 'Table of prices' })).getByText('150.00')).toBeTruthy();
  expect(
    within(screen.getByRole('region', { name: 'Table of circuit breakers' })).getAllByText('allow').length,
  ).toBeGreaterThan(0);
});

test('words_of_a_hostile_network_stay_words', async () => {
  // Given a network that answers with markup
  const network = fakeNetwork();
  network.outage = '<img src=x onerror="window.hacked=1">';
  open(network);
  for (let round = 0; round < 3; round += 1) await model.refresh();

  // Then it is text, and no element of it exists
  expect(await screen.findByText(/<img src=x/)).toBeTruthy();
  expect(document.querySelector('img')).toBeNull();
});

test('names_of_assets_from_a_session_stay_words', async () => {
  const network = fakeNetwork();
  open(network);
  await vi.waitFor(() => expect(model.store.get().view).toBeDefined());
  const mint = model.store.get().view!.read.reserves[0]!.data.mint;
  model.setAssets(new Map([[mint, '<b>x</b>']]));
  expect((await screen.findAllByText(/<b>x<\/b>/)).length).toBeGreaterThan(0);
  expect(document.querySelector('b')).toBeNull();
});

test('the_lines_of_the_scale_are_policys', async () => {
  const policy = await goldenPolicy();
  expect([TRANSITION_FROM - 1, TRANSITION_FROM].map((score) => policy.regimeOf(score))).toEqual(['calm', 'transition']);
  expect([STRESS_FROM - 1, STRESS_FROM].map((score) => policy.regimeOf(score))).toEqual(['transition', 'stress']);
});

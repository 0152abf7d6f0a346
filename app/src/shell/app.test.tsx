// @vitest-environment happy-dom
import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reserveAddress } from '../chain/address';
import { PolicyRefusal } from '../policy/module';
import { Policy } from '../policy/policy';
import { fakeNetwork } from '../testing/fakeNetwork';
import { goldenPolicy } from '../testing/golden';
import { closePage, openPage } from '../testing/openPage';
import { goldenPositions } from '../testing/positions';
import { PageSlot } from './app';
import { ModelContext } from './context';
import { AppModel } from './model';
import { Page } from './pages';

// React tells the console of every error that a boundary has caught.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  closePage();
  window.location.hash = '';
});

test('a_page_that_could_not_be_loaded_is_told_and_loaded_when_it_is_tried_again', async () => {
  // Given a network that drops while a page and its style are loaded
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  Object.defineProperty(style, 'sheet', { value: null });
  document.head.append(style);
  let loads = 0;
  const load = () => {
    loads += 1;
    if (loads === 1) return Promise.reject(new Error('Failed to fetch the module'));
    return Promise.resolve({ default: () => <h1>There it is</h1> });
  };
  render(
    <ModelContext value={new AppModel(goldenPolicy)}>
      <PageSlot page={new Page('late', 'Late', load)} rest={[]} />
    </ModelContext>,
  );
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/could not be shown: Failed to fetch the module/);

  // When it is tried again
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('heading', { name: 'There it is' })).toBeTruthy();
  expect(style.isConnected).toBe(false);
});

test('a_question_that_policy_refuses_takes_one_page_down_until_the_next_read_and_never_the_rest', async () => {
  // Given policy that refuses a question
  const refusing = vi.spyOn(Policy.prototype, 'reserveNow').mockImplementation(() => {
    throw new PolicyRefusal(2, undefined);
  });
  const network = fakeNetwork();
  const model = openPage('#/market', network);

  // Then its page says why, and the page's head is there
  expect((await screen.findByRole('alert')).textContent).toMatch(/account of the market that it needs was not read/);
  expect(screen.getByRole('link', { name: 'Audit' })).toBeTruthy();

  // When the next read can be answered
  refusing.mockRestore();
  network.slot += 1n;
  await model.refresh();
  expect(await screen.findByRole('region', { name: 'Table of reserves' })).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a_position_in_a_reserve_that_was_not_read_says_which_and_the_page_stays', async () => {
  const network = fakeNetwork();
  const [, position] = goldenPositions();
  network.held.set(position!.address, position!);
  network.held.delete(await reserveAddress(network.market, 1));
  openPage(`#/position/${position!.address}`, network);
  expect(await screen.findByText(/it is in reserve 1 of the market/)).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'Position' })).toBeTruthy();
});

test('a_market_with_a_hole_says_that_terms_cannot_be_told_and_does_not_load_for_ever', async () => {
  const network = fakeNetwork();
  network.held.delete(await reserveAddress(network.market, 0));
  openPage('#/market', network);
  expect(await screen.findByText(/Terms cannot be worked out now/)).toBeTruthy();
  expect(screen.queryByText(/Reading the policy module/)).toBeNull();
});

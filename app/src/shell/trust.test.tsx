// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { App } from './app';
import { ModelContext } from './context';
import { fakeNetwork } from '../testing/fakeNetwork';
import { goldenPolicy } from '../testing/golden';
import { AppModel, targetFrom, type Target } from './model';
import { isTrusted, trust } from './trust';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const MARKET = '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM';

function linked(rpc: string, market = MARKET): Target {
  return targetFrom(new URLSearchParams({ rpc, market }))!;
}

test('a_market_of_a_link_is_trusted_once_a_person_chose_it_and_no_other_with_it', () => {
  const target = linked('https://rpc.example.com');
  expect(isTrusted(linked('http://127.0.0.1:8899'))).toBe(true);
  expect(isTrusted(target)).toBe(false);

  trust(target);

  expect(isTrusted(target)).toBe(true);
  expect(isTrusted(linked('https://rpc.example.com', '11111111111111111111111111111111'))).toBe(false);
  expect(isTrusted(linked('https://rpc.example.org'))).toBe(false);
});

test('spoiled_memory_is_no_trust', () => {
  localStorage.setItem('ballast-markets', '{"a":');
  expect(isTrusted(linked('https://rpc.example.com'))).toBe(false);
  trust(linked('https://rpc.example.com'));
  expect(isTrusted(linked('https://rpc.example.com'))).toBe(true);
});

test('a_link_of_a_stranger_connects_to_nothing_before_a_person_says_so', () => {
  // Given a link to a network and a market that nobody here has chosen
  const opened: string[] = [];
  const model = new AppModel(goldenPolicy, ({ rpc }) => {
    opened.push(rpc);
    return fakeNetwork();
  });
  render(
    <ModelContext value={model}>
      <App />
    </ModelContext>,
  );

  // When it is opened
  act(() => model.follow(linked('https://rpc.example.com')));

  // Then both are shown, and nothing was asked yet
  expect(screen.getByText(/Whoever made this link chose both/)).toBeDefined();
  expect(screen.getByLabelText<HTMLInputElement>('RPC address').value).toBe('https://rpc.example.com/');
  expect(screen.getByLabelText<HTMLInputElement>('Market').value).toBe(MARKET);
  expect(opened).toEqual([]);

  // When the person connects
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  // Then that network is asked, and the next such link is followed at once
  expect(opened).toEqual(['https://rpc.example.com/']);
  expect(isTrusted(linked('https://rpc.example.com'))).toBe(true);
  model.disconnect();
});

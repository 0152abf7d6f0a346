/** The network goes silent, goes away and comes back: the page says so, keeps the last numbers, and recovers by itself. */
import { afterAll, expect, test } from 'vitest';
import { markPage, openMarket } from './harness/person';
import { openLine, type Line } from './harness/proxy';
import { useWorld } from './harness/world';

const lines: Line[] = [];
const world = useWorld({
  borrowers: 1,
  between: async ({ rpc_url, ws_url }) => {
    const [rpc, socket] = await Promise.all([rpc_url, ws_url].map((url) => openLine(Number(new URL(url).port))));
    lines.push(rpc!, socket!);
    return { rpc_url: `http://127.0.0.1:${rpc!.port}`, ws_url: `ws://127.0.0.1:${socket!.port}` };
  },
});
afterAll(() => Promise.all(lines.map((line) => line.stop())));

const all = (act: (line: Line) => Promise<void> | void) =>
  Promise.all(
    lines.map(async (line) => {
      await act(line);
    }),
  );

test('a_network_that_drops_is_told_its_numbers_stay_and_it_is_found_again_without_a_reload', async () => {
  const { page } = world;
  const state = page.getByRole('banner').getByRole('status');
  await openMarket(page, world.site.url);
  const isMarked = await markPage(page);

  // When the network goes away
  await all((line) => line.cut());

  // Then the page says so, and marks the numbers that it keeps as the last that were read
  await state.getByText('disconnected').waitFor();
  const alert = page.getByRole('alert');
  await alert.getByText(/The network does not answer.*What is shown is the last that was read/).waitFor();
  expect(await page.getByRole('row', { name: /^USDC/ }).count()).toBeGreaterThan(0);

  // When it comes back, then everything is as before, by itself
  await all((line) => line.mend());
  await state.getByText('live').waitFor();
  expect(await alert.count()).toBe(0);
  expect(await isMarked()).toBe(true);
});

test('a_network_that_is_silent_is_stale_and_then_lost_and_is_found_again', async () => {
  const { page } = world;
  const state = page.getByRole('banner').getByRole('status');

  // When requests are taken and not answered
  await all((line) => line.stall());

  // Then the numbers are called old before anything else is known
  await state.getByText('stale').waitFor();
  await page.getByText('These numbers are old: the network has not answered for a while.').waitFor();

  // When it answers again
  await all((line) => line.mend());
  await state.getByText('live').waitFor();
});

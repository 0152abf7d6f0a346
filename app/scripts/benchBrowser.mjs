// How smooth the built page stays with 10,000 positions and 100,000 transactions of a feed's past, in a real browser over the
// made-up network. Prints figures and judges nothing: they are this machine's. Build the page first: `npm run build`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const APP = fileURLToPath(new URL('../', import.meta.url));
const PEOPLE = process.env.PEOPLE ?? '10000';
const ROUNDS = process.env.ROUNDS ?? '16700';
/** How long one scrolls, and how far with each turn of the wheel. */
const TURNS = 120;
const TURN_PIXELS = 400;
/** A frame that takes longer than two of a common screen is seen. */
const LATE_MILLIS = 34;
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/** From now on: tasks over 50 ms, and the time between frames. */
async function watch(page) {
  await page.evaluate(() => {
    const seen = { tasks: [], frames: [], last: performance.now(), isOn: true };
    window.seen = seen;
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ['longtask'],
    });
    const frame = (now) => {
      seen.frames.push(now - seen.last);
      seen.last = now;
      if (seen.isOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

async function report(page, what) {
  const { tasks, frames } = await page.evaluate(() => Object.assign(window.seen, { isOn: false }));
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  const late = frames.filter((millis) => millis > LATE_MILLIS).length;
  const longest = Math.max(0, ...tasks).toFixed(0);
  console.log(
    `${what}: ${frames.length} frames, median ${at(0.5)} ms, 95 % under ${at(0.95)} ms, ${late} over ${LATE_MILLIS} ms; ${tasks.length} tasks over 50 ms, the longest ${longest} ms`,
  );
}

async function scroll(page) {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.mouse.wheel(0, turn < TURNS / 2 ? TURN_PIXELS : -TURN_PIXELS);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

async function benchPositions(page, url) {
  const began = performance.now();
  await page.goto(`${url}#/liquidations`);
  await page.getByRole('list', { name: /^Positions/ }).waitFor({ timeout: 120_000 });
  console.log(`${PEOPLE} positions: listed after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await page.getByRole('list', { name: /^Positions/ }).hover();
  await watch(page);
  await scroll(page);
  await report(page, 'scrolling through them');
}

async function benchHistory(page, url) {
  await page.goto(`${url}#/publishers`);
  const older = page.getByRole('button', { name: 'Read older' });
  const whole = page.getByText('All that the network keeps is shown.');
  await older.or(whole).first().waitFor({ timeout: 120_000 });
  const began = performance.now();
  let presses = 0;
  while (!(await whole.isVisible())) {
    await older.click({ timeout: 120_000 });
    presses += 1;
    await older.or(whole).first().waitFor({ timeout: 120_000 });
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${6 * Number(ROUNDS)} transactions of a feed: read one by one in ${seconds} s, ${presses} presses of “Read older”`,
  );
  await watch(page);
  await page.getByRole('list').last().hover();
  await scroll(page);
  await report(page, 'scrolling through a publisher’s reports');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Market' }).click();
  await page.getByRole('figure').getByRole('img').locator('canvas').waitFor();
  await report(page, 'and drawing the score over time');
  await watch(page);
  const chart = page.getByRole('figure').getByRole('img');
  const box = await chart.boundingBox();
  for (let step = 0; step < TURNS; step += 1) {
    await page.mouse.move(box.x + (box.width * step) / TURNS, box.y + box.height / 3);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await report(page, 'moving along its chart');
}

const fixture = spawn('node', ['scripts/fixture.mjs'], {
  cwd: APP,
  env: { ...process.env, PORT: '0', PEOPLE, ROUNDS },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const server = await preview({ root: APP, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
const browser = await chromium.launch({
  executablePath: process.env.BALLAST_CHROMIUM ?? '/usr/bin/chromium',
  args: ARGUMENTS,
});
try {
  const [printed] = await once(fixture.stdout, 'data');
  const url = server.resolvedUrls.local[0] + new URL(printed.toString().trim()).search;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await benchPositions(page, url);
  await benchHistory(page, url);
} finally {
  await browser.close();
  await server.close();
  fixture.kill();
}

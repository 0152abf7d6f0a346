import { expect, test } from 'vitest';
import { getConsensusReachedEncoder } from '../client/generated/types';
import { EVENTS } from '../client/generated/eventTable';
import { PROGRAM } from './address';
import { eventsInLogs } from './events';

const consensus = getConsensusReachedEncoder().encode({
  feed: PROGRAM,
  round: 7n,
  score: 4_600,
  raw: 4_700,
  spread: 300,
  depthBps: 9_000,
  regime: 1,
  regimeBefore: 0,
  fresh: 5,
  quorum: 3,
  boundBy: 0,
  mode: 0,
  padding: new Uint8Array(2),
});
const discriminator = [240, 211, 75, 133, 165, 96, 113, 26];
const line = `Program data: ${Buffer.from([...discriminator, ...consensus]).toString('base64')}`;
const other = 'ComputeBudget111111111111111111111111111111';

test('an_event_of_the_program_is_decoded', () => {
  const [event] = eventsInLogs([`Program ${PROGRAM} invoke [1]`, line, `Program ${PROGRAM} success`]);
  expect(event).toMatchObject({ name: 'ConsensusReached', data: { round: 7n, score: 4_600, regime: 1 } });
});

test('the_same_bytes_logged_by_another_program_do_not_count', () => {
  expect(eventsInLogs([`Program ${other} invoke [1]`, line, `Program ${other} success`])).toEqual([]);
  const nested = [`Program ${PROGRAM} invoke [1]`, `Program ${other} invoke [2]`, line, `Program ${other} success`];
  expect(eventsInLogs(nested)).toEqual([]);
  expect(eventsInLogs([...nested, line])).toHaveLength(1);
});

test('lines_that_are_no_event_are_skipped', () => {
  const start = `Program ${PROGRAM} invoke [1]`;
  const cut = `Program data: ${Buffer.from([...discriminator, 1, 2]).toString('base64')}`;
  expect(
    eventsInLogs([start, 'Program data: ***', cut, 'Program data: ', 'Program log: <img src=x onerror=alert(1)>']),
  ).toEqual([]);
});

test('every_event_has_its_own_discriminator', () => {
  expect(new Set(EVENTS.map(([bytes]) => bytes)).size).toBe(EVENTS.length);
});

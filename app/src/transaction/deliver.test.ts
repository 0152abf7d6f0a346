import {
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
  SolanaError,
  type Signature,
} from '@solana/kit';
import { expect, test, vi } from 'vitest';
import type { Network } from '../chain/network';
import { PreflightRefusal } from '../chain/preflight';
import { OWNER } from '../testing/positions';
import { PLAN, SIGNATURE, takingNetwork, testSigner, waitedTime } from '../testing/transactions';
import { deliver, type Outcome } from './deliver';
import { prepare, sign } from './transaction';

async function send(network: Network): Promise<Outcome> {
  return deliver(network, await sign(network, await prepare(network, OWNER, PLAN), testSigner()), waitedTime());
}

const unseen = { state: 'unknown', error: null } as const;
const confirmed = { state: 'confirmed', error: null } as const;
const fails = (reason: string) => () => Promise.reject(new Error(reason));

test('confirmation_waits_through_unknown_and_processed', async () => {
  const states = ['unknown', 'processed', 'confirmed'] as const;
  let asked = 0;
  const network = takingNetwork({
    signatureState: () => Promise.resolve({ state: states[asked++] ?? 'confirmed', error: null }),
  });
  expect(await send(network)).toEqual({ kind: 'confirmed', signature: SIGNATURE });
  expect(asked).toBe(3);
});

test('a_line_that_drops_between_sending_and_confirmation_is_asked_again_until_it_is_confirmed', async () => {
  // Given a network that takes it, then answers nothing, then refuses for being asked too often
  const signatureState = vi
    .fn<Network['signatureState']>()
    .mockRejectedValueOnce(new Error('HTTP 429'))
    .mockResolvedValueOnce(unseen)
    .mockResolvedValue(confirmed);
  const blockHeight = vi
    .fn<Network['blockHeight']>()
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockRejectedValueOnce(new DOMException('signal timed out', 'TimeoutError'))
    .mockResolvedValue(100n);

  // Then nothing is said before it is known
  expect(await send(takingNetwork({ signatureState, blockHeight }))).toEqual({
    kind: 'confirmed',
    signature: SIGNATURE,
  });
});

test('a_send_that_times_out_after_the_node_took_it_is_confirmed_by_its_own_signature', async () => {
  // Given a node that takes it without an answer, and on which the same action would fail a second time
  const asked: Signature[] = [];
  let isTaken = false;
  const network = takingNetwork({
    simulate: () =>
      Promise.resolve({
        error: isTaken ? { InstructionError: [1, { Custom: 6_006 }] } : null,
        logs: [],
        units: 5_000n,
      }),
    send() {
      isTaken = true;
      return Promise.reject(new DOMException('signal timed out', 'TimeoutError'));
    },
    signatureState(signature) {
      asked.push(signature);
      return Promise.resolve(confirmed);
    },
  });
  expect(await send(network)).toEqual({ kind: 'confirmed', signature: SIGNATURE });
  expect(asked).toEqual([SIGNATURE]);
});

test('a_refusal_before_it_was_passed_on_is_told_by_its_rule_and_nothing_is_waited_for', async () => {
  const cause = new SolanaError(SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM, { index: 2, code: 6_006 });
  const logs = ['Program log: 0x6, 0x64, 0x50, 0x0, 0x0'];
  const network = takingNetwork({ send: () => Promise.reject(new PreflightRefusal(cause, logs)) });
  const asked = vi.spyOn(network, 'signatureState');
  expect(await send(network)).toMatchObject({
    kind: 'refused',
    explanation: { rule: 'BorrowLimitExceeded', operands: [100n, 80n] },
  });
  expect(asked).not.toHaveBeenCalled();
});

test('a_second_copy_that_is_refused_because_the_first_has_arrived_is_no_refusal', async () => {
  const cause = new SolanaError(SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED);
  const network = takingNetwork({ send: () => Promise.reject(new PreflightRefusal(cause, [])) });
  expect(await send(network)).toEqual({ kind: 'confirmed', signature: SIGNATURE });
});

test('a_transaction_that_never_arrives_expires_once_it_cannot_any_more', async () => {
  let height = 149n;
  const asked: bigint[] = [];
  const network = takingNetwork({
    signatureState: () => Promise.resolve(unseen),
    blockHeight() {
      asked.push(height);
      return Promise.resolve(height++);
    },
  });
  expect(await send(network)).toEqual({ kind: 'expired', signature: SIGNATURE });
  expect(asked).toEqual([149n, 150n, 151n]);
});

test('one_that_landed_long_ago_is_looked_for_in_history_before_it_is_called_expired', async () => {
  // Given a line that was down for so long that the network has forgotten the signature, and keeps a history
  const network = takingNetwork({
    send: fails('Failed to fetch'),
    blockHeight: () => Promise.resolve(1_000n),
    signatureState: (_, isOld) => Promise.resolve(isOld === true ? confirmed : unseen),
  });
  expect(await send(network)).toEqual({ kind: 'confirmed', signature: SIGNATURE });

  // And where it keeps none, nobody says that nothing has happened
  network.signatureState = (_, isOld) =>
    isOld === true ? Promise.reject(new Error('no history')) : Promise.resolve(unseen);
  expect(await send(network)).toEqual({ kind: 'unknown', signature: SIGNATURE, reason: 'no history' });
});

test('a_failure_on_chain_has_its_signature_and_is_explained', async () => {
  const error = { InstructionError: [2, { Custom: 6_002 }] };
  const network = takingNetwork({ signatureState: () => Promise.resolve({ state: 'failed', error }) });
  expect(await send(network)).toMatchObject({
    kind: 'failed',
    signature: SIGNATURE,
    explanation: { rule: 'InsufficientLiquidity' },
  });
});

test('a_network_that_stays_away_after_it_was_sent_leaves_it_unknown_with_the_reason', async () => {
  const network = takingNetwork({ blockHeight: fails('Failed to fetch') });
  expect(await send(network)).toEqual({ kind: 'unknown', signature: SIGNATURE, reason: 'Failed to fetch' });
});

test('a_network_that_stands_still_after_it_was_sent_leaves_it_unknown', async () => {
  const network = takingNetwork({ signatureState: () => Promise.resolve(unseen) });
  expect(await send(network)).toEqual({ kind: 'unknown', signature: SIGNATURE, reason: undefined });
});

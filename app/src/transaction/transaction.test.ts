import { address, AccountRole, type Signature } from '@solana/kit';
import { expect, test, vi } from 'vitest';
import { PROGRAM } from '../chain/address';
import type { Network } from '../chain/network';
import { fakeNetwork } from '../testing/fakeNetwork';
import { buildWire } from './build';
import { prepare, SigningError, submit, type Plan, type TransactionSigner } from './transaction';

const OWNER = address('4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T');
const LIFETIME = { blockhash: '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM', lastValidBlockHeight: 150n };
const SIGNATURE = 'sig' as Signature;

const plan: Plan = {
  title: 'Borrow 1 USDC',
  lines: [{ label: 'Amount', value: '1 USDC' }],
  instructions: [
    {
      programAddress: PROGRAM,
      accounts: [{ address: OWNER, role: AccountRole.READONLY_SIGNER }],
      data: new Uint8Array([25]),
    },
  ],
  writable: [OWNER],
};

const signer: TransactionSigner = { address: OWNER, signTransaction: (wire) => Promise.resolve(wire) };
const timing = { now: () => 0, wait: () => Promise.resolve() };

function networkWith(answers: Partial<Network>): Network {
  return {
    ...fakeNetwork(),
    latestBlockhash: () => Promise.resolve(LIFETIME),
    recentPriorityFees: () => Promise.resolve([0n, 10n, 20n, 30n]),
    simulate: () => Promise.resolve({ error: null, logs: [], units: 5_000n }),
    send: () => Promise.resolve(SIGNATURE),
    blockHeight: () => Promise.resolve(100n),
    signatureState: () => Promise.resolve({ state: 'confirmed', error: null }),
    ...answers,
  };
}

test('a_transaction_is_simulated_and_its_fee_told_before_anyone_signs', async () => {
  const prepared = await prepare(networkWith({}), OWNER, plan);
  expect(prepared.failure).toBeUndefined();
  expect(prepared.budget).toEqual({ units: 7_000, price: 30n });
  expect(prepared.fee).toBe(5_001n);
});

test('a_simulated_failure_is_explained_and_cannot_be_signed', async () => {
  // Given a market that refuses
  const error = { InstructionError: [2, { Custom: 6_005 }] };
  const network = networkWith({ simulate: () => Promise.resolve({ error, logs: [], units: 100n }) });

  // When it is prepared, then it says why, and nothing is signed
  const prepared = await prepare(network, OWNER, plan);
  expect(prepared.failure?.sentence).toBe('The borrow cap of the present regime would be exceeded.');
  const sign = vi.spyOn(signer, 'signTransaction');
  await expect(submit(network, prepared, signer, timing)).rejects.toThrow(SigningError);
  expect(sign).not.toHaveBeenCalled();
});

test('a_priority_fee_beyond_the_bound_is_not_paid', async () => {
  const network = networkWith({ recentPriorityFees: () => Promise.resolve([10n ** 12n]) });
  expect((await prepare(network, OWNER, plan)).budget.price).toBe(100_000n);
});

test('a_network_that_tells_no_fees_costs_the_signature_alone', async () => {
  const network = networkWith({ recentPriorityFees: () => Promise.reject(new Error('no such method')) });
  expect((await prepare(network, OWNER, plan)).fee).toBe(5_000n);
});

test('a_wallet_that_signs_something_else_is_not_followed', async () => {
  const network = networkWith({});
  const send = vi.spyOn(network, 'send');
  const prepared = await prepare(network, OWNER, plan);
  const drained = buildWire(OWNER, [], LIFETIME, prepared.budget);
  const hostile = { ...signer, signTransaction: () => Promise.resolve(drained) };
  await expect(submit(network, prepared, hostile, timing)).rejects.toThrow(/another transaction/);
  expect(send).not.toHaveBeenCalled();
});

test('another_account_in_the_wallet_must_look_again', async () => {
  const network = networkWith({});
  const prepared = await prepare(network, OWNER, plan);
  await expect(submit(network, prepared, { ...signer, address: PROGRAM }, timing)).rejects.toThrow(/wallet changed/);
});

test('confirmation_waits_through_unknown_and_processed', async () => {
  const states = ['unknown', 'processed', 'confirmed'] as const;
  let asked = 0;
  const network = networkWith({
    signatureState: () => Promise.resolve({ state: states[asked++] ?? 'confirmed', error: null }),
  });
  const prepared = await prepare(network, OWNER, plan);
  expect(await submit(network, prepared, signer, timing)).toEqual({ kind: 'confirmed', signature: SIGNATURE });
  expect(asked).toBe(3);
});

test('a_transaction_that_never_arrives_expires', async () => {
  let height = 149n;
  const network = networkWith({
    signatureState: () => Promise.resolve({ state: 'unknown', error: null }),
    blockHeight: () => Promise.resolve(height++),
  });
  const prepared = await prepare(network, OWNER, plan);
  expect(await submit(network, prepared, signer, timing)).toEqual({ kind: 'expired', signature: SIGNATURE });
});

test('a_failure_on_chain_is_explained', async () => {
  const error = { InstructionError: [2, { Custom: 6_002 }] };
  const network = networkWith({ signatureState: () => Promise.resolve({ state: 'failed', error }) });
  const prepared = await prepare(network, OWNER, plan);
  const outcome = await submit(network, prepared, signer, timing);
  expect(outcome).toMatchObject({ kind: 'failed', explanation: { rule: 'InsufficientLiquidity' } });
});

test('a_network_that_does_not_take_it_any_more_is_asked_why', async () => {
  // Given a transaction that was shown, and terms that have moved since
  let isOvertaken = false;
  const error = { InstructionError: [2, { Custom: 6_006 }] };
  const network = networkWith({
    simulate: () => Promise.resolve({ error: isOvertaken ? error : null, logs: [], units: 5_000n }),
    send: () => Promise.reject(new Error('preflight')),
  });
  const prepared = await prepare(network, OWNER, plan);
  isOvertaken = true;

  // Then the rule is told; and where the network has no reason, its own words
  const outcome = await submit(network, prepared, signer, timing);
  expect(outcome).toMatchObject({ kind: 'refused', explanation: { rule: 'BorrowLimitExceeded' } });
  isOvertaken = false;
  await expect(submit(network, prepared, signer, timing)).rejects.toThrow('preflight');
});

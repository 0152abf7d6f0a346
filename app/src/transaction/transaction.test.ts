import { expect, test, vi } from 'vitest';
import { PROGRAM } from '../chain/address';
import { OWNER } from '../testing/positions';
import { LIFETIME, PLAN as plan, SIGNATURE, takingNetwork as networkWith, testSigner } from '../testing/transactions';
import { buildWire } from './build';
import { prepare, sign, SigningError } from './transaction';

const signer = testSigner();

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
  const asked = vi.spyOn(signer, 'signTransaction');
  await expect(sign(network, prepared, signer)).rejects.toThrow(SigningError);
  expect(asked).not.toHaveBeenCalled();
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
  await expect(sign(network, prepared, hostile)).rejects.toThrow(/another transaction/);
  expect(send).not.toHaveBeenCalled();
});

test('another_account_in_the_wallet_must_look_again', async () => {
  const network = networkWith({});
  const prepared = await prepare(network, OWNER, plan);
  await expect(sign(network, prepared, { ...signer, address: PROGRAM })).rejects.toThrow(/wallet changed/);
});

test('the_signature_is_that_of_the_signed_bytes_and_known_before_anything_is_sent', async () => {
  const network = networkWith();
  const send = vi.spyOn(network, 'send');
  const signed = await sign(network, await prepare(network, OWNER, plan), signer);
  expect(signed).toMatchObject({ signature: SIGNATURE, lastValidBlockHeight: LIFETIME.lastValidBlockHeight });
  expect(send).not.toHaveBeenCalled();
});

test('a_wallet_that_does_not_sign_is_not_followed', async () => {
  const network = networkWith();
  const prepared = await prepare(network, OWNER, plan);
  const idle = { ...signer, signTransaction: (wire: Uint8Array) => Promise.resolve(wire) };
  await expect(sign(network, prepared, idle)).rejects.toThrow(/without its signature/);
});

/** A transaction, a wallet that signs it and a network that takes it, for tests of what goes wrong between them. */
import { AccountRole, getBase58Decoder, type Instruction, type Signature } from '@solana/kit';
import { PROGRAM } from '../chain/address';
import type { Timing } from '../chain/connection';
import type { Network } from '../chain/network';
import type { Plan, TransactionSigner } from '../transaction/transaction';
import { fakeNetwork, type FakeNetwork } from './fakeNetwork';
import { OWNER } from './positions';

export const LIFETIME = { blockhash: '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM', lastValidBlockHeight: 150n };

const instruction: Instruction = {
  programAddress: PROGRAM,
  accounts: [{ address: OWNER, role: AccountRole.READONLY_SIGNER }],
  data: new Uint8Array([25]),
};

export const PLAN: Plan = {
  title: 'Borrow 1 USDC',
  lines: [{ label: 'Amount', value: '1 USDC' }],
  instructions: [instruction],
  writable: [OWNER],
};

const SIGNED = new Uint8Array(64).fill(7);

/** What these bytes are called, whatever a network says. */
export const SIGNATURE = getBase58Decoder().decode(SIGNED) as Signature;

/** A signer of one transaction with one signature, which stands behind its count. */
export const testSigner = (): TransactionSigner => ({
  address: OWNER,
  signTransaction(wire) {
    const signed = wire.slice();
    signed.set(SIGNED, 1);
    return Promise.resolve(signed);
  },
});

/** Simulates, takes and confirms everything, at a height at which it may still arrive. */
export function takingNetwork(answers: Partial<Network> = {}): FakeNetwork {
  return Object.assign(
    fakeNetwork(),
    {
      latestBlockhash: () => Promise.resolve(LIFETIME),
      recentPriorityFees: () => Promise.resolve([0n, 10n, 20n, 30n]),
      simulate: () => Promise.resolve({ error: null, logs: [], units: 5_000n }),
      send: () => Promise.resolve(SIGNATURE),
      blockHeight: () => Promise.resolve(100n),
      signatureState: () => Promise.resolve({ state: 'confirmed', error: null } as const),
    },
    answers,
  );
}

/** A clock that moves only while it is waited for. */
export function waitedTime(): Timing {
  let millis = 0;
  return {
    now: () => millis,
    wait(waited) {
      millis += waited;
      return Promise.resolve();
    },
  };
}

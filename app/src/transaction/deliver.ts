/**
 * Sends what was signed and finds out what became of it. From the first attempt on it may be carried out, whatever the network
 * answers; nothing is called undone until it cannot arrive any more.
 *
 * ```text
 * refused before it was passed on -> refused     seen -> confirmed or failed     past its last block, unseen -> expired
 * none of these for a while -> unknown
 * ```
 */
import type { Address, Base64EncodedWireTransaction, Signature } from '@solana/kit';
import { machineTiming, type Timing } from '../chain/connection';
import type { Network } from '../chain/network';
import { PreflightRefusal } from '../chain/preflight';
import { reasonOf } from '../chain/reason';
import { explainError, type Explanation } from './explain';

export interface Signed {
  readonly wire: Base64EncodedWireTransaction;
  readonly signature: Signature;
  /** No block above this height takes it. */
  readonly lastValidBlockHeight: bigint;
  /** The program of each instruction, as an error's index counts them. */
  readonly programs: readonly Address[];
}

export type Outcome =
  /** Conditions have changed since it was shown: the network did not pass it on, and nothing was paid. */
  | { readonly kind: 'refused'; readonly explanation: Explanation }
  | { readonly kind: 'confirmed'; readonly signature: Signature }
  /** It is in a block and did nothing; its fee is paid. */
  | { readonly kind: 'failed'; readonly signature: Signature; readonly explanation: Explanation }
  /** It cannot arrive any more. */
  | { readonly kind: 'expired'; readonly signature: Signature }
  /** It was sent, and the network does not say what became of it; `reason`: why it cannot be asked. */
  | { readonly kind: 'unknown'; readonly signature: Signature; readonly reason: string | undefined };

const POLL_MILLIS = 1_000;
/** Twice as long as a blockhash usually lives. */
const PATIENCE_MILLIS = 180_000;
/** Networks remember signatures of 300 blocks, and a blockhash lives 150: up to here "not seen" means that it is not there. */
const REMEMBERED_BLOCKS = 100n;

export async function deliver(network: Network, signed: Signed, timing: Timing = machineTiming): Promise<Outcome> {
  try {
    await network.send(signed.wire);
  } catch (error) {
    if (error instanceof PreflightRefusal && !error.isArrived) {
      return { kind: 'refused', explanation: explainError(error.error, error.logs, signed.programs) };
    }
    // A line that drops, or an answer that comes too late, says nothing about what was taken.
  }
  return outcomeOf(network, signed, timing);
}

/** Asks until it is decided, through failures of the network, and for so long at most. */
export async function outcomeOf(network: Network, signed: Signed, timing: Timing = machineTiming): Promise<Outcome> {
  const never = new AbortController().signal;
  const until = timing.now() + PATIENCE_MILLIS;
  for (;;) {
    let reason: string | undefined;
    try {
      const outcome = await ask(network, signed);
      if (outcome !== undefined) return outcome;
    } catch (error) {
      reason = reasonOf(error);
    }
    if (timing.now() >= until) return { kind: 'unknown', signature: signed.signature, reason };
    await timing.wait(POLL_MILLIS, never);
  }
}

async function ask(network: Network, signed: Signed): Promise<Outcome | undefined> {
  const { signature, lastValidBlockHeight, programs } = signed;
  // The height first: what is not there at a height past the last valid one cannot come any more.
  const height = await network.blockHeight();
  const isOld = height > lastValidBlockHeight + REMEMBERED_BLOCKS;
  const { state, error } = await network.signatureState(signature, isOld);
  switch (state) {
    case 'confirmed':
      return { kind: 'confirmed', signature };
    case 'failed':
      return { kind: 'failed', signature, explanation: explainError(error, [], programs) };
    case 'processed':
      return undefined;
    case 'unknown':
      return height > lastValidBlockHeight ? { kind: 'expired', signature } : undefined;
  }
}

/**
 * What every action goes through: simulated, explained, shown, signed, sent, confirmed. Nothing is signed that was not
 * simulated and shown; whatever fails before `deliver` has sent nothing.
 *
 * ```text
 * prepare(plan) -> Prepared: summary, fee, or why it would fail -> the person reads it -> sign(prepared) -> Signed
 *   -> deliver(signed) -> Outcome
 * ```
 */
import type { Address, Instruction } from '@solana/kit';
import type { Network } from '../chain/network';
import { base64Of, buildWire, haveSameMessage, programsOf, signatureOf, type Budget } from './build';
import type { Signed } from './deliver';
import { explainError, type Explanation } from './explain';

/** A line of the summary: what a person reads before signing. */
export interface SummaryLine {
  readonly label: string;
  readonly value: string;
}

/** An action that a page wants done. */
export interface Plan {
  /** As on the button: `Borrow 1,000 USDC`. */
  readonly title: string;
  readonly lines: readonly SummaryLine[];
  readonly instructions: readonly Instruction[];
  /** Accounts whose congestion decides the priority fee: the reserve, the position. */
  readonly writable: readonly Address[];
}

export interface Prepared {
  readonly plan: Plan;
  readonly owner: Address;
  readonly budget: Budget;
  /** Lamports: signature and priority. */
  readonly fee: bigint;
  /** Undefined: the simulation succeeded. */
  readonly failure: Explanation | undefined;
}

/** Who signs. */
export interface TransactionSigner {
  readonly address: Address;
  /** Signs without sending; returns the wire bytes. */
  signTransaction(wire: Uint8Array): Promise<Uint8Array>;
}

/** A transaction may use so many units at most; the simulation gets them all. */
const MOST_UNITS = 1_400_000;
const SIGNATURE_LAMPORTS = 5_000n;
const MICRO = 1_000_000n;
/** No more is ever offered for being early, micro-lamports a unit: with 100 000 units a hundred-thousandth of a SOL. */
const MOST_PRICE = 100_000n;

export async function prepare(network: Network, owner: Address, plan: Plan): Promise<Prepared> {
  const [lifetime, price] = await Promise.all([network.latestBlockhash(), priorityPrice(network, plan.writable)]);
  const trial = { units: MOST_UNITS, price };
  const { error, logs, units } = await network.simulate(base64Of(buildWire(owner, plan.instructions, lifetime, trial)));
  // A fifth on top: prices and interest move between the simulation and the block.
  const needed = units === undefined ? MOST_UNITS : Math.min(MOST_UNITS, Math.ceil(Number(units) * 1.2) + 1_000);
  const budget = { units: needed, price };
  const failure = error == null ? undefined : explainError(error, logs, programsOf(plan.instructions, trial));
  const priority = (BigInt(needed) * price + MICRO - 1n) / MICRO;
  return { plan, owner, budget, fee: SIGNATURE_LAMPORTS + priority, failure };
}

/** The upper quartile of what was paid of late for these accounts, bounded. A network that does not say costs nothing more. */
async function priorityPrice(network: Network, writable: readonly Address[]): Promise<bigint> {
  const paid = await network.recentPriorityFees(writable).catch(() => []);
  const sorted = paid.toSorted((a, b) => (a < b ? -1 : 1));
  const quartile = sorted[Math.floor((sorted.length * 3) / 4)] ?? 0n;
  return quartile > MOST_PRICE ? MOST_PRICE : quartile;
}

export class SigningError extends Error {
  override readonly name = 'SigningError';
}

/** Has the wallet sign what was shown. The signature comes from these bytes, so that it is known whatever a network says. */
export async function sign(network: Network, prepared: Prepared, signer: TransactionSigner): Promise<Signed> {
  if (prepared.failure !== undefined) throw new SigningError('A transaction that fails in the simulation is not sent.');
  if (signer.address !== prepared.owner)
    throw new SigningError('The wallet changed since this was shown. Look at it again.');
  const { plan, owner, budget } = prepared;
  const lifetime = await network.latestBlockhash();
  const wire = buildWire(owner, plan.instructions, lifetime, budget);
  const signed = await signer.signTransaction(wire);
  if (!haveSameMessage(wire, signed)) {
    throw new SigningError('The wallet returned another transaction than the one that was shown. It was not sent.');
  }
  const signature = signatureOf(signed);
  if (signature === undefined)
    throw new SigningError('The wallet returned the transaction without its signature. It was not sent.');
  const programs = programsOf(plan.instructions, budget);
  return { wire: base64Of(signed), signature, lastValidBlockHeight: lifetime.lastValidBlockHeight, programs };
}

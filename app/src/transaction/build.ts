/** From instructions to bytes that a wallet signs. */
import {
  appendTransactionMessageInstructions,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getBase58Decoder,
  getBase64Decoder,
  getTransactionDecoder,
  getTransactionEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Address,
  type Base64EncodedWireTransaction,
  type Blockhash,
  type Instruction,
  type Signature,
} from '@solana/kit';
import { getSetComputeUnitLimitInstruction, getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';

export interface Lifetime {
  readonly blockhash: string;
  readonly lastValidBlockHeight: bigint;
}

export interface Budget {
  readonly units: number;
  /** Micro-lamports a unit. */
  readonly price: bigint;
}

/** Stands for a wallet in an instruction's builder; the wallet signs the whole transaction later. */
export const signerOf = (owner: Address) => createNoopSigner(owner);

/** An unsigned transaction's bytes. */
export function buildWire(
  owner: Address,
  instructions: readonly Instruction[],
  lifetime: Lifetime,
  budget: Budget,
): Uint8Array {
  const blockhash = lifetime.blockhash as Blockhash;
  const budgeted = [
    getSetComputeUnitLimitInstruction({ units: budget.units }),
    ...(budget.price > 0n ? [getSetComputeUnitPriceInstruction({ microLamports: budget.price })] : []),
    ...instructions,
  ];
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(owner, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash, lastValidBlockHeight: lifetime.lastValidBlockHeight },
        paid,
      ),
    (timed) => appendTransactionMessageInstructions(budgeted, timed),
  );
  return new Uint8Array(getTransactionEncoder().encode(compileTransaction(message)));
}

export function base64Of(wire: Uint8Array): Base64EncodedWireTransaction {
  return getBase64Decoder().decode(wire) as Base64EncodedWireTransaction;
}

/** Whether two wire transactions say the same, whatever their signatures. */
export function haveSameMessage(one: Uint8Array, other: Uint8Array): boolean {
  const [a, b] = [one, other].map((wire) => getTransactionDecoder().decode(wire).messageBytes);
  return a !== undefined && b !== undefined && a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** The first signature is the fee payer's, by which a transaction is called; undefined while it is missing. */
export function signatureOf(wire: Uint8Array): Signature | undefined {
  const [first] = Object.values(getTransactionDecoder().decode(wire).signatures);
  return first == null ? undefined : (getBase58Decoder().decode(first) as Signature);
}

/** The program of each instruction, the budget's included, as an error's index counts them. */
export function programsOf(instructions: readonly Instruction[], budget: Budget): Address[] {
  const computeBudget = getSetComputeUnitLimitInstruction({ units: 1 }).programAddress;
  const before = budget.price > 0n ? [computeBudget, computeBudget] : [computeBudget];
  return [...before, ...instructions.map(({ programAddress }) => programAddress)];
}

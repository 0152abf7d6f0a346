/** A plan as a message for whoever signs elsewhere: a multisig's vault signs through its own program, not in this browser. */
import {
  appendTransactionMessageInstructions,
  compileTransactionMessage,
  createTransactionMessage,
  getAddressEncoder,
  getBase64Decoder,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Address,
  type Blockhash,
  type Instruction,
} from '@solana/kit';
import type { Lifetime } from './build';

export interface Messages {
  /** A legacy message, base64: what most multisigs' "import a transaction" takes. */
  readonly legacy: string;
  /** The message that Squads v4's `vault_transaction_create` takes, base64. */
  readonly squads: string;
}

/** `vault` pays, and signs wherever the instructions name it. */
export function messagesOf(vault: Address, instructions: readonly Instruction[], lifetime: Lifetime): Messages {
  const message = pipe(
    createTransactionMessage({ version: 'legacy' }),
    (empty) => setTransactionMessageFeePayer(vault, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: lifetime.blockhash as Blockhash, lastValidBlockHeight: lifetime.lastValidBlockHeight },
        paid,
      ),
    (timed) => appendTransactionMessageInstructions(instructions, timed),
  );
  const compiled = compileTransactionMessage(message);
  const legacy = getBase64Decoder().decode(getCompiledTransactionMessageEncoder().encode(compiled));
  return { legacy, squads: getBase64Decoder().decode(squadsMessage(compiled)) };
}

interface Compiled {
  readonly header: {
    readonly numSignerAccounts: number;
    readonly numReadonlySignerAccounts: number;
    readonly numReadonlyNonSignerAccounts: number;
  };
  readonly staticAccounts: readonly Address[];
  readonly instructions: readonly {
    readonly programAddressIndex: number;
    readonly accountIndices?: readonly number[];
    readonly data?: ArrayLike<number>;
  }[];
}

/**
 * Counts of signers, writable signers and writable others; keys; instructions with lengths of one byte, of data two; no lookup
 * tables. Unlike a transaction's message it has no blockhash: the vault's transaction is executed whenever its members agree.
 */
export function squadsMessage({ header, staticAccounts, instructions }: Compiled): Uint8Array {
  const { numSignerAccounts: signers, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = header;
  const others = staticAccounts.length - signers - numReadonlyNonSignerAccounts;
  const bytes = [signers, signers - numReadonlySignerAccounts, others, staticAccounts.length];
  for (const key of staticAccounts) bytes.push(...getAddressEncoder().encode(key));
  bytes.push(instructions.length);
  for (const { programAddressIndex, accountIndices = [], data = [] } of instructions) {
    bytes.push(programAddressIndex, accountIndices.length, ...accountIndices);
    bytes.push(data.length & 0xff, data.length >> 8, ...Array.from(data));
  }
  bytes.push(0);
  return Uint8Array.from(bytes);
}

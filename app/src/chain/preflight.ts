/** A network simulates a transaction before it passes it on. Where that fails it says so, and the transaction goes nowhere. */
import {
  isSolanaError,
  SOLANA_ERROR__INSTRUCTION_ERROR__COMPUTATIONAL_BUDGET_EXCEEDED,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_RENT,
} from '@solana/kit';

const ALREADY_PROCESSED = 'AlreadyProcessed';

/** The client turns the network's word into a number of its own; these are the words that people can be told something about. */
const WORDS = new Map<number, string>([
  [SOLANA_ERROR__INSTRUCTION_ERROR__COMPUTATIONAL_BUDGET_EXCEEDED, 'ComputationalBudgetExceeded'],
  [SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_NOT_FOUND, 'AccountNotFound'],
  [SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED, ALREADY_PROCESSED],
  [SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND, 'BlockhashNotFound'],
  [SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE, 'InsufficientFundsForFee'],
  [SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_RENT, 'InsufficientFundsForRent'],
]);

export class PreflightRefusal extends Error {
  override readonly name = 'PreflightRefusal';
  /** As a simulation tells it; undefined where it is none of those that we know. */
  readonly error: unknown;
  readonly logs: readonly string[];

  constructor(cause: unknown, logs: readonly string[]) {
    super('The network refused the transaction before passing it on.');
    this.error = errorOf(cause);
    this.logs = logs;
  }

  /** The same bytes have arrived before, so that it was passed on after all. */
  get isArrived(): boolean {
    return this.error === ALREADY_PROCESSED;
  }
}

function errorOf(cause: unknown): unknown {
  if (isSolanaError(cause, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)) {
    // Typed as numbers, and read from the network's words as integers of any size.
    const { index, code }: { readonly index: unknown; readonly code: unknown } = cause.context;
    return { InstructionError: [Number(index), { Custom: Number(code) }] };
  }
  return isSolanaError(cause) ? WORDS.get(cause.context.__code) : undefined;
}

/** Why a transaction fails, in words: from the program's own sentences and the operands that it logs. */
import type { Address } from '@solana/kit';
import { PROGRAM } from '../chain/address';
import { ERRORS } from '../client/generated/errorTable';

export interface Explanation {
  /** A sentence for people. */
  readonly sentence: string;
  /** What to do about it, where we know. */
  readonly advice: string | undefined;
  /** Name of the broken rule, and its operands, for whoever asks further. */
  readonly rule: string | undefined;
  readonly operands: readonly [bigint, bigint] | undefined;
}

const FIRST_CODE = 6000;
const rules = new Map(ERRORS.map(([code, name, sentence]) => [code, { name, sentence }]));

/** What helps against the rules that people meet most. */
const ADVICE: Readonly<Record<string, string>> = {
  BorrowLimitExceeded: 'Borrow less, repay a part, or add collateral.',
  BorrowCapExceeded: 'The reserve lends no more in this regime. Try a smaller amount, or wait for a milder regime.',
  DepositCapExceeded: 'Deposit less: the reserve takes no more.',
  InsufficientLiquidity: 'The reserve has not so many tokens left. Try a smaller amount, or wait for repayments.',
  InsufficientShares: 'The position holds less than that. Choose the largest amount instead.',
  PriceTooOld: 'The price must be refreshed first. Try again in a moment.',
  ZeroAmount: 'Enter an amount above zero.',
  RecommendationReplaced: 'A newer round recommends something else. Look at it and decide anew.',
};

const TOKEN_ERRORS: Readonly<Record<number, string>> = {
  0: 'the token account would fall under the rent that keeps it alive',
  1: 'the token account holds too few tokens',
  3: 'the token account is of another token',
  4: 'the token account belongs to another owner',
  17: 'the token account is frozen',
};

const SYSTEM_ERRORS: Readonly<Record<number, string>> = {
  0: 'the account exists already',
  1: 'the wallet holds too little SOL',
};

const NAMED: Readonly<Record<string, string>> = {
  AccountNotFound: 'the wallet has no account on this network: it needs some SOL for fees',
  InsufficientFundsForFee: 'the wallet holds too little SOL for the fee',
  InsufficientFundsForRent: 'an account would be left with too little SOL for its rent',
  BlockhashNotFound: 'the transaction has expired before it was taken: try again',
  AlreadyProcessed: 'this transaction was done already',
  ComputationalBudgetExceeded: 'the transaction needs more computation than it asked for: try again',
  MissingRequiredSignature: 'a signature is missing',
  AccountNotInitialized: 'an account is not there yet',
  UninitializedAccount: 'an account is not there yet',
  IncorrectProgramId: 'an account belongs to another program',
};

const TOKEN_PROGRAMS = new Set([
  'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
]);
const SYSTEM_PROGRAM = '11111111111111111111111111111111';

const plain = (sentence: string): Explanation => ({
  sentence,
  advice: undefined,
  rule: undefined,
  operands: undefined,
});

/** An error of the program by its code, as policy's refusals carry it too. */
export function explainCode(code: number, operands?: readonly [bigint, bigint]): Explanation {
  const rule = rules.get(code);
  if (rule === undefined)
    return plain(`The program refuses with code ${code}, which this page does not know. Reload it.`);
  return { sentence: sentenceOf(rule.sentence), advice: ADVICE[rule.name], rule: rule.name, operands };
}

/** A transaction's error as the network tells it; `programs`: the program of each of its instructions. */
export function explainError(error: unknown, logs: readonly string[], programs: readonly Address[]): Explanation {
  if (typeof error === 'string') return named(error);
  const failure = instructionFailure(error);
  if (failure === undefined) return plain('The network refuses the transaction and does not say why.');
  const { index, cause } = failure;
  if (typeof cause === 'string') return named(cause);
  const code = customCode(cause);
  if (code === undefined) return plain('An instruction fails, and the network does not say why.');
  return explainCustom(code, failedProgram(logs) ?? programs[index], logs);
}

function explainCustom(code: number, program: string | undefined, logs: readonly string[]): Explanation {
  if (program === PROGRAM) return explainCode(code, operandsInLogs(logs, code));
  const table = program === SYSTEM_PROGRAM ? SYSTEM_ERRORS : TOKEN_PROGRAMS.has(program ?? '') ? TOKEN_ERRORS : {};
  const known = table[code];
  return plain(known === undefined ? `Another program refuses with code ${code}.` : sentenceOf(known));
}

function named(name: string): Explanation {
  const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  // A network's own word is shown only where it looks like one of Solana's names.
  const told = /^\w{1,60}$/.test(name) ? `The network refuses: ${name}.` : 'The network refuses the transaction.';
  return plain(known === undefined ? told : sentenceOf(known));
}

function instructionFailure(error: unknown): { index: number; cause: unknown } | undefined {
  if (typeof error !== 'object' || error === null || !('InstructionError' in error)) return undefined;
  const pair = error.InstructionError;
  if (!Array.isArray(pair)) return undefined;
  const [index, cause] = pair as unknown[];
  return { index: Number(index), cause };
}

function customCode(cause: unknown): number | undefined {
  if (typeof cause !== 'object' || cause === null || !('Custom' in cause)) return undefined;
  const code = Number(cause.Custom);
  return Number.isInteger(code) ? code : undefined;
}

/** The innermost program that failed: the first that says so. */
function failedProgram(logs: readonly string[]): string | undefined {
  for (const line of logs) {
    const failed = /^Program (\w+) failed: /.exec(line);
    if (failed !== null) return failed[1];
  }
  return undefined;
}

/** What a broken rule logs beside its code: `0xRULE, 0xACTUAL, 0xBOUND, 0x0, 0x0`. */
export function operandsInLogs(logs: readonly string[], code: number): readonly [bigint, bigint] | undefined {
  let found: readonly [bigint, bigint] | undefined;
  for (const line of logs) {
    const numbers = /^Program log: (0x[\da-f]+), (0x[\da-f]+), (0x[\da-f]+), 0x0, 0x0$/i.exec(line);
    if (numbers === null || BigInt(numbers[1]!) !== BigInt(code - FIRST_CODE)) continue;
    found = [BigInt(numbers[2]!), BigInt(numbers[3]!)];
  }
  return found;
}

function sentenceOf(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

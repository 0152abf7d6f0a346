import { address } from '@solana/kit';
import { expect, test } from 'vitest';
import idl from '../../../idl/lending.json';
import { PROGRAM } from '../chain/address';
import { explainCode, explainError, operandsInLogs } from './explain';

const TOKEN = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
const custom = (code: number, index = 0) => ({ InstructionError: [index, { Custom: code }] });

test('a_rule_of_the_program_is_told_in_its_sentence_with_what_it_logged', () => {
  const logs = [
    `Program ${PROGRAM} invoke [1]`,
    'Program log: 0x6, 0x64, 0x50, 0x0, 0x0',
    `Program ${PROGRAM} failed: custom program error: 0x1776`,
  ];
  expect(explainError(custom(6_006), logs, [PROGRAM])).toEqual({
    sentence: 'The debt would exceed what the collateral may back on present terms.',
    advice: 'Borrow less, repay a part, or add collateral.',
    rule: 'BorrowLimitExceeded',
    operands: [100n, 80n],
  });
});

test('every_error_of_the_interface_description_has_a_sentence', () => {
  for (const { code, name, msg } of idl.errors) {
    const told = explainCode(code);
    expect(told.rule).toBe(name);
    expect(told.sentence.toLowerCase()).toBe(`${msg.toLowerCase()}.`);
  }
});

test('a_tokens_error_inside_an_instruction_of_the_program_is_the_tokens', () => {
  const logs = [
    `Program ${PROGRAM} invoke [1]`,
    `Program ${TOKEN} invoke [2]`,
    `Program ${TOKEN} failed: custom program error: 0x1`,
    `Program ${PROGRAM} failed: custom program error: 0x1`,
  ];
  expect(explainError(custom(1), logs, [PROGRAM]).sentence).toBe('The token account holds too few tokens.');
});

test('errors_of_the_network_are_told_in_words', () => {
  expect(explainError('InsufficientFundsForFee', [], []).sentence).toMatch(/too little SOL for the fee/);
  expect(explainError({ InstructionError: [0, 'ComputationalBudgetExceeded'] }, [], []).sentence).toMatch(
    /computation/,
  );
});

test.each([
  '<img src=x onerror=alert(1)>',
  '__proto__',
  { InstructionError: 'x' },
  { InstructionError: [0, { Custom: 'NaN' }] },
  null,
  7,
])('a_network_that_answers_%o_gets_no_word_of_its_own_onto_the_page', (error) => {
  const { sentence } = explainError(error, ['<b>', 'Program log: 0x6'], []);
  expect(sentence).toMatch(/^(The network refuses|An instruction fails)/);
  expect(sentence).not.toContain('<');
});

test('operands_are_those_of_the_rule_that_was_broken', () => {
  const logs = [
    'Program log: 0x1, 0x2, 0x3, 0x0, 0x0',
    'Program log: 0x2a, 0x5, 0x1f, 0x0, 0x0',
    'Program log: 0x2a, 0x5',
  ];
  expect(operandsInLogs(logs, 6_042)).toEqual([5n, 31n]);
  expect(operandsInLogs(logs, 6_043)).toBeUndefined();
});

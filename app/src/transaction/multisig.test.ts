import { address, getAddressEncoder, type Address } from '@solana/kit';
import { expect, test } from 'vitest';
import { getPauseInstruction } from '../client/generated/instructions';
import { PROGRAM } from '../chain/address';
import { signerOf } from './build';
import { messagesOf } from './multisig';

const VAULT = address('4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi');
const MARKET = address('SysvarC1ock11111111111111111111111111111111');
const LIFETIME = { blockhash: '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM', lastValidBlockHeight: 1n };

const bytesOf = (key: Address) => [...getAddressEncoder().encode(key)];

test('a_vaults_transaction_is_laid_out_as_squads_reads_it', () => {
  // Given a pause by a multisig's vault
  const pause = getPauseInstruction({ authority: signerOf(VAULT), market: MARKET });
  const { legacy, squads } = messagesOf(VAULT, [pause], LIFETIME);

  // Then one signer that may write, one other account to write, three keys, and the instruction
  const expected = [1, 1, 1, 3, ...bytesOf(VAULT), ...bytesOf(MARKET), ...bytesOf(PROGRAM)];
  expected.push(1, 2, 2, 0, 1, pause.data.length, 0, ...pause.data, 0);
  expect([...Buffer.from(squads, 'base64')]).toEqual(expected);

  // And the legacy message has the same header and keys
  expect([...Buffer.from(legacy, 'base64').subarray(0, 4 + 32)]).toEqual([1, 0, 1, 3, ...bytesOf(VAULT)]);
});

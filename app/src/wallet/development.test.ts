import { expect, test } from 'vitest';
import { chainOf, clusterOf } from '../chain/cluster';
import { parseEndpoint } from '../chain/rpcUrl';
import { buildWire, haveSameMessage } from '../transaction/build';
import { developmentWallet, isDevelopment } from './development';

const local = parseEndpoint('http://127.0.0.1:8899');

test('it_is_offered_on_this_machine_and_on_no_public_cluster', () => {
  expect(isDevelopment(local, 'local')).toBe(true);
  expect(isDevelopment(local, undefined)).toBe(false);
  // A tunnel to mainnet stands at a loopback address as well
  expect(isDevelopment(local, clusterOf('5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d', true))).toBe(false);
  expect(isDevelopment(parseEndpoint('https://rpc.example.com'), 'local')).toBe(false);
});

test('a_network_elsewhere_that_says_it_is_none_of_the_public_ones_is_no_local_one', () => {
  expect(clusterOf('11111111111111111111111111111111', true)).toBe('local');
  expect(clusterOf('11111111111111111111111111111111', false)).toBe('unknown');
  expect(chainOf('unknown')).toBeUndefined();
});

test('it_does_not_exist_elsewhere', async () => {
  await expect(developmentWallet('borrower 0', local, 'devnet')).rejects.toThrow(/local networks only/);
});

test('it_signs_what_it_was_given_and_changes_nothing', async () => {
  const wallet = await developmentWallet('borrower 0', local, 'local');
  const lifetime = { blockhash: '4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM', lastValidBlockHeight: 1n };
  const wire = buildWire(wallet.address, [], lifetime, { units: 1, price: 0n });
  const signed = await wallet.signTransaction(wire);
  expect(haveSameMessage(wire, signed)).toBe(true);
  expect(signed.subarray(1, 65).some((byte) => byte !== 0)).toBe(true);
});

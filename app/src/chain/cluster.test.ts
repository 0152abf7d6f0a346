import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf } from './cluster';

/** What `ballast-client` knows the public networks by, which keys and nodes of other kinds are held against. */
function knownToTheClient(): readonly (readonly [string, string])[] {
  const source = readFileSync(new URL('../../../client/src/cluster.rs', import.meta.url)).toString();
  return [...source.matchAll(/Self::(\w+) => "([1-9A-HJ-NP-Za-km-z]{43,44})"/g)].map(([, name, hash]) => [
    name!.toLowerCase(),
    hash!,
  ]);
}

test('public_networks_are_those_of_the_rust_client_wherever_they_are_read_from', () => {
  const known = knownToTheClient();
  expect(known).toHaveLength(3);
  for (const [name, hash] of known) {
    expect(clusterOf(hash, false)).toBe(name);
    expect(clusterOf(hash, true)).toBe(name);
  }
});

test('another_networks_first_block_is_local_on_this_machine_and_unknown_elsewhere', () => {
  expect(clusterOf('1'.repeat(44), true)).toBe('local');
  expect(clusterOf('1'.repeat(44), false)).toBe('unknown');
});

import { expect, test } from 'vitest';
import { PROGRAM } from './address';
import type { Network } from './network';
import { newestQuote, readQuote } from './quote';
import { updateAccount } from '../testing/quote';

const FEED = new Uint8Array(32).fill(7);
const update = { feedId: FEED, price: 10_000_000_000n, publishedAt: 1_700_000_000n };

type Source = Pick<Network, 'accounts' | 'accountsWith'>;
const none: Source = {
  accounts: (addresses) => Promise.resolve({ slot: 1n, accounts: addresses.map(() => undefined) }),
  accountsWith: () => Promise.resolve([]),
};
const refuses = () => Promise.reject(new Error('not for the public'));

test('an_update_is_read_as_the_program_reads_it', () => {
  const account = updateAccount(1, update);
  expect(readQuote(account, FEED)).toEqual({
    address: account.address,
    price: 10_000_000_000n,
    confidence: 5_000_000n,
    exponent: -8,
    publishedAt: 1_700_000_000n,
    average: 10_000_000_000n,
  });
});

test('what_the_program_would_not_take_is_no_quote', () => {
  const other = new Uint8Array(32).fill(8);
  const short = updateAccount(1, update);
  const wrong = [
    updateAccount(1, { ...update, owner: PROGRAM }),
    updateAccount(1, { ...update, level: 0 }),
    updateAccount(1, { ...update, feedId: other }),
    { ...short, bytes: short.bytes.slice(0, 100) },
    { ...short, bytes: new Uint8Array(134) },
    undefined,
  ];
  for (const account of wrong) expect(readQuote(account, FEED)).toBeUndefined();
});

test('the_newest_of_all_updates_is_found', async () => {
  const [old, recent] = [updateAccount(1, update), updateAccount(2, { ...update, publishedAt: 1_700_000_060n })];
  const network: Source = {
    ...none,
    accountsWith: (owner) => Promise.resolve(owner === old.owner ? [recent, old] : []),
  };
  expect(await newestQuote(network, FEED)).toMatchObject({ address: recent.address });
});

test('what_pyth_sponsors_is_found_where_a_network_lets_nobody_search', async () => {
  // Pyth, "Push feeds on Solana": SOL/USD in shard 0
  const sol = Uint8Array.from(Buffer.from('ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d', 'hex'));
  const sponsored = '7UVimffxr9ow1uXYxsr4LHAcV58mLzhmwaeKvJ1pjLiE';
  const account = updateAccount(1, { ...update, feedId: sol });
  const network: Source = {
    accounts: (addresses) =>
      Promise.resolve({
        slot: 1n,
        accounts: addresses.map((address) => (address === sponsored ? { ...account, address } : undefined)),
      }),
    accountsWith: refuses,
  };
  expect(await newestQuote(network, sol)).toMatchObject({ address: sponsored, publishedAt: 1_700_000_000n });
});

test('nothing_found_is_told_apart_from_nothing_asked', async () => {
  expect(await newestQuote(none, FEED)).toBeUndefined();
  await expect(newestQuote({ ...none, accountsWith: refuses }, FEED)).rejects.toThrow('not for the public');
});

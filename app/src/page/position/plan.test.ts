import { AccountRole, address, type Address } from '@solana/kit';
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { expect, test } from 'vitest';
import { PROGRAM } from '../../chain/address';
import { readReserve, type Read } from '../../chain/market';
import type { Reserve } from '../../client/generated/accounts/reserve';
import { UNLIMITED } from '../../format/number';
import { fakeNetwork } from '../../testing/fakeNetwork';
import { OWNER } from '../../testing/positions';
import { actionInstructions, NATIVE_MINT, tokenAccount, type Ask, type Place } from './plan';

const POSITION = address('9B5XszUGdMaxCZ7uSQhPzdks5ZQSmWxrmzCSvtJ6Ns6g');
const ASSOCIATED = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
const SYSTEM = '11111111111111111111111111111111';

function reserves(): Read<Reserve>[] {
  return [...fakeNetwork().held.values()].slice(2, 4).map((raw) => readReserve(raw));
}

function native(): Read<Reserve> {
  const [, reserve] = reserves();
  return { ...reserve!, data: { ...reserve!.data, mint: NATIVE_MINT } };
}

async function programs(ask: Ask, place: Partial<Place> = {}): Promise<Address[]> {
  const whole: Place = {
    owner: OWNER,
    market: POSITION,
    position: POSITION,
    opensIndex: undefined,
    others: [],
    tokens: 100n,
    ...place,
  };
  return (await actionInstructions(ask, whole)).map(({ programAddress }) => programAddress);
}

test('a_first_deposit_opens_the_position_in_the_same_transaction', async () => {
  const [reserve] = reserves();
  const ask = { kind: 'deposit', reserve: reserve!, amount: 5n, spent: 5n } as const;
  expect(await programs(ask)).toEqual([PROGRAM]);
  expect(await programs(ask, { opensIndex: 0 })).toEqual([PROGRAM, PROGRAM]);
});

test('a_missing_token_account_is_created_before_anything_arrives', async () => {
  const [reserve] = reserves();
  const ask = { kind: 'borrow', reserve: reserve!, amount: 5n, spent: 0n } as const;
  expect(await programs(ask, { tokens: undefined })).toEqual([ASSOCIATED, PROGRAM]);
});

test('native_sol_is_wrapped_for_a_deposit_and_unwrapped_after_a_withdrawal', async () => {
  const deposit = { kind: 'deposit', reserve: native(), amount: 5n, spent: 5n } as const;
  expect(await programs(deposit, { tokens: undefined })).toEqual([
    ASSOCIATED,
    SYSTEM,
    TOKEN_PROGRAM_ADDRESS,
    PROGRAM,
    TOKEN_PROGRAM_ADDRESS,
  ]);
  const withdraw = { kind: 'withdraw', reserve: native(), amount: UNLIMITED, spent: 0n } as const;
  expect(await programs(withdraw, { tokens: undefined })).toEqual([ASSOCIATED, PROGRAM, TOKEN_PROGRAM_ADDRESS]);
});

test('sol_that_was_wrapped_before_stays_wrapped', async () => {
  const withdraw = { kind: 'withdraw', reserve: native(), amount: 5n, spent: 0n } as const;
  expect(await programs(withdraw, { tokens: 7n })).toEqual([PROGRAM]);
  // What lies wrapped already is not wrapped once more
  const deposit = { kind: 'deposit', reserve: native(), amount: 5n, spent: 5n } as const;
  expect(await programs(deposit, { tokens: 7n })).toEqual([PROGRAM]);
});

test('a_borrow_names_the_accounts_in_the_programs_order_and_the_rest_in_pairs', async () => {
  const [lent, backing] = reserves();
  const ask = { kind: 'borrow', reserve: lent!, amount: 5n, spent: 0n } as const;
  const place = { owner: OWNER, market: POSITION, position: POSITION, opensIndex: undefined, tokens: 1n };
  const [borrow] = await actionInstructions(ask, { ...place, others: [backing!] });
  const { feed, vault, mint } = lent!.data;
  expect(borrow!.accounts!.map((account) => account.address)).toEqual([
    OWNER,
    POSITION,
    feed,
    lent!.address,
    POSITION,
    await tokenAccount(OWNER, mint, TOKEN_PROGRAM_ADDRESS),
    vault,
    mint,
    TOKEN_PROGRAM_ADDRESS,
    backing!.address,
    backing!.data.feed,
  ]);
  expect(borrow!.accounts!.slice(-2).map(({ role }) => role)).toEqual([AccountRole.READONLY, AccountRole.READONLY]);
  expect([...borrow!.data!]).toEqual([25, 5, 0, 0, 0, 0, 0, 0, 0]);
});

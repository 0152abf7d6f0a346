// @vitest-environment happy-dom
import { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { getPositionSize } from '../../client/generated/accounts/position';
import { UNLIMITED } from '../../format/number';
import { ModelContext } from '../../shell/context';
import { AppModel } from '../../shell/model';
import { fakeNetwork } from '../../testing/fakeNetwork';
import { goldenPolicy, goldenRead } from '../../testing/golden';
import { goldenPosition, goldenPositions, OWNER } from '../../testing/positions';
import { NATIVE_MINT, tokenAccount, type Ask } from './plan';
import { RewardSection } from './rewardSection';
import { accountLines } from './summary';

afterEach(cleanup);

const SOL = 1_000_000_000n;
/** A lamport a byte makes it readable of what it is the rent. */
const network = { rentOf: (bytes: number) => Promise.resolve(BigInt(bytes)) };
const reserve = goldenRead().reserves[0]!;
const native = { ...reserve, data: { ...reserve.data, mint: NATIVE_MINT } };
const deposit = (of: typeof reserve): Ask => ({ kind: 'deposit', reserve: of, amount: 5n * SOL, spent: 5n * SOL });

async function words(ask: Ask, tokens: bigint | undefined, opensIndex?: number): Promise<string[]> {
  const lines = await accountLines(network, ask, { tokens, opensIndex });
  return lines.map(({ label, value }) => `${label}: ${value}`);
}

test('what_is_opened_and_created_is_told_with_its_rent', async () => {
  // Given the size of a position as the program makes it
  expect(getPositionSize()).toBe(goldenPositions()[0]!.bytes.length);

  expect(await words(deposit(reserve), 1n)).toEqual([]);
  expect(await words(deposit(reserve), undefined, 3)).toEqual([
    `Opens the position: number 3, rent 0.00000${getPositionSize()} SOL`,
    'Creates a token account: rent 0.000000165 SOL',
  ]);
  const extended = { ...reserve, data: { ...reserve.data, tokenKind: 1 } };
  expect(await words(deposit(extended), undefined)).toEqual(['Creates a token account: rent at least 0.00000017 SOL']);
});

test('sol_is_told_as_it_is_wrapped_by_what_was_wrapped_before', async () => {
  expect(await words(deposit(native), undefined)).toEqual([
    'SOL: 5 SOL is wrapped for it; what is left of it is unwrapped',
    'Creates a token account: rent 0.000000165 SOL, which comes back: it is closed in the same transaction',
  ]);
  expect(await words(deposit(native), 2n * SOL)).toEqual([
    'SOL: 3 SOL is wrapped for it; what is wrapped already goes with it, what is left stays wrapped',
  ]);
  expect(await words(deposit(native), 7n * SOL)).toEqual(['SOL: comes from what is wrapped already']);
  expect(await words(deposit(native), 0n)).toEqual([
    'SOL: 5 SOL is wrapped for it; what is left of it is unwrapped',
    'Closes a token account: the empty one for wrapped SOL; its rent comes back',
  ]);
  const withdraw = { kind: 'withdraw', reserve: native, amount: UNLIMITED, spent: 0n } as const;
  expect(await words(withdraw, 7n)).toEqual(['SOL: arrives wrapped, beside what is wrapped already']);
  expect((await words(withdraw, undefined))[0]).toBe('SOL: arrives unwrapped');
});

test('a_claim_for_somebody_else_says_whose_token_account_the_wallet_pays_for', async () => {
  // Given rewards of an owner without an account for them, and a stranger's wallet
  const memory = Object.assign(fakeNetwork(), network);
  const { mint } = reserve.data.depositRewardToken;
  memory.held.set(mint, { address: mint, owner: TOKEN_PROGRAM_ADDRESS, bytes: new Uint8Array(82) });
  const model = new AppModel(goldenPolicy, () => memory);
  model.connect({ endpoint: memory.endpoint, market: memory.market });
  model.setWallet({ name: 'test', address: memory.market, signTransaction: (wire) => Promise.resolve(wire) });
  render(
    <ModelContext value={model}>
      <RewardSection
        rewards={[{ reserve, side: 'deposit', amount: 5n, decimals: undefined }]}
        position={goldenPosition(1)}
        onDone={() => undefined}
      />
    </ModelContext>,
  );
  const created = () => model.action.get()?.plan.lines.find(({ label }) => label === 'Creates a token account')?.value;

  // When it is claimed, then the rent is in the summary; and not where the account is there already
  fireEvent.click(screen.getByRole('button', { name: 'Claim' }));
  await vi.waitFor(() => expect(created()).toBe('rent 0.000000165 SOL'));
  model.closeAction();
  const at = await tokenAccount(OWNER, mint, TOKEN_PROGRAM_ADDRESS);
  memory.held.set(at, { address: at, owner: TOKEN_PROGRAM_ADDRESS, bytes: new Uint8Array(165) });
  fireEvent.click(screen.getByRole('button', { name: 'Claim' }));
  await vi.waitFor(() => expect(model.action.get()).toBeDefined());
  expect(created()).toBeUndefined();
  model.disconnect();
});

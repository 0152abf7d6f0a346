/** From what a person asks to the instructions that do it. Order of accounts: `client/src/instruction/user.rs`. */
import { AccountRole, address, getU32Encoder, getU64Encoder, type Address, type Instruction } from '@solana/kit';
import {
  findAssociatedTokenPda,
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getSyncNativeInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import type { Reserve } from '../../client/generated/accounts/reserve';
import { getBorrowInstruction } from '../../client/generated/instructions/borrow';
import { getDepositInstruction } from '../../client/generated/instructions/deposit';
import { getPositionOpenInstruction } from '../../client/generated/instructions/positionOpen';
import { getRepayInstruction } from '../../client/generated/instructions/repay';
import { getRewardClaimInstruction } from '../../client/generated/instructions/rewardClaim';
import { getWithdrawInstruction } from '../../client/generated/instructions/withdraw';
import type { Read } from '../../chain/market';
import { REWARD_SIDES, type ActionKind, type RewardSide } from '../../policy/answer';
import { signerOf } from '../../transaction/build';

export const NATIVE_MINT = address('So11111111111111111111111111111111111111112');
const TOKEN_2022 = address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');
const SYSTEM_PROGRAM = address('11111111111111111111111111111111');
/** The system program's transfer, by number. */
const TRANSFER = 2;
/** A reserve's `token_kind` for a mint of the first token program. */
const CLASSIC = 0;

export const tokenProgramOf = (reserve: Reserve): Address =>
  reserve.tokenKind === CLASSIC ? TOKEN_PROGRAM_ADDRESS : TOKEN_2022;

export async function tokenAccount(owner: Address, mint: Address, tokenProgram: Address): Promise<Address> {
  const [account] = await findAssociatedTokenPda({ owner, mint, tokenProgram });
  return account;
}

export interface Ask {
  readonly kind: ActionKind;
  readonly reserve: Read<Reserve>;
  /** Base units; `UNLIMITED`: all of it. */
  readonly amount: bigint;
  /** The most tokens that may leave the wallet for it, base units. */
  readonly spent: bigint;
}

export interface Place {
  readonly owner: Address;
  readonly market: Address;
  readonly position: Address;
  /** Its index, while the position has yet to be opened. */
  readonly opensIndex: number | undefined;
  /** What else it holds or owes, for the actions that value the whole position. */
  readonly others: readonly Read<Reserve>[];
  /** What the wallet holds of the token; undefined: it has no account for it. */
  readonly tokens: bigint | undefined;
}

/** What an action does to native SOL. */
export interface Wrapping {
  /** So much is wrapped for it. */
  readonly wrapped: bigint;
  /** The token account is closed at the end, and all that is in it is SOL again. */
  readonly unwraps: boolean;
}

/** Undefined for any other token. Wrapped SOL that was there before is its owner's wish, and stays wrapped. */
export function wrappingOf({ kind, reserve, spent }: Ask, tokens: bigint | undefined): Wrapping | undefined {
  if (reserve.data.mint !== NATIVE_MINT) return undefined;
  const held = tokens ?? 0n;
  const takes = kind === 'deposit' || kind === 'repay';
  return { wrapped: takes && spent > held ? spent - held : 0n, unwraps: held === 0n };
}

export async function actionInstructions(ask: Ask, place: Place): Promise<readonly Instruction[]> {
  const { mint } = ask.reserve.data;
  const tokenProgram = tokenProgramOf(ask.reserve.data);
  const tokens = await tokenAccount(place.owner, mint, tokenProgram);
  const { wrapped, unwraps } = wrappingOf(ask, place.tokens) ?? { wrapped: 0n, unwraps: false };
  const signer = signerOf(place.owner);
  const create = getCreateAssociatedTokenIdempotentInstruction({
    payer: signer,
    ata: tokens,
    owner: place.owner,
    mint,
    tokenProgram,
  });
  return [
    ...(place.opensIndex === undefined ? [] : [open(place, place.opensIndex)]),
    ...(place.tokens === undefined ? [create] : []),
    ...(wrapped > 0n ? [transfer(place.owner, tokens, wrapped), getSyncNativeInstruction({ account: tokens })] : []),
    act(ask, place, tokens, tokenProgram),
    ...(unwraps ? [getCloseAccountInstruction({ account: tokens, destination: place.owner, owner: signer })] : []),
  ];
}

function open({ owner, market, position }: Place, index: number): Instruction {
  const signer = signerOf(owner);
  return getPositionOpenInstruction({ payer: signer, owner: signer, market, position, index });
}

function transfer(from: Address, to: Address, lamports: bigint): Instruction {
  return {
    programAddress: SYSTEM_PROGRAM,
    accounts: [
      { address: from, role: AccountRole.WRITABLE_SIGNER },
      { address: to, role: AccountRole.WRITABLE },
    ],
    data: new Uint8Array([...getU32Encoder().encode(TRANSFER), ...getU64Encoder().encode(lamports)]),
  };
}

function act({ kind, reserve, amount }: Ask, place: Place, tokens: Address, tokenProgram: Address): Instruction {
  const { feed, mint, vault } = reserve.data;
  const { market, position, others } = place;
  const signer = signerOf(place.owner);
  const shared = { market, feed, reserve: reserve.address, position, vault, mint, tokenProgram, amount };
  switch (kind) {
    case 'deposit':
      return getDepositInstruction({ ...shared, owner: signer, source: tokens });
    case 'withdraw':
      return withOthers(getWithdrawInstruction({ ...shared, owner: signer, destination: tokens }), others);
    case 'borrow':
      return withOthers(getBorrowInstruction({ ...shared, owner: signer, destination: tokens }), others);
    case 'repay':
      return getRepayInstruction({ ...shared, payer: signer, source: tokens });
  }
}

/** A pair of reserve and feed for each other reserve that the position uses. */
function withOthers(instruction: Instruction, others: readonly Read<Reserve>[]): Instruction {
  const pairs = others.flatMap(({ address: reserve, data }) =>
    [reserve, data.feed].map((account) => ({ address: account, role: AccountRole.READONLY as const })),
  );
  return { ...instruction, accounts: [...(instruction.accounts ?? []), ...pairs] };
}

export interface Claim {
  readonly owner: Address;
  readonly payer: Address;
  readonly position: Address;
  readonly reserve: Read<Reserve>;
  readonly side: RewardSide;
  /** The program that owns the reward token's mint. */
  readonly tokenProgram: Address;
}

/** Pays rewards to the owner's token account, which is created where it is missing; anyone may have it done. */
export async function claimInstructions(claim: Claim): Promise<readonly Instruction[]> {
  const { owner, payer, position, reserve, side, tokenProgram } = claim;
  const { mint, vault } = side === 'deposit' ? reserve.data.depositRewardToken : reserve.data.borrowRewardToken;
  const destination = await tokenAccount(owner, mint, tokenProgram);
  const shared = { owner, mint, tokenProgram };
  return [
    getCreateAssociatedTokenIdempotentInstruction({ ...shared, payer: signerOf(payer), ata: destination }),
    getRewardClaimInstruction({
      feed: reserve.data.feed,
      reserve: reserve.address,
      position,
      destination,
      vault,
      mint,
      tokenProgram,
      side: REWARD_SIDES.indexOf(side),
    }),
  ];
}

/** A reward programme, opened and funded by the market's governance. */
import { address, getAddressEncoder, getProgramDerivedAddress, getU32Encoder } from '@solana/kit';
import {
  getCreateAssociatedTokenIdempotentInstruction,
  getTransferInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import { PROGRAM } from '../../src/chain/address';
import { getRewardFundInstruction } from '../../src/client/generated/instructions/rewardFund';
import { getRewardOpenInstruction } from '../../src/client/generated/instructions/rewardOpen';
import { tokenAccount } from '../../src/page/position/plan';
import { REWARD_SIDES, type RewardSide } from '../../src/policy/answer';
import type { Chain } from './chain';

const INSTRUCTIONS_SYSVAR = address('Sysvar1nstructions1111111111111111111111111');

interface Programme {
  /** Whose depositors, or debtors, earn, by its place in the market. */
  readonly reserve: number;
  readonly side: RewardSide;
  /** The reserve whose token they earn; a liquidator gives it to governance. */
  readonly token: number;
  readonly amount: bigint;
  readonly seconds: number;
}

export async function openRewards(chain: Chain, programme: Programme): Promise<void> {
  const { market, reserves } = await chain.read();
  const [reserve, { mint }] = [reserves[programme.reserve]!, reserves[programme.token]!.data];
  const [governance, giver] = await Promise.all([chain.signer('governance'), chain.signer('liquidator 0')]);
  const [source, gift] = await Promise.all(
    [governance, giver].map((owner) => tokenAccount(owner.address, mint, TOKEN_PROGRAM_ADDRESS)),
  );
  const side = REWARD_SIDES.indexOf(programme.side);
  const stream = programme.side === 'deposit' ? reserve.data.depositRewards : reserve.data.borrowRewards;
  const [vault] = await getProgramDerivedAddress({
    programAddress: PROGRAM,
    seeds: [
      'reward',
      getAddressEncoder().encode(reserve.address),
      Uint8Array.of(side),
      getU32Encoder().encode(stream.generation + 1),
    ],
  });
  const shared = { market: market.address, reserve: reserve.address, mint, vault, side };
  const { amount, seconds } = programme;
  await chain.send('governance', [
    getCreateAssociatedTokenIdempotentInstruction({
      payer: governance,
      ata: source!,
      owner: governance.address,
      mint,
    }),
    getTransferInstruction({ source: gift!, destination: source!, authority: giver, amount }),
    getRewardOpenInstruction({ ...shared, payer: governance, governance, instructions: INSTRUCTIONS_SYSVAR }),
    getRewardFundInstruction({
      ...shared,
      authority: governance,
      feed: reserve.data.feed,
      source: source!,
      amount,
      seconds,
    }),
  ]);
}

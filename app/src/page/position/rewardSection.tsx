/** What a position has earned beside interest, and its payment. Rewards go to the owner, whoever has them paid out. */
import { useState } from 'react';
import type { Read } from '../../chain/market';
import { reasonOf } from '../../chain/reason';
import type { Position } from '../../client/generated/accounts/position';
import { Number } from '../../component/figure';
import { Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { exactTokens, shortAddress, tokens, type Shown } from '../../format/number';
import { useApp, useAssetName, useModel } from '../../shell/context';
import { TransactionDialog } from '../../transaction/dialog';
import type { Plan } from '../../transaction/transaction';
import { claimInstructions, tokenAccount } from './plan';
import { rewardToken, type RewardRow } from './select';
import { creationLine } from './summary';

interface RewardSectionProps {
  readonly rewards: readonly RewardRow[];
  readonly position: Read<Position>;
  /** After a claim was looked at. */
  readonly onDone: () => void;
}

export function RewardSection({ rewards, position, onDone }: RewardSectionProps) {
  const model = useModel();
  const wallet = useApp((state) => state.wallet?.address);
  const nameOf = useAssetName();
  const [plan, setPlan] = useState<Plan>();
  const [trouble, setTrouble] = useState<string>();
  const claim = async (row: RewardRow) => {
    const { network } = model;
    if (network === undefined || wallet === undefined) return;
    setTrouble(undefined);
    try {
      const mint = rewardToken(row);
      const { accounts } = await network.accounts([mint]);
      const { address, data } = position;
      const tokenProgram = accounts[0]?.owner as typeof address | undefined;
      if (tokenProgram === undefined) throw new Error('the reward token’s mint is not there');
      const paidTo = await network.accounts([await tokenAccount(data.owner, mint, tokenProgram)]);
      const instructions = await claimInstructions({
        owner: data.owner,
        payer: wallet,
        position: address,
        reserve: row.reserve,
        side: row.side,
        tokenProgram,
      });
      const title = `Claim rewards of ${nameOf(row.reserve.data.mint)}`;
      const lines = [
        { label: 'At least', value: exactly(row, nameOf(mint)) },
        { label: 'Token', value: mint },
        { label: 'Paid to the owner', value: data.owner },
        ...(paidTo.accounts[0] === undefined ? [await creationLine(network, tokenProgram)] : []),
      ];
      setPlan({ title, lines, instructions, writable: [row.reserve.address, address] });
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  const close = () => {
    setPlan(undefined);
    onDone();
  };
  const onClaim = wallet === undefined ? undefined : (row: RewardRow) => void claim(row);
  return (
    <>
      {rewards.length > 0 && (
        <section aria-labelledby="rewards">
          <h2 id="rewards">Rewards to claim</h2>
          {trouble !== undefined && <Notice tone="error">The claim cannot be prepared: {trouble}</Notice>}
          <Rewards rewards={rewards} position={position} onClaim={onClaim} />
        </section>
      )}
      {/* It outlives what it claims: nothing may be left to list before the confirmation was read. */}
      {plan !== undefined && <TransactionDialog plan={plan} onClose={close} />}
    </>
  );
}

interface RewardsProps extends Pick<RewardSectionProps, 'rewards' | 'position'> {
  /** Undefined: nobody is connected. */
  readonly onClaim: ((row: RewardRow) => void) | undefined;
}

function Rewards({ rewards, position, onClaim }: RewardsProps) {
  const nameOf = useAssetName();
  const columns: readonly Column<RewardRow>[] = [
    {
      name: 'For',
      cell: ({ reserve, side }) => `${side === 'deposit' ? 'holding' : 'owing'} ${nameOf(reserve.data.mint)}`,
    },
    { name: 'Earned so far', cell: (row) => <Number shown={amountShown(row, nameOf(rewardToken(row)))} /> },
    { name: 'Token', cell: (row) => <span title={rewardToken(row)}>{nameOf(rewardToken(row))}</span> },
    {
      name: 'Claim',
      cell: (row) => (
        <button type="button" disabled={onClaim === undefined} onClick={() => onClaim?.(row)}>
          Claim
        </button>
      ),
    },
  ];
  return (
    <Table
      caption={`Table of rewards of position ${shortAddress(position.address)}`}
      rows={rewards}
      keyOf={({ reserve, side }) => `${reserve.address} ${side}`}
      columns={columns}
    />
  );
}

const BASE_UNITS = 'base units';

function amountShown({ amount, decimals }: RewardRow, symbol: string): Shown {
  if (decimals === undefined) return { text: amount.toLocaleString('en-US'), unit: BASE_UNITS };
  return tokens(amount, decimals, symbol);
}

const exactly = ({ amount, decimals }: RewardRow, symbol: string): string =>
  decimals === undefined
    ? `${amount.toLocaleString('en-US')} ${BASE_UNITS}`
    : `${exactTokens(amount, decimals)} ${symbol}`;

import { useState } from 'react';
import type { Read } from '../../chain/market';
import { reasonOf } from '../../chain/reason';
import type { Position } from '../../client/generated/accounts/position';
import { Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { shortAddress } from '../../format/number';
import { useApp, useAssetName, useModel } from '../../shell/context';
import { TransactionDialog } from '../../transaction/dialog';
import type { Plan } from '../../transaction/transaction';
import { claimInstructions, tokenAccount } from './plan';
import type { RewardRow } from './select';
import { creationLine } from './summary';

interface RewardTableProps {
  readonly rewards: readonly RewardRow[];
  readonly position: Read<Position>;
}

const tokenOf = ({ reserve, side }: RewardRow) =>
  side === 'deposit' ? reserve.data.depositRewardToken.mint : reserve.data.borrowRewardToken.mint;

/** Rewards go to the owner, whoever has them paid out. */
export function RewardTable({ rewards, position }: RewardTableProps) {
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
      const { accounts } = await network.accounts([tokenOf(row)]);
      const { address, data } = position;
      const tokenProgram = accounts[0]?.owner as typeof address | undefined;
      if (tokenProgram === undefined) throw new Error('the reward token’s mint is not there');
      const paidTo = await network.accounts([await tokenAccount(data.owner, tokenOf(row), tokenProgram)]);
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
        { label: 'Base units, at least', value: row.amount.toString() },
        { label: 'Token', value: tokenOf(row) },
        { label: 'Paid to the owner', value: data.owner },
        ...(paidTo.accounts[0] === undefined ? [await creationLine(network, tokenProgram)] : []),
      ];
      setPlan({ title, lines, instructions, writable: [row.reserve.address, address] });
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  const columns: readonly Column<RewardRow>[] = [
    {
      name: 'For',
      cell: ({ reserve, side }) => `${side === 'deposit' ? 'holding' : 'owing'} ${nameOf(reserve.data.mint)}`,
    },
    {
      name: 'Amount, base units',
      cell: ({ amount }) => <span className="number">{amount.toLocaleString('en-US')}</span>,
    },
    { name: 'Token', cell: (row) => nameOf(tokenOf(row)) },
    {
      name: 'Claim',
      cell: (row) => (
        <button type="button" disabled={wallet === undefined} onClick={() => void claim(row)}>
          Claim
        </button>
      ),
    },
  ];
  return (
    <>
      {trouble !== undefined && <Notice tone="error">The claim cannot be prepared: {trouble}</Notice>}
      <Table
        caption={`Table of rewards of position ${shortAddress(position.address)}`}
        rows={rewards}
        keyOf={({ reserve, side }) => `${reserve.address} ${side}`}
        columns={columns}
      />
      {plan !== undefined && <TransactionDialog plan={plan} onClose={() => setPlan(undefined)} />}
    </>
  );
}

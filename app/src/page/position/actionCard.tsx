/** What the owner does: an amount, its effect before anyone signs, then the dialog that simulates and sends. */
import type { Address } from '@solana/kit';
import { useId, useState, type ReactNode } from 'react';
import { positionAddress } from '../../chain/address';
import type { Read } from '../../chain/market';
import type { Network } from '../../chain/network';
import type { Position } from '../../client/generated/accounts/position';
import { Empty, Notice } from '../../component/notice';
import { exactTokens, parseTokens, UNLIMITED } from '../../format/number';
import { ACTIONS, type ActionKind } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { reasonOf } from '../../chain/reason';
import { useApp, useAssetName, useModel } from '../../shell/context';
import { TransactionDialog } from '../../transaction/dialog';
import type { Plan } from '../../transaction/transaction';
import { Effect, effectLines, effectOf } from './effect';
import { actionInstructions, NATIVE_MINT } from './plan';
import { mostOf, reservesFor, type PositionNow, type Room } from './select';
import { accountLines } from './summary';
import { useWalletTokens, type WalletTokens } from './useWalletTokens';

export const ACTION_NAMES: Readonly<Record<ActionKind, string>> = {
  deposit: 'Deposit',
  withdraw: 'Withdraw',
  borrow: 'Borrow',
  repay: 'Repay',
};

/** Interest moves between the click and the block: this long ahead the most that may be borrowed is asked for. */
const AHEAD_SECONDS = 20n;
/** And so long ahead what is owed, where all of it is repaid out of native SOL. */
const REPAY_AHEAD_SECONDS = 120n;

interface ActionCardProps {
  readonly owner: Address;
  /** Undefined: the action opens it. */
  readonly position: Read<Position> | undefined;
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly standing: PositionNow;
  readonly policy: Policy;
  readonly now: bigint;
  readonly onDone: () => void;
}

export function ActionCard(props: ActionCardProps) {
  const [kind, setKind] = useState<ActionKind>('deposit');
  const [chosen, setChosen] = useState<string>();
  const group = useId();
  const nameOf = useAssetName();
  const rooms = props.position === undefined && kind !== 'deposit' ? [] : reservesFor(kind, props.standing);
  const room = rooms.find(({ reserve }) => reserve.address === chosen) ?? rooms[0];
  return (
    <article className="card action-card" aria-label="Act on the position">
      <fieldset className="action-kinds">
        <legend className="hidden">Action</legend>
        {ACTIONS.map((one) => (
          <label key={one}>
            <input type="radio" name={group} checked={one === kind} onChange={() => setKind(one)} />
            {ACTION_NAMES[one]}
          </label>
        ))}
      </fieldset>
      {room === undefined ? (
        <Empty>{NOTHING[kind]}</Empty>
      ) : (
        <AmountForm key={`${kind} ${room.reserve.address}`} {...props} kind={kind} room={room}>
          <label>
            Asset
            <select value={room.reserve.address} onChange={(event) => setChosen(event.target.value)}>
              {rooms.map(({ reserve }) => (
                <option key={reserve.address} value={reserve.address}>
                  {nameOf(reserve.data.mint)}
                </option>
              ))}
            </select>
          </label>
        </AmountForm>
      )}
    </article>
  );
}

const NOTHING: Readonly<Record<ActionKind, string>> = {
  deposit: 'Every asset of this market is owed: one asset is either held or owed.',
  withdraw: 'Nothing is held that could be withdrawn.',
  borrow: 'Deposit collateral first. An asset that is held cannot be borrowed by the same position.',
  repay: 'Nothing is owed.',
};

interface AmountFormProps extends ActionCardProps {
  readonly kind: ActionKind;
  readonly room: Room;
  readonly children: ReactNode;
}

interface Typed {
  readonly text: string;
  /** The button said all of it, and nothing was typed since. */
  readonly isAll: boolean;
}

function AmountForm(props: AmountFormProps) {
  const { owner, kind, room, standing, policy, bytes, now, children, onDone } = props;
  const model = useModel();
  const market = useApp((state) => state.target?.market);
  const [typed, setTyped] = useState<Typed>({ text: '', isAll: false });
  const [plan, setPlan] = useState<Plan>();
  const [trouble, setTrouble] = useState<string>();
  const [id, hint] = [useId(), useId()];
  const nameOf = useAssetName();
  const wallet = useWalletTokens(owner, room.reserve);
  const { decimals, mint, index } = room.reserve.data;
  const symbol = nameOf(mint);
  const entered = parseTokens(typed.text, decimals);
  const amount = typed.isAll ? UNLIMITED : entered;
  const effect =
    amount === undefined || amount === 0n ? undefined : effectOf(policy, bytes, { kind, reserve: index, amount, now });

  const setMost = () => {
    const most = mostOf(kind, roomAhead(props), standing, wallet.value?.spendable ?? 0n);
    setTyped({ text: exactTokens(most.shown, decimals), isAll: most.amount === UNLIMITED });
  };
  const review = async () => {
    const { network } = model;
    if (amount === undefined || market === undefined || effect?.kind !== 'done') return;
    if (network === undefined || wallet.value === undefined) return;
    const { inAccount } = wallet.value;
    setTrouble(undefined);
    try {
      setPlan(await planOf(props, { amount, entered: entered ?? 0n, market, symbol, inAccount, effect, network }));
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  const takes = kind === 'deposit' || kind === 'repay';
  // What is wrapped and what is created follows from what the wallet holds, so an old or unknown balance is no ground to sign on.
  const isKnown = wallet.value !== undefined && wallet.trouble === undefined;
  const isShort = takes && wallet.value !== undefined && (entered ?? 0n) > wallet.value.spendable;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void review();
      }}
      noValidate
    >
      <div className="action-fields">
        {children}
        <div className="field">
          <label htmlFor={id}>Amount, {symbol}</label>
          <span className="amount">
            <input
              id={id}
              inputMode="decimal"
              autoComplete="off"
              value={typed.text}
              aria-describedby={hint}
              aria-invalid={typed.text !== '' && entered === undefined}
              onChange={(event) => setTyped({ text: event.target.value, isAll: false })}
            />
            <button type="button" className="quiet" onClick={setMost}>
              {kind === 'withdraw' || kind === 'repay' ? 'All' : 'Max'}
            </button>
          </span>
        </div>
      </div>
      <p id={hint} className="note">
        {wallet.value !== undefined &&
          `The wallet holds ${exactTokens(wallet.value.spendable, decimals)} ${symbol}${mint === NATIVE_MINT ? ', wrapped and not, less what fees need' : ''}.`}
        {wallet.value === undefined && wallet.trouble === undefined && 'Reading what the wallet holds…'}
        {typed.isAll && ' All of it, with the interest up to then.'}
      </p>
      {typed.text !== '' && entered === undefined && (
        <Notice tone="warning">This is no amount: digits, and at most {decimals} after the point.</Notice>
      )}
      {wallet.trouble !== undefined && (
        <Notice tone="warning">
          What the wallet holds cannot be read ({wallet.trouble}). The page keeps trying; nothing is signed before.
        </Notice>
      )}
      {trouble !== undefined && <Notice tone="error">The action cannot be prepared: {trouble}</Notice>}
      {isShort && <Notice tone="warning">The wallet holds less than that.</Notice>}
      {effect !== undefined && <Effect before={standing} effect={effect} />}
      <button type="submit" disabled={effect?.kind !== 'done' || isShort || !isKnown}>
        Review and sign
      </button>
      {plan !== undefined && (
        <TransactionDialog
          plan={plan}
          onClose={() => {
            setPlan(undefined);
            setTyped({ text: '', isAll: false });
            wallet.again();
            onDone();
          }}
        />
      )}
    </form>
  );
}

/** The room a few seconds ahead, unless a price grows too old until then. */
function roomAhead({ kind, room, policy, bytes, now }: AmountFormProps): Room {
  if (kind !== 'borrow' || room.borrow === 0n) return room;
  const { borrowRoom } = policy.positionView(bytes, room.reserve.data.index, now + AHEAD_SECONDS);
  return borrowRoom > 0n && borrowRoom < room.borrow ? { ...room, borrow: borrowRoom } : room;
}

interface Entered {
  readonly amount: bigint;
  readonly entered: bigint;
  readonly market: Address;
  readonly symbol: string;
  readonly inAccount: WalletTokens['inAccount'];
  readonly network: Pick<Network, 'rentOf'>;
  readonly effect: Extract<ReturnType<typeof effectOf>, { kind: 'done' }>;
}

async function planOf(props: AmountFormProps, chosen: Entered): Promise<Plan> {
  const { owner, position, index, kind, room, standing, policy, bytes, now } = props;
  const { amount, entered, market, symbol, inAccount, network, effect } = chosen;
  const { reserve } = room;
  const at = position?.address ?? (await positionAddress(market, owner, index));
  const isAll = amount === UNLIMITED;
  const ahead = policy.positionView(bytes, reserve.data.index, now + REPAY_AHEAD_SECONDS).assets;
  const owedAhead = ahead.find((asset) => asset.reserve === reserve.data.index)?.amount ?? 0n;
  const spent = kind === 'repay' && isAll ? owedAhead : entered;
  const owes = standing.rows.some(({ isDebt }) => isDebt);
  const uses = standing.rows.map((row) => row.reserve).filter((one) => one !== reserve);
  const others = kind === 'borrow' || (kind === 'withdraw' && owes) ? uses : [];
  const opensIndex = position === undefined ? index : undefined;
  const place = { owner, market, position: at, opensIndex, others, tokens: inAccount };
  const ask = { kind, reserve, amount, spent };
  const shown = `${isAll ? 'all, about ' : ''}${exactTokens(entered, reserve.data.decimals)} ${symbol}`;
  return {
    title: `${ACTION_NAMES[kind]} ${shown}`,
    lines: [
      { label: ACTION_NAMES[kind], value: shown },
      { label: 'Token', value: reserve.data.mint },
      { label: 'Position', value: at },
      ...(await accountLines(network, ask, place)),
      ...effectLines(standing, effect),
    ],
    instructions: await actionInstructions(ask, place),
    writable: [market, reserve.address, at],
  };
}

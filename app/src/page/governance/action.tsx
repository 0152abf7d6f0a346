/** A button for something that only some roles may do: by the connected wallet where it holds one, else as messages to pass on. */
import { useEffect, useState } from 'react';
import type { Address } from '@solana/kit';
import { reasonOf } from '../../chain/reason';
import type { MarketRead } from '../../chain/market';
import { Dialog } from '../../component/dialog';
import { Loading, Notice } from '../../component/notice';
import { shortAddress } from '../../format/number';
import { useApp, useModel } from '../../shell/context';
import { TransactionDialog, Why } from '../../transaction/dialog';
import { messagesOf, type Messages } from '../../transaction/multisig';
import { prepare, type Plan, type Prepared } from '../../transaction/transaction';
import { roleName, type RoleKey } from './select';

/** An address that may act, and what it is called. */
export interface Actor {
  readonly name: string;
  readonly address: Address;
}

export const actorsOf = (read: MarketRead, roles: readonly RoleKey[]): readonly Actor[] =>
  roles.map((role) => ({ name: roleName(role), address: read.market.data.roles[role] }));

interface ActionButtonProps {
  readonly label: string;
  readonly actors: readonly Actor[];
  readonly planFor: (signer: Address) => Plan | Promise<Plan>;
  readonly isQuiet?: boolean;
  readonly isDisabled?: boolean;
  readonly onDone?: () => void;
}

type Open = { readonly kind: 'wallet'; readonly plan: Plan } | { readonly kind: 'elsewhere' };

export function ActionButton({
  label,
  actors,
  planFor,
  isQuiet = false,
  isDisabled = false,
  onDone,
}: ActionButtonProps) {
  const wallet = useApp((state) => state.wallet?.address);
  const [open, setOpen] = useState<Open>();
  const isHolder = actors.some(({ address }) => address === wallet);
  const start = async () => {
    if (isHolder && wallet !== undefined) setOpen({ kind: 'wallet', plan: await planFor(wallet) });
    else setOpen({ kind: 'elsewhere' });
  };
  const close = () => {
    setOpen(undefined);
    onDone?.();
  };
  return (
    <>
      <button type="button" className={isQuiet ? 'quiet' : ''} disabled={isDisabled} onClick={() => void start()}>
        {label}
      </button>
      {open?.kind === 'wallet' && <TransactionDialog plan={open.plan} onClose={close} />}
      {open?.kind === 'elsewhere' && (
        <ElsewhereDialog label={label} actors={actors} planFor={planFor} onClose={close} />
      )}
    </>
  );
}

interface ElsewhereProps extends Pick<ActionButtonProps, 'label' | 'actors' | 'planFor'> {
  readonly onClose: () => void;
}

type Made =
  | { readonly kind: 'making' }
  | { readonly kind: 'made'; readonly prepared: Prepared; readonly messages: Messages }
  | { readonly kind: 'broken'; readonly reason: string };

function ElsewhereDialog({ label, actors, planFor, onClose }: ElsewhereProps) {
  const model = useModel();
  const wallet = useApp((state) => state.wallet?.address);
  const [chosen, setChosen] = useState(0);
  const [made, setMade] = useState<Made>({ kind: 'making' });
  const vault = actors[chosen]?.address;
  // The plan is made once for each choice: while the dialog is open it stays what was shown.
  useEffect(() => {
    const network = model.network;
    if (network === undefined || vault === undefined) return undefined;
    let isLeft = false;
    const make = async (): Promise<Made> => {
      const plan = await planFor(vault);
      const [prepared, lifetime] = await Promise.all([prepare(network, vault, plan), network.latestBlockhash()]);
      return { kind: 'made', prepared, messages: messagesOf(vault, plan.instructions, lifetime) };
    };
    make().then(
      (result) => !isLeft && setMade(result),
      (error: unknown) => !isLeft && setMade({ kind: 'broken', reason: reasonOf(error) }),
    );
    return () => {
      isLeft = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, vault]);
  const names = actors.map(({ name }) => name).join(' or ');
  return (
    <Dialog title={label} onClose={onClose}>
      <p>
        Only the {names} may do this.{' '}
        {wallet === undefined
          ? 'No wallet is connected.'
          : `The connected wallet, ${shortAddress(wallet)}, does not hold that role.`}{' '}
        If the role belongs to a multisig, pass on one of these messages.
      </p>
      {actors.length > 1 && (
        <label className="stacked">
          Signed by
          <select
            value={chosen}
            onChange={(event) => {
              setMade({ kind: 'making' });
              setChosen(Number(event.target.value));
            }}
          >
            {actors.map(({ name, address }, at) => (
              <option key={name} value={at}>
                {name}, {shortAddress(address)}
              </option>
            ))}
          </select>
        </label>
      )}
      {made.kind === 'making' && <Loading what="what this would do" />}
      {made.kind === 'broken' && <Notice tone="error">It cannot be prepared: {made.reason}</Notice>}
      {made.kind === 'made' && <MessagesView prepared={made.prepared} messages={made.messages} />}
    </Dialog>
  );
}

function MessagesView({ prepared, messages }: { readonly prepared: Prepared; readonly messages: Messages }) {
  const { plan, failure, owner } = prepared;
  return (
    <>
      <dl className="summary">
        {plan.lines.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {failure === undefined ? (
        <p className="note">Simulated as signed by {shortAddress(owner)}: it would succeed.</p>
      ) : (
        <Why explanation={failure} />
      )}
      <Copied label="Legacy message, base64" text={messages.legacy} />
      <Copied label="Squads v4, message of vault_transaction_create, base64" text={messages.squads} />
      <p className="note">
        The vault {owner} signs, and pays the rent of a new change, so it needs some SOL. The legacy message&apos;s
        blockhash is good for about a minute; multisigs replace it. A durable nonce is refused.
      </p>
    </>
  );
}

function Copied({ label, text }: { readonly label: string; readonly text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      // Without the clipboard the text can still be selected.
      () => setIsCopied(false),
    );
  return (
    <div className="copied">
      <label className="stacked">
        {label}
        <textarea readOnly rows={3} value={text} spellCheck={false} onFocus={(event) => event.target.select()} />
      </label>
      <button type="button" className="quiet" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

/** Who holds which role, what it may do, and transfers that wait. */
import { useId, useState } from 'react';
import { addressFrom } from '../../chain/address';
import type { MarketRead } from '../../chain/market';
import { Table, type Column } from '../../component/table';
import { Tag } from '../../component/tag';
import { distance, moment, span } from '../../format/time';
import type { Policy } from '../../policy/policy';
import { useApp } from '../../shell/context';
import { ActionButton, actorsOf } from './action';
import { roleAcceptPlan, roleCancelPlan, rolePlan } from './plan';
import { ROLES, type RoleKey } from './select';

interface RoleSectionProps {
  readonly read: MarketRead;
  readonly policy: Policy;
  readonly now: bigint;
}

const NOBODY = '11111111111111111111111111111111';
const GUARDIAN: RoleKey = 'guardian';

type Role = (typeof ROLES)[number] & { readonly number: number };
const NUMBERED: readonly Role[] = ROLES.map((role, number) => ({ ...role, number }));

export function RoleSection({ read, policy, now }: RoleSectionProps) {
  const wallet = useApp((state) => state.wallet?.address);
  const { roles } = read.market.data;
  const columns: readonly Column<Role>[] = [
    { name: 'Role', cell: ({ name }) => name },
    {
      name: 'Holder',
      cell: ({ key }) => (
        <>
          <code className="address">{roles[key]}</code> {roles[key] === wallet && <Tag tone="calm">your wallet</Tag>}
        </>
      ),
    },
    { name: 'May', cell: ({ may }) => may },
    { name: 'Transfer', cell: (role) => <Transfer role={role} read={read} policy={policy} now={now} /> },
  ];
  return (
    <section aria-labelledby="roles" className="words">
      <h2 id="roles">Roles</h2>
      <Table caption="Table of roles" rows={NUMBERED} keyOf={({ key }) => key} columns={columns} />
      <RoleForm read={read} policy={policy} />
    </section>
  );
}

function Transfer({ role, read, policy, now }: RoleSectionProps & { readonly role: Role }) {
  const { pendingRoles } = read.market.data;
  const pending = pendingRoles[role.number];
  if (pending === undefined || pending.holder === NOBODY) return <span className="note">none waits</span>;
  const due = policy.handover(pending.notBefore).dueAt;
  const cancellers: readonly RoleKey[] = role.key === GUARDIAN ? ['governance'] : ['governance', 'guardian'];
  return (
    <>
      to <code className="address">{pending.holder}</code>
      <span className="note">
        {due > now ? `can be accepted ${distance(due, now)}, ${moment(due)}` : 'can be accepted now'}
      </span>
      <div className="row">
        <ActionButton
          label="Accept"
          isDisabled={due > now}
          actors={[{ name: 'proposed holder', address: pending.holder }]}
          planFor={(signer) => roleAcceptPlan(read, signer, role.number)}
        />
        <ActionButton
          label="Cancel"
          isQuiet
          actors={actorsOf(read, cancellers)}
          planFor={(signer) => roleCancelPlan(read, signer, role.number, pending.holder)}
        />
      </div>
    </>
  );
}

function RoleForm({ read, policy }: Omit<RoleSectionProps, 'now'>) {
  const [role, setRole] = useState(0);
  const [typed, setTyped] = useState('');
  const [roleId, holderId, troubleId] = [useId(), useId(), useId()];
  const holder = addressFrom(typed);
  const isWrong = typed !== '' && (holder === undefined || holder === NOBODY);
  const seconds = policy.handover(0n).waits;
  const waits = seconds === 0n ? 'at once, the market is not launched' : `in ${span(seconds)}`;
  return (
    <details className="form-box">
      <summary>Transfer a role</summary>
      <div className="row">
        <label className="stacked" htmlFor={roleId}>
          Role
          <select id={roleId} value={role} onChange={(event) => setRole(Number(event.target.value))}>
            {NUMBERED.map(({ name, number }) => (
              <option key={name} value={number}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="stacked wide" htmlFor={holderId}>
          New holder
          <input
            id={holderId}
            value={typed}
            spellCheck={false}
            aria-invalid={isWrong}
            aria-describedby={troubleId}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <ActionButton
          label="Propose the transfer"
          isDisabled={holder === undefined || isWrong}
          actors={actorsOf(read, ['governance'])}
          planFor={(signer) => rolePlan(read, signer, role, holder!, waits)}
        />
      </div>
      <p className="note" id={troubleId}>
        {isWrong ? 'This is no address that can hold a role. ' : ''}
        The new holder accepts with its own signature, {waits}; until then nothing changes.
      </p>
    </details>
  );
}

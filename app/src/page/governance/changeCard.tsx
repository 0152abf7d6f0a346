/** One change: what it replaces, what it does to the terms, when it is due, and what can be done about it. */
import { useState } from 'react';
import type { PendingChange } from '../../client/generated/accounts/pendingChange';
import { reasonOf } from '../../chain/reason';
import type { Read } from '../../chain/market';
import { Notice } from '../../component/notice';
import { Table, type Column } from '../../component/table';
import { Tag, type Tone } from '../../component/tag';
import { shortAddress } from '../../format/number';
import { moment, span } from '../../format/time';
import type { ChangeClass, ChangeJudged } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { useApp, useAssetName, useModel } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { TransactionDialog, Why } from '../../transaction/dialog';
import { prepare, type Plan, type Prepared } from '../../transaction/transaction';
import { ActionButton, actorsOf } from './action';
import { effectOf } from './effect';
import type { Difference } from './field';
import { describe } from './describe';
import { cancelPlan, executePlan } from './plan';
import { judge, KIND, KINDS, targetName, type Draft, type Judged } from './select';
import { SourceQuotes } from './sourceQuotes';

const CLASS_TONES: Readonly<Record<ChangeClass, Tone>> = {
  tightens: 'calm',
  loosens: 'transition',
  structure: 'stress',
};
export const CLASS_WORDS: Readonly<Record<ChangeClass, string>> = {
  tightens: 'tightens: waits for nothing',
  loosens: 'loosens: waits the shorter delay',
  structure: 'changes the structure: waits the longer delay',
};

export function ClassTag({ of }: { readonly of: ChangeClass }) {
  return <Tag tone={CLASS_TONES[of]}>{CLASS_WORDS[of]}</Tag>;
}

/** Letters without a space from which on a value is broken anywhere. */
const UNBROKEN = /\S{25,}/;

function Value({ text }: { readonly text: string }) {
  return UNBROKEN.test(text) ? <code className="unbroken">{text}</code> : <>{text}</>;
}

export function DifferenceTable({ caption, rows }: { readonly caption: string; readonly rows: readonly Difference[] }) {
  const columns: readonly Column<Difference>[] = [
    { name: 'What', cell: ({ name }) => name },
    { name: 'Now', cell: ({ before }) => <Value text={before} /> },
    {
      name: 'After',
      cell: ({ after }) => (
        <strong>
          <Value text={after} />
        </strong>
      ),
    },
  ];
  return <Table caption={caption} rows={rows} keyOf={({ name }) => name} columns={columns} />;
}

interface EffectProps {
  readonly kind: number;
  readonly rows: readonly Difference[] | undefined;
  readonly caption: string;
}

/** What is said where there is no before and after. */
const OVER_TIME: Readonly<Record<number, string>> = {
  [KIND.publisher]: 'It moves no term by itself: terms follow from what the feed’s publishers report later.',
  [KIND.ramp]:
    'From its first moment new debt is judged by the lower threshold; what is open is liquidated by one that falls to it in a straight line.',
  [KIND.deleverage]:
    'From its first moment no new debt passes the target; debts that are open weigh more from day to day, until no more than the target is owed.',
};

export function Effect({ kind, rows, caption }: EffectProps) {
  if (rows === undefined) {
    const told = OVER_TIME[kind] ?? 'What it does to terms unfolds over time and cannot be told as a before and after.';
    return <p className="note">{told}</p>;
  }
  if (rows.length === 0) return <p className="note">No term that is in force at this moment would be another.</p>;
  return <DifferenceTable caption={caption} rows={rows} />;
}

interface ChangeCardProps {
  readonly change: Read<PendingChange>;
  readonly view: MarketView & { readonly policy: Policy };
  readonly now: bigint;
  readonly onDone: () => void;
}

export function ChangeCard({ change, view, now, onDone }: ChangeCardProps) {
  const { read, policy } = view;
  const model = useModel();
  const nameOf = useAssetName();
  const { number, kind, proposer, proposedAt } = change.data;
  const draft: Draft = change.data;
  const judged = judge(read, policy, draft, proposedAt, now);
  const rows = describe(read, draft, nameOf);
  const name = `${KINDS[kind] ?? 'unknown kind'}, ${targetName(read, draft, nameOf)}`;
  const execute = () => {
    if (model.network === undefined) throw new Error('there is no network');
    return executePlan(model.network, read, { address: change.address, number }, draft, rows);
  };
  const isDue = judged.kind === 'judged' && judged.judged.dueAt <= now && judged.judged.lastAt >= now;
  return (
    <article className="card change" aria-label={`Change ${number.toString()}`}>
      <h3>
        <span>
          {number.toString()} · {name}
        </span>
        {judged.kind === 'judged' && <ClassTag of={judged.judged.class} />}
      </h3>
      <Due judged={judged} now={now} />
      <p className="note">
        Proposed {moment(proposedAt)} by <code>{shortAddress(proposer)}</code>. Judged by what is in force now; it is
        judged again when it is executed.
      </p>
      {rows.length > 0 ? (
        <DifferenceTable caption={`What change ${number.toString()} replaces`} rows={rows} />
      ) : (
        <p className="note">Everything that it names is already so.</p>
      )}
      {kind === KIND.oracle ? (
        <SourceQuotes view={view} draft={draft} now={now} />
      ) : (
        <>
          <h4>Terms if it were executed now</h4>
          <Effect
            kind={kind}
            caption={`What change ${number.toString()} does to terms`}
            rows={judged.kind === 'judged' ? effectOf(read, policy, draft, now, nameOf) : undefined}
          />
        </>
      )}
      <div className="row">
        <Simulate planFor={execute} fallback={proposer} />
        <Execute planFor={execute} isDue={isDue} onDone={onDone} />
        <ActionButton
          label="Cancel it"
          isQuiet
          actors={[...actorsOf(read, ['guardian', 'governance']), { name: 'proposer', address: proposer }]}
          planFor={(signer) => cancelPlan(read, signer, change.address, number)}
          onDone={onDone}
        />
      </div>
    </article>
  );
}

function Due({ judged, now }: { readonly judged: Judged; readonly now: bigint }) {
  if (judged.kind === 'refused') return <Why explanation={judged.explanation} />;
  return <p className="due">{dueWords(judged.judged, now)}</p>;
}

export function dueWords({ dueAt, lastAt }: ChangeJudged, now: bigint): string {
  if (lastAt < now) return `Expired ${span(now - lastAt)} ago: it can no longer be executed.`;
  if (dueAt > now) return `Due in ${span(dueAt - now)}, ${moment(dueAt)}; then anyone can execute it.`;
  return `Due now; anyone can execute it for another ${span(lastAt - now)}.`;
}

interface ExecuteProps {
  readonly planFor: () => Promise<Plan>;
  readonly isDue: boolean;
  readonly onDone: () => void;
}

/** Anyone may execute what is due. */
function Execute({ planFor, isDue, onDone }: ExecuteProps) {
  const [shown, setShown] = useState<Plan>();
  const [trouble, setTrouble] = useState<string>();
  const open = async () => {
    setTrouble(undefined);
    try {
      setShown(await planFor());
    } catch (error) {
      setTrouble(reasonOf(error));
    }
  };
  const close = () => {
    setShown(undefined);
    onDone();
  };
  return (
    <>
      <button type="button" disabled={!isDue} onClick={() => void open()}>
        Execute
      </button>
      {trouble !== undefined && (
        <div className="outcome">
          <Notice tone="error">It cannot be executed: {trouble}.</Notice>
        </div>
      )}
      {shown !== undefined && <TransactionDialog plan={shown} onClose={close} />}
    </>
  );
}

interface SimulateProps {
  readonly planFor: () => Promise<Plan>;
  /** Whose account pays in the simulation while no wallet is connected. */
  readonly fallback: PendingChange['proposer'];
}

type Simulation = 'none' | 'running' | { readonly prepared: Prepared } | { readonly trouble: string };

function Simulate({ planFor, fallback }: SimulateProps) {
  const model = useModel();
  const wallet = useApp((state) => state.wallet?.address);
  const [state, setState] = useState<Simulation>('none');
  const run = async () => {
    const network = model.network;
    if (network === undefined) return;
    setState('running');
    try {
      setState({ prepared: await prepare(network, wallet ?? fallback, await planFor()) });
    } catch (error) {
      setState({ trouble: reasonOf(error) });
    }
  };
  return (
    <>
      <button type="button" className="quiet" disabled={state === 'running'} onClick={() => void run()}>
        {state === 'running' ? 'Simulating…' : 'Simulate its execution on chain'}
      </button>
      <div className="outcome" role="status">
        {typeof state === 'object' && 'trouble' in state && (
          <Notice tone="error">Not simulated: {state.trouble}</Notice>
        )}
        {typeof state === 'object' && 'prepared' in state && <Simulated prepared={state.prepared} />}
      </div>
    </>
  );
}

function Simulated({ prepared: { failure } }: { readonly prepared: Prepared }) {
  return failure === undefined ? (
    <Notice tone="plain">The network simulated it: executed now, it would succeed.</Notice>
  ) : (
    <Why explanation={failure} />
  );
}

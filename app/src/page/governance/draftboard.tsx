/** What a draft replaces, what it is, what it would do, and the buttons: below every form. */
import type { Address } from '@solana/kit';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { Why } from '../../transaction/dialog';
import { ActionButton, actorsOf } from './action';
import { ClassTag, DifferenceTable, dueWords, Effect } from './changeCard';
import { describe } from './describe';
import { effectOf } from './effect';
import { proposePlan } from './plan';
import { judge, KIND, proposersOf, targetName, type Draft } from './select';
import { SourceQuotes } from './sourceQuotes';

export interface FormProps {
  readonly view: MarketView & { readonly policy: Policy };
  readonly now: bigint;
  readonly onDone: () => void;
}

export function Draftboard({ view, now, onDone, draft }: FormProps & { readonly draft: Draft }) {
  const { read, policy } = view;
  const { kind } = draft;
  const nameOf = useAssetName();
  const rows = describe(read, draft, nameOf).filter(({ before, after }) => before !== after);
  if (rows.length === 0) return <p className="note">Nothing is changed yet.</p>;
  const judged = judge(read, policy, draft, now, now);
  if (judged.kind === 'refused') {
    return (
      <>
        <DifferenceTable caption="What the proposal replaces" rows={rows} />
        <Why explanation={judged.explanation} />
      </>
    );
  }
  const due = dueWords(judged.judged, now);
  const target = targetName(read, draft, nameOf);
  const plan = (isExecutedAtOnce: boolean) => (signer: Address) =>
    proposePlan(read, signer, { draft, target, differences: rows, due, isExecutedAtOnce });
  const actors = actorsOf(read, proposersOf(kind));
  return (
    <>
      <h3 className="board-head">
        What you propose <ClassTag of={judged.judged.class} />
      </h3>
      <p className="due">{due}</p>
      <DifferenceTable caption="What the proposal replaces" rows={rows} />
      {kind === KIND.oracle ? (
        <SourceQuotes view={view} draft={draft} now={now} />
      ) : (
        <>
          <h4>Terms if it were in force now</h4>
          <Effect
            kind={kind}
            caption="What the proposal does to terms"
            rows={effectOf(read, policy, draft, now, nameOf)}
          />
        </>
      )}
      <div className="row">
        {judged.judged.class === 'tightens' && kind !== KIND.mode && (
          <ActionButton label="Propose and execute at once" actors={actors} planFor={plan(true)} onDone={onDone} />
        )}
        <ActionButton
          label="Propose"
          isQuiet={judged.judged.class === 'tightens'}
          actors={actors}
          planFor={plan(false)}
          onDone={onDone}
        />
      </div>
    </>
  );
}

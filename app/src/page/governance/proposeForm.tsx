/** The form for a change: every field of what is replaced, judged by policy while it is typed. */
import { useId, useState } from 'react';
import type { Address } from '@solana/kit';
import type { Policy } from '../../policy/policy';
import { useAssetName } from '../../shell/context';
import type { MarketView } from '../../shell/model';
import { Why } from '../../transaction/dialog';
import { feedName } from '../../feed/name';
import { MODES } from '../market/select';
import { ActionButton, actorsOf } from './action';
import { ClassTag, DifferenceTable, dueWords, Effect } from './changeCard';
import { effectOf } from './effect';
import { FEED_FIELDS } from './feedField';
import type { Field, TokenUnit } from './field';
import { proposePlan } from './plan';
import { LIMIT_FIELDS, MARKET_LIMIT_FIELDS, RESERVE_FIELDS } from './reserveField';
import {
  describe,
  draftOf,
  feedDraft,
  judge,
  KIND,
  limitsDraft,
  marketDraft,
  proposersOf,
  reserveDraft,
  targetName,
  type Draft,
} from './select';

interface FormProps {
  readonly view: MarketView & { readonly policy: Policy };
  readonly now: bigint;
  readonly onDone: () => void;
}

interface Choice {
  readonly name: string;
  readonly form: (props: FormProps) => React.ReactNode;
}

/** What can be proposed here. */
function choicesOf({ read }: MarketView, nameOf: (mint: string) => string): readonly Choice[] {
  const reserves = read.reserves.flatMap(({ address, data }): Choice[] => {
    const token = { decimals: data.decimals, symbol: nameOf(data.mint) };
    return [
      {
        name: `${token.symbol}: caps, loan to value, curves, fees`,
        form: (props) => (
          <Fields
            {...props}
            kind={KIND.reserve}
            target={address}
            fields={RESERVE_FIELDS}
            present={data.config}
            token={token}
            encode={reserveDraft}
          />
        ),
      },
      {
        name: `${token.symbol}: flow limits and breakers`,
        form: (props) => (
          <Fields
            {...props}
            kind={KIND.limits}
            target={address}
            fields={LIMIT_FIELDS}
            present={data.limits}
            token={token}
            encode={limitsDraft}
          />
        ),
      },
    ];
  });
  const none = { decimals: 0, symbol: '' };
  const feeds = read.feeds.flatMap((feed): Choice[] => [
    {
      name: `${feedName(read, feed, nameOf)}: settings`,
      form: (props) => (
        <Fields
          {...props}
          kind={KIND.feed}
          target={feed.address}
          fields={FEED_FIELDS}
          present={feed.data.config}
          token={none}
          encode={feedDraft}
        />
      ),
    },
    {
      name: `${feedName(read, feed, nameOf)}: mode`,
      form: (props) => <ModeForm {...props} target={feed.address} present={feed.data.state.mode} />,
    },
  ]);
  const market: Choice = {
    name: 'The market’s flow limits',
    form: (props) => (
      <Fields
        {...props}
        kind={KIND.market}
        target={read.market.address}
        fields={MARKET_LIMIT_FIELDS}
        present={read.market.data.limits}
        token={none}
        encode={marketDraft}
      />
    ),
  };
  return [...reserves, ...feeds, market];
}

export function ProposeSection(props: FormProps) {
  const nameOf = useAssetName();
  const [chosen, setChosen] = useState<number>();
  const id = useId();
  const choices = choicesOf(props.view, nameOf);
  const choice = chosen === undefined ? undefined : choices[chosen];
  return (
    <section aria-labelledby="propose">
      <h2 id="propose">Propose a change</h2>
      <div className="card">
        <label className="stacked" htmlFor={id}>
          What shall be changed
          <select
            id={id}
            value={chosen ?? ''}
            onChange={(event) => setChosen(event.target.value === '' ? undefined : Number(event.target.value))}
          >
            <option value="">Choose…</option>
            {choices.map(({ name }, at) => (
              <option key={name} value={at}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {choice === undefined ? (
          <p className="note">
            A new publisher, price sources, a lower threshold and a deleverage are proposed from the command line; once
            they are, they are shown above like any other.
          </p>
        ) : (
          // Another choice begins with a form of its own.
          <div key={choice.name}>{choice.form(props)}</div>
        )}
      </div>
    </section>
  );
}

interface FieldsProps<T> extends FormProps {
  readonly kind: number;
  readonly target: Address;
  readonly fields: readonly Field<T>[];
  readonly present: T;
  readonly token: TokenUnit;
  readonly encode: (target: Address, config: T) => Draft;
}

function Fields<T>({ fields, present, token, encode, target, ...props }: FieldsProps<T>) {
  const [typed, setTyped] = useState<ReadonlyMap<number, string>>(new Map());
  const wrong = new Set<number>();
  let proposed = present;
  for (const [at, text] of typed) {
    const next = fields[at]!.typed(proposed, text, token);
    if (next === undefined) wrong.add(at);
    else proposed = next;
  }
  const groups = [...new Set(fields.map(({ group }) => group))];
  const type = (at: number, text: string) => setTyped((old) => new Map(old).set(at, text));
  return (
    <>
      <p className="note">
        Filled with what is in force. Times as <kbd>2 d 30 min</kbd> or seconds; a curve as corners of{' '}
        <kbd>utilisation:rate</kbd>, both in percent.
      </p>
      {groups.map((group, place) => (
        <details key={group} className="field-group" open={place < 2}>
          <summary>{group}</summary>
          <div className="fields">
            {fields.map((field, at) =>
              field.group === group ? (
                <Input
                  key={field.name}
                  name={field.name}
                  unit={field.unit(token)}
                  before={field.text(present, token)}
                  typed={typed.get(at)}
                  isWrong={wrong.has(at)}
                  onType={(text) => type(at, text)}
                />
              ) : null,
            )}
          </div>
        </details>
      ))}
      {wrong.size > 0 ? (
        <p role="status" className="field-trouble">
          {[...wrong].map((at) => `${fields[at]!.group}, ${fields[at]!.name}`).join('; ')}: not a value of this field.
        </p>
      ) : (
        <Draftboard {...props} draft={encode(target, proposed)} />
      )}
    </>
  );
}

interface InputProps {
  readonly name: string;
  readonly unit: string;
  readonly before: string;
  readonly typed: string | undefined;
  readonly isWrong: boolean;
  readonly onType: (text: string) => void;
}

function Input({ name, unit, before, typed, isWrong, onType }: InputProps) {
  const id = useId();
  const isChanged = typed !== undefined && typed !== before;
  const isLong = before.length > 24;
  return (
    <div className={`field ${isChanged ? 'field-changed' : ''} ${isLong ? 'field-long' : ''}`}>
      <label htmlFor={id}>{name}</label>
      <span className="field-input">
        <input
          id={id}
          value={typed ?? before}
          aria-invalid={isWrong}
          aria-describedby={`${id}-was`}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onType(event.target.value)}
        />
        <span className="unit">{unit}</span>
      </span>
      <span className="note" id={`${id}-was`}>
        {isChanged ? `now ${before}` : ''}
      </span>
    </div>
  );
}

function ModeForm({ target, present, ...props }: FormProps & { readonly target: Address; readonly present: number }) {
  const [mode, setMode] = useState(present);
  const id = useId();
  return (
    <>
      <label className="stacked" htmlFor={id}>
        Mode
        <select id={id} value={mode} onChange={(event) => setMode(Number(event.target.value))}>
          {MODES.map((name, at) => (
            <option key={name} value={at}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Draftboard {...props} kind={KIND.mode} draft={draftOf(KIND.mode, target, Uint8Array.of(mode))} />
    </>
  );
}

/** What a draft replaces, what it is, what it would do, and the buttons. */
function Draftboard({ view, now, onDone, kind, draft }: FormProps & { readonly kind: number; readonly draft: Draft }) {
  const { read, policy } = view;
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
      <h4>Terms if it were in force now</h4>
      <Effect caption="What the proposal does to terms" rows={effectOf(read, policy, draft, now, nameOf)} />
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

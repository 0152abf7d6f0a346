/** A form of fields: each with what is in force, put together to a draft that is judged while one types. */
import { useId, useState, type ReactNode } from 'react';
import type { Address } from '@solana/kit';
import { Draftboard, type FormProps } from './draftboard';
import type { Field, TokenUnit } from './field';
import type { Draft } from './select';

interface FieldsProps<T> extends FormProps {
  readonly target: Address;
  readonly fields: readonly Field<T>[];
  readonly present: T;
  readonly token: TokenUnit;
  readonly encode: (target: Address, config: T) => Draft;
  /** What is said of what a changed field held: that it is so now, unless it is where the form begins. */
  readonly was?: string;
  /** How values are typed, and what they mean. */
  readonly children: ReactNode;
  /** Why values that are each right cannot go together. */
  readonly troubleOf?: (config: T) => string | undefined;
}

export function FieldsForm<T>(props: FieldsProps<T>) {
  const { fields, present, token, was = 'now', children } = props;
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
      {children}
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
                  was={was}
                  isLong={field.isLong ?? false}
                  typed={typed.get(at)}
                  isWrong={wrong.has(at)}
                  onType={(text) => type(at, text)}
                />
              ) : null,
            )}
          </div>
        </details>
      ))}
      <Outcome {...props} typed={typed} wrong={[...wrong]} proposed={proposed} />
    </>
  );
}

interface OutcomeProps<T> extends FieldsProps<T> {
  readonly typed: ReadonlyMap<number, string>;
  readonly wrong: readonly number[];
  readonly proposed: T;
}

function Outcome<T>({ typed, wrong, proposed, fields, present, token, troubleOf, encode, ...props }: OutcomeProps<T>) {
  const nameOf = (at: number) => `${fields[at]!.group}, ${fields[at]!.name}`;
  const told = wrong.map((at) => `${nameOf(at)}: ${fields[at]!.wants ?? 'not a value of this field'}.`);
  const trouble = told.length > 0 ? told.join(' ') : troubleOf?.(proposed);
  if (trouble !== undefined) {
    return (
      <p role="status" className="field-trouble">
        {trouble}
      </p>
    );
  }
  const isTouched = [...typed].some(([at, text]) => text !== fields[at]!.text(present, token));
  if (!isTouched) return <p className="note">Nothing is changed yet.</p>;
  return <Draftboard view={props.view} now={props.now} onDone={props.onDone} draft={encode(props.target, proposed)} />;
}

/** How times are typed, below most forms' heads. */
export function TypedAs({ children }: { readonly children?: ReactNode }) {
  return (
    <p className="note">
      Times as <kbd>2 d 30 min</kbd> or seconds. {children}
    </p>
  );
}

interface InputProps {
  readonly name: string;
  readonly unit: string;
  readonly before: string;
  readonly was: string;
  readonly isLong: boolean;
  readonly typed: string | undefined;
  readonly isWrong: boolean;
  readonly onType: (text: string) => void;
}

const LONG_LETTERS = 24;

function Input({ name, unit, before, was, isLong, typed, isWrong, onType }: InputProps) {
  const id = useId();
  const isChanged = typed !== undefined && typed !== before;
  const isWide = isLong || before.length > LONG_LETTERS;
  return (
    <div className={`field ${isChanged ? 'field-changed' : ''} ${isWide ? 'field-long' : ''}`}>
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
        {isChanged ? `${was} ${before}` : ''}
      </span>
    </div>
  );
}

/** The form for less debt of an asset: to begin it, to change it, to end it. */
import { useId, useState } from 'react';
import type { Reserve } from '../../client/generated/accounts/reserve';
import type { Read } from '../../chain/market';
import { asText, percentOfBps } from '../../format/number';
import { moment, span } from '../../format/time';
import { Draftboard, type FormProps } from './draftboard';
import type { TokenUnit } from './field';
import { FieldsForm, TypedAs } from './fieldsForm';
import { deleverageDraft, type DeleverageRequest } from './request';
import { DELEVERAGE_FIELDS } from './structureField';

interface DeleverageFormProps extends FormProps {
  readonly reserve: Read<Reserve>;
  readonly token: TokenUnit;
}

const ENDED: DeleverageRequest = { target: 0n, seconds: 0, weightBps: 0 };
/** Where the form begins: a debt counts a tenth more after a month. */
const BEGIN_WEIGHT_BPS = 11_000;
const BEGIN_SECONDS = 30 * 86_400;

export function DeleverageForm(props: DeleverageFormProps) {
  const { reserve } = props;
  const { weightBps, endsAt } = reserve.data.schedule.deleverage;
  const [isEnding, setIsEnding] = useState(false);
  const id = useId();
  if (weightBps === 0) return <Arm {...props} />;
  return (
    <>
      <label className="stacked" htmlFor={id}>
        The deleverage that is in force, whose weight is at its most on {moment(endsAt)}
        <select id={id} value={String(isEnding)} onChange={(event) => setIsEnding(event.target.value === 'true')}>
          <option value="false">replace it</option>
          <option value="true">end it</option>
        </select>
      </label>
      {isEnding ? <Draftboard {...props} draft={deleverageDraft(reserve.address, ENDED)} /> : <Arm {...props} />}
    </>
  );
}

function Arm({ reserve, token, ...props }: DeleverageFormProps) {
  const { view, now } = props;
  const { bounds } = view.read.market.data;
  const { deleverage } = reserve.data.schedule;
  // What is owed grows by the second: what one starts from stays while the form is open.
  const [present] = useState<DeleverageRequest>(() =>
    deleverage.weightBps === 0
      ? {
          target: view.policy.reserveNow(reserve.data.index, now).debts,
          seconds: BEGIN_SECONDS,
          weightBps: BEGIN_WEIGHT_BPS,
        }
      : {
          target: deleverage.target,
          seconds: Number(deleverage.endsAt - deleverage.startsAt),
          weightBps: deleverage.weightBps,
        },
  );
  return (
    <FieldsForm
      {...props}
      target={reserve.address}
      fields={DELEVERAGE_FIELDS}
      present={present}
      token={token}
      encode={deleverageDraft}
      was="filled with"
    >
      <p className="note">
        {deleverage.weightBps === 0 ? 'The debt is filled with what is owed now.' : 'Filled with what is in force.'}{' '}
        From the start no new debt passes the one that may remain. While more is owed, each debt of {token.symbol}{' '}
        weighs more and more where it is decided who may be liquidated, up to the weight at the end (over 100 %, at most
        200 %), by no more than {asText(percentOfBps(bounds.rampDayBps))} a day and in no less than{' '}
        {span(BigInt(bounds.rampSeconds))}.
      </p>
      <TypedAs />
    </FieldsForm>
  );
}

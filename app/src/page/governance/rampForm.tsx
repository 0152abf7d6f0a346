/** The form for a lower liquidation threshold, which comes into force on a slope. */
import { useState } from 'react';
import type { Reserve } from '../../client/generated/accounts/reserve';
import type { Read } from '../../chain/market';
import { asText, percentOfBps } from '../../format/number';
import { span } from '../../format/time';
import type { FormProps } from './draftboard';
import type { TokenUnit } from './field';
import { FieldsForm, TypedAs } from './fieldsForm';
import { rampDraft, type RampRequest } from './request';
import { rampFields } from './structureField';

interface RampFormProps extends FormProps {
  readonly reserve: Read<Reserve>;
  readonly token: TokenUnit;
}

export function RampForm({ reserve, token, ...props }: RampFormProps) {
  const { bounds } = props.view.read.market.data;
  const { config, index } = reserve.data;
  // What one starts from stays while the form is open.
  const [present] = useState<RampRequest>(() => ({
    seconds: bounds.rampSeconds,
    targetBps: config.liquidationThresholdBps,
    groupTargetBps: config.group.thresholdBps,
  }));
  const [fields] = useState(() => rampFields(config.group.group !== 0));
  const inForce = props.view.policy.termsView(index, props.now).liquidationThresholdBps;
  return (
    <FieldsForm
      {...props}
      target={reserve.address}
      fields={fields}
      present={present}
      token={token}
      encode={rampDraft}
      was="filled with"
    >
      <p className="note">
        The only way down for a threshold: in a straight line from what is in force when it begins, now{' '}
        {asText(percentOfBps(inForce))}, no faster than {asText(percentOfBps(bounds.rampDayBps))} a day and in no less
        than {span(BigInt(bounds.rampSeconds))}. It never falls overnight: whoever owes sees it coming from the day of
        the proposal. Lower the opening LTV under the new threshold first.
      </p>
      <TypedAs />
    </FieldsForm>
  );
}

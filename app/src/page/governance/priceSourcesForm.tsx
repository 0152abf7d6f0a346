/** The form for a reserve's price sources. */
import type { Reserve } from '../../client/generated/accounts/reserve';
import type { Read } from '../../chain/market';
import { span } from '../../format/time';
import type { FormProps } from './draftboard';
import { shown, type TokenUnit } from './field';
import { BOUND_FIELDS } from './feedField';
import { FieldsForm } from './fieldsForm';
import { sourcesDraft } from './request';
import { presentSources, SOURCE_FIELDS, sourcesTrouble } from './structureField';

interface PriceSourcesFormProps extends FormProps {
  readonly reserve: Read<Reserve>;
  readonly token: TokenUnit;
}

const BAND = BOUND_FIELDS.find(({ name }) => name.startsWith('a new price source'))!;

export function PriceSourcesForm({ reserve, token, ...props }: PriceSourcesFormProps) {
  const { bounds } = props.view.read.market.data;
  return (
    <FieldsForm
      {...props}
      target={reserve.address}
      fields={SOURCE_FIELDS}
      present={presentSources(reserve.data)}
      token={token}
      encode={sourcesDraft}
      troubleOf={sourcesTrouble}
    >
      <p className="note">
        Pyth&apos;s ids, each 64 hexadecimal digits; <kbd>none</kbd> for no second price and for no rate. A staked token
        has its base&apos;s price as the second, and what a token redeems as the rate. When the change is executed, in{' '}
        {span(BigInt(bounds.structureSeconds))} at the soonest, every new source shows a fresh quote: within{' '}
        {shown(BAND, bounds, token)} of the old price, and the two of each other.
      </p>
    </FieldsForm>
  );
}

/** The form for a feed's mode. */
import { useId, useState } from 'react';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { Read } from '../../chain/market';
import { MODES } from '../market/select';
import { Draftboard, type FormProps } from './draftboard';
import { modeDraft } from './request';

export function ModeForm({ feed, ...props }: FormProps & { readonly feed: Read<RiskFeed> }) {
  const [mode, setMode] = useState(feed.data.state.mode);
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
      <Draftboard {...props} draft={modeDraft(feed.address, mode)} />
    </>
  );
}

/** The form for a publisher that a feed shall list. */
import { useId, useState } from 'react';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import { addressFrom } from '../../chain/address';
import type { Read } from '../../chain/market';
import { Draftboard, type FormProps } from './draftboard';
import { publisherDraft } from './request';

const NOBODY = '11111111111111111111111111111111';

export function PublisherForm({ feed, ...props }: FormProps & { readonly feed: Read<RiskFeed> }) {
  const [typed, setTyped] = useState('');
  const [id, troubleId] = [useId(), useId()];
  const { publishers, config } = feed.data;
  const key = addressFrom(typed);
  const isKey = key !== undefined && key !== NOBODY;
  const isWrong = typed.trim() !== '' && !isKey;
  const taken = publishers.filter((publisher) => publisher.key !== NOBODY).length;
  return (
    <>
      <p className="note">
        {taken} of {publishers.length} slots are taken. A new publisher takes the first free one and is compared without
        a vote until it did well for {config.shadowRounds} counted rounds in a row; where fewer vote than the{' '}
        {config.minPublishers} that the feed needs, it votes at once, and one that was muted can be named again.
      </p>
      <p className="note">
        To replace a publisher, propose its successor here, and mute the old one under &ldquo;Feeds and their
        modes&rdquo; once the new one votes. A muted publisher keeps its slot. One that still has its key can hand the
        slot to a new key without a change: that takes both its own and the publisher admin&apos;s signature.
      </p>
      <label className="stacked" htmlFor={id}>
        Address of the new publisher
        <input
          id={id}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isWrong}
          aria-describedby={troubleId}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <p id={troubleId} role="status" className={isWrong ? 'field-trouble' : 'note'}>
        {isWrong ? 'This is no address that can sign reports: a wallet shows one of 32 to 44 letters and digits.' : ''}
      </p>
      {isKey && <Draftboard {...props} draft={publisherDraft(feed.address, key)} />}
      {typed.trim() === '' && <p className="note">Nothing is changed yet.</p>}
    </>
  );
}

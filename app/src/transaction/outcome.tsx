/** What became of an action, told so that nobody repeats what may have been done. */
import type { Signature } from '@solana/kit';
import { explorerLink } from '../chain/cluster';
import { Loading, Notice } from '../component/notice';
import { useApp } from '../shell/context';
import type { Outcome } from './deliver';
import { Why } from './why';

export function Sent({ signature }: { readonly signature: Signature }) {
  return (
    <>
      <Loading what="the network's confirmation" />
      <p className="note">It was sent. Closing this window does not call it back.</p>
      <Signed signature={signature} />
    </>
  );
}

interface OutcomeViewProps {
  readonly outcome: Outcome;
  readonly onAskAgain: () => void;
}

export function OutcomeView({ outcome, onAskAgain }: OutcomeViewProps) {
  if (outcome.kind === 'refused') return <Why explanation={outcome.explanation} />;
  return (
    <>
      <Told outcome={outcome} />
      <Signed signature={outcome.signature} />
      {outcome.kind === 'unknown' && (
        <footer>
          <button type="button" onClick={onAskAgain}>
            Ask the network again
          </button>
        </footer>
      )}
    </>
  );
}

function Told({ outcome }: { readonly outcome: Exclude<Outcome, { readonly kind: 'refused' }> }) {
  switch (outcome.kind) {
    case 'confirmed':
      return <Notice tone="plain">Done and confirmed.</Notice>;
    case 'failed':
      return <Why lead="It was sent and failed: only its fee was paid." explanation={outcome.explanation} />;
    case 'expired':
      return (
        <Notice tone="warning">
          The network did not take it in time. Nothing has happened; it can be tried again.
        </Notice>
      );
    case 'unknown':
      return (
        <Notice tone="warning">
          It was sent, and the network does not say whether it was done
          {outcome.reason === undefined ? '' : ` (${outcome.reason})`}. Do not repeat it yet: it may have been. Ask
          again, or look at its signature elsewhere.
        </Notice>
      );
  }
}

function Signed({ signature }: { readonly signature: Signature }) {
  const cluster = useApp((state) => state.chain.cluster);
  const rpc = useApp((state) => state.target?.endpoint.rpc);
  const link = cluster !== undefined && rpc !== undefined ? explorerLink(cluster, rpc, 'tx', signature) : undefined;
  return (
    <>
      <p className="note">
        Signature <code className="address">{signature}</code>
      </p>
      {link !== undefined && (
        <a href={link} target="_blank" rel="noreferrer">
          Look at it in the explorer
        </a>
      )}
    </>
  );
}

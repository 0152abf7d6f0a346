/** Shows what an action would do, before anyone signs it: simulated while it opens. */
import { useEffect, useState } from 'react';
import { explorerLink } from '../chain/cluster';
import { reasonOf } from '../chain/reason';
import { Dialog } from '../component/dialog';
import { Loading, Notice } from '../component/notice';
import { exactTokens } from '../format/number';
import { useApp, useModel } from '../shell/context';
import type { Explanation } from './explain';
import { prepare, submit, type Outcome, type Plan, type Prepared } from './transaction';

type Step =
  | { readonly kind: 'simulating' }
  | { readonly kind: 'shown'; readonly prepared: Prepared }
  | { readonly kind: 'signing'; readonly prepared: Prepared }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'broken'; readonly reason: string };

interface TransactionDialogProps {
  readonly plan: Plan;
  readonly onClose: () => void;
}

const LAMPORT_DECIMALS = 9;

export function TransactionDialog({ plan, onClose }: TransactionDialogProps) {
  const model = useModel();
  const wallet = useApp((state) => state.wallet);
  const [step, setStep] = useState<Step>({ kind: 'simulating' });
  const owner = wallet?.address;

  useEffect(() => {
    const network = model.network;
    if (network === undefined || owner === undefined) return undefined;
    let isLeft = false;
    prepare(network, owner, plan).then(
      (prepared) => !isLeft && setStep({ kind: 'shown', prepared }),
      (error: unknown) => !isLeft && setStep({ kind: 'broken', reason: reasonOf(error) }),
    );
    return () => {
      isLeft = true;
    };
  }, [model, owner, plan]);

  const sign = async (prepared: Prepared) => {
    const network = model.network;
    if (network === undefined || wallet === undefined) return;
    setStep({ kind: 'signing', prepared });
    try {
      setStep({ kind: 'done', outcome: await submit(network, prepared, wallet) });
      await model.refresh();
    } catch (error) {
      setStep({ kind: 'broken', reason: reasonOf(error) });
    }
  };

  if (wallet === undefined) {
    return (
      <Dialog title={plan.title} onClose={onClose}>
        <Notice tone="plain">Connect a wallet first: the button is in the page&apos;s head.</Notice>
      </Dialog>
    );
  }
  return (
    <Dialog title={plan.title} onClose={onClose}>
      <dl className="summary">
        {plan.lines.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <StepView step={step} onSign={(prepared) => void sign(prepared)} onClose={onClose} />
    </Dialog>
  );
}

interface StepViewProps {
  readonly step: Step;
  readonly onSign: (prepared: Prepared) => void;
  readonly onClose: () => void;
}

function StepView({ step, onSign, onClose }: StepViewProps) {
  switch (step.kind) {
    case 'simulating':
      return <Loading what="what this would do" />;
    case 'signing':
      return <Loading what="the wallet's answer and the network's confirmation" />;
    case 'broken':
      return <Notice tone="error">It was not done: {step.reason}</Notice>;
    case 'done':
      return <Done outcome={step.outcome} />;
    case 'shown':
      return <Shown prepared={step.prepared} onSign={onSign} onClose={onClose} />;
  }
}

function Shown({ prepared, onSign, onClose }: { prepared: Prepared } & Pick<StepViewProps, 'onSign' | 'onClose'>) {
  if (prepared.failure !== undefined) return <Why explanation={prepared.failure} />;
  return (
    <>
      <p className="note">
        Simulated: it would succeed. Network fee {exactTokens(prepared.fee, LAMPORT_DECIMALS)} SOL, priority included.
      </p>
      <footer>
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
        <button type="button" onClick={() => onSign(prepared)}>
          Sign and send
        </button>
      </footer>
    </>
  );
}

export function Why({ explanation }: { readonly explanation: Explanation }) {
  const { sentence, advice, rule, operands } = explanation;
  return (
    <Notice tone="error">
      <p>The market would refuse this. {sentence}</p>
      {advice !== undefined && <p>{advice}</p>}
      {rule !== undefined && (
        <p className="note">
          Rule {rule}
          {operands !== undefined && `: found ${operands[0].toString()}, bound ${operands[1].toString()}`}
        </p>
      )}
    </Notice>
  );
}

function Done({ outcome }: { readonly outcome: Outcome }) {
  const cluster = useApp((state) => state.chain.cluster);
  const rpc = useApp((state) => state.target?.endpoint.rpc);
  if (outcome.kind === 'refused') return <Why explanation={outcome.explanation} />;
  const link =
    cluster !== undefined && rpc !== undefined ? explorerLink(cluster, rpc, 'tx', outcome.signature) : undefined;
  return (
    <>
      {outcome.kind === 'confirmed' && <Notice tone="plain">Done and confirmed.</Notice>}
      {outcome.kind === 'failed' && <Why explanation={outcome.explanation} />}
      {outcome.kind === 'expired' && (
        <Notice tone="warning">
          The network did not take it in time. Nothing has happened; it can be tried again.
        </Notice>
      )}
      {link !== undefined && (
        <a href={link} target="_blank" rel="noreferrer">
          Look at it in the explorer
        </a>
      )}
    </>
  );
}

/** Shows what an action would do, before anyone signs it: simulated while it opens. It is the page's one dialog for that. */
import { useEffect, useRef, useState } from 'react';
import { machineTiming, type Timing } from '../chain/connection';
import type { Network } from '../chain/network';
import { reasonOf } from '../chain/reason';
import { useStore } from '../chain/store';
import { Dialog } from '../component/dialog';
import { Loading, Notice } from '../component/notice';
import { exactTokens } from '../format/number';
import { useApp, useModel } from '../shell/context';
import { deliver, outcomeOf, type Outcome, type Signed } from './deliver';
import { OutcomeView, Sent } from './outcome';
import { prepare, sign, type Plan, type Prepared, type SummaryLine } from './transaction';
import { Why } from './why';

type Step =
  | { readonly kind: 'simulating' }
  | { readonly kind: 'shown'; readonly prepared: Prepared }
  | { readonly kind: 'signing' }
  /** Nothing was sent before this step. */
  | { readonly kind: 'sent'; readonly signed: Signed }
  | { readonly kind: 'done'; readonly network: Network; readonly signed: Signed; readonly outcome: Outcome }
  | { readonly kind: 'broken'; readonly reason: string };

const LAMPORT_DECIMALS = 9;

export function TransactionHost({ timing = machineTiming }: { readonly timing?: Timing }) {
  const model = useModel();
  const open = useStore(model.action, (action) => action?.plan);
  return open === undefined ? null : <ActionDialog plan={open} onClose={() => model.closeAction()} timing={timing} />;
}

interface ActionDialogProps {
  readonly plan: Plan;
  readonly onClose: () => void;
  readonly timing: Timing;
}

function ActionDialog({ plan, onClose, timing }: ActionDialogProps) {
  const wallet = useApp((state) => state.wallet);
  const place = usePlace();
  const { step, signAndSend, askAgain } = useAction(plan, timing);
  const isBefore = step.kind === 'simulating' || step.kind === 'shown';
  if (wallet === undefined && isBefore) {
    return (
      <Dialog title={plan.title} onClose={onClose}>
        <Notice tone="plain">Connect a wallet first: the button is in the page&apos;s head.</Notice>
      </Dialog>
    );
  }
  return (
    <Dialog title={plan.title} onClose={onClose}>
      <dl className="summary">
        {[...plan.lines, ...place].map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <StepView step={step} onSign={signAndSend} onAskAgain={askAgain} onClose={onClose} />
    </Dialog>
  );
}

/** Where it is done, in full: anyone may open a market that looks like another, and a link may name it. */
function usePlace(): readonly SummaryLine[] {
  const target = useApp((state) => state.target);
  const cluster = useApp((state) => state.chain.cluster);
  if (target === undefined) return [];
  return [
    { label: 'Market', value: target.market },
    { label: 'Network', value: `${cluster ?? 'not yet known'}, by ${new URL(target.endpoint.rpc).host}` },
  ];
}

/** An action's way from its simulation to its outcome, by the network and the wallet that are connected when it is taken. */
function useAction(plan: Plan, timing: Timing) {
  const model = useModel();
  const wallet = useApp((state) => state.wallet);
  const [step, setStep] = useState<Step>({ kind: 'simulating' });
  const isLeft = useRef(false);
  const owner = wallet?.address;

  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);

  useEffect(() => {
    const network = model.network;
    if (network === undefined || owner === undefined) return undefined;
    let isOver = false;
    const show = (next: Step) => {
      // What was signed meanwhile is not covered by another summary.
      if (!isOver) setStep((last) => (last.kind === 'simulating' || last.kind === 'shown' ? next : last));
    };
    prepare(network, owner, plan).then(
      (prepared) => show({ kind: 'shown', prepared }),
      (error: unknown) => show({ kind: 'broken', reason: reasonOf(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [model, owner, plan]);

  const finish = async (network: Network, signed: Signed, outcome: Promise<Outcome>) => {
    setStep({ kind: 'sent', signed });
    setStep({ kind: 'done', network, signed, outcome: await outcome });
    await model.refresh();
  };
  const signAndSend = async (network: Network, prepared: Prepared) => {
    if (wallet === undefined) return;
    setStep({ kind: 'signing' });
    let signed: Signed;
    try {
      signed = await sign(network, prepared, wallet);
    } catch (error) {
      setStep({ kind: 'broken', reason: reasonOf(error) });
      return;
    }
    // Whoever closes the window before the wallet has answered takes it back.
    if (!isLeft.current) await finish(network, signed, deliver(network, signed, timing));
  };
  return {
    step,
    signAndSend: (prepared: Prepared): void => {
      if (model.network !== undefined) void signAndSend(model.network, prepared);
    },
    askAgain: (): void => {
      if (step.kind !== 'done') return;
      const { network, signed } = step;
      void finish(network, signed, outcomeOf(network, signed, timing));
    },
  };
}

interface StepViewProps {
  readonly step: Step;
  readonly onSign: (prepared: Prepared) => void;
  readonly onAskAgain: () => void;
  readonly onClose: () => void;
}

function StepView({ step, onSign, onAskAgain, onClose }: StepViewProps) {
  switch (step.kind) {
    case 'simulating':
      return <Loading what="what this would do" />;
    case 'signing':
      return <Loading what="the wallet's answer" />;
    case 'broken':
      return <Notice tone="error">It was not done: {step.reason}</Notice>;
    case 'sent':
      return <Sent signature={step.signed.signature} />;
    case 'done':
      return <OutcomeView outcome={step.outcome} onAskAgain={onAskAgain} />;
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

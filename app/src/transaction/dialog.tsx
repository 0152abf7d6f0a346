/** What a page puts where it wants an action done: the action is shown, signed and sent in the page's own host. */
import { useEffect, useRef } from 'react';
import { useModel } from '../shell/context';
import type { Plan } from './transaction';

export { Why } from './why';

interface TransactionDialogProps {
  readonly plan: Plan;
  readonly onClose: () => void;
}

/** Draws nothing itself, so that its dialog outlives the row, the card or the page that asked for it. */
export function TransactionDialog({ plan, onClose }: TransactionDialogProps) {
  const model = useModel();
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useEffect(() => {
    model.ask(plan, () => latest.current());
  }, [model, plan]);
  return null;
}

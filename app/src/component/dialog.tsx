import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { rememberFocus } from './focus';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal: it keeps the focus inside and closes on Escape; where the focus was before it goes back to. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const giveBack = useRef<() => void>(undefined);
  // A layout effect is undone before the element is taken away; later, the browser no longer knows that it was modal.
  useLayoutEffect(() => {
    const element = dialog.current;
    giveBack.current = rememberFocus();
    if (element?.open === false) element.showModal();
    return () => element?.close();
  }, []);
  // Another is undone when all of the page is as it will be, and it is known what can still have the focus.
  useEffect(() => () => giveBack.current?.(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet" onClick={onClose} aria-label="Close">
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}

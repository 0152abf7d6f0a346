// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState, type ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { Dialog } from './dialog';

afterEach(cleanup);

/** A form whose button opens a dialog; `after` is what stands there when it was open. */
function Opener({ button, after = button }: { readonly button: ReactNode; readonly after?: ReactNode }) {
  const [state, setState] = useState<'before' | 'open' | 'after'>('before');
  return (
    <main tabIndex={-1}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setState('open');
        }}
      >
        <input aria-label="Amount" />
        {state === 'after' ? after : button}
      </form>
      {state === 'open' && (
        <Dialog title="Asked" onClose={() => setState('after')}>
          <button type="button">inside</button>
        </Dialog>
      )}
    </main>
  );
}

function openFrom(name: string): void {
  const button = screen.getByText(name);
  button.focus();
  fireEvent.submit(button.closest('form')!);
  screen.getByText('inside').focus();
}

test.each([
  ['escape', () => fireEvent(screen.getByRole('dialog'), new Event('cancel'))],
  ['its_button', () => fireEvent.click(screen.getByLabelText('Close'))],
])('a_dialog_that_is_closed_by_%s_gives_the_focus_back', (_, close) => {
  render(<Opener button={<button type="submit">Review</button>} />);
  openFrom('Review');
  close();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(screen.getByText('Review'));
});

test.each([
  ['cannot_be_used_any_more', <button disabled>Review</button>],
  ['has_gone', undefined],
])('where_what_opened_it_%s_the_focus_goes_to_what_stands_beside_it', (_, after) => {
  render(<Opener button={<button type="submit">Review</button>} after={after ?? <p>done</p>} />);
  openFrom('Review');
  fireEvent.click(screen.getByLabelText('Close'));
  expect(document.activeElement).toBe(screen.getByLabelText('Amount'));
});

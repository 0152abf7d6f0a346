/** Where the focus goes when what had it is gone. */

const FOCUSABLE = ['button', 'input', 'select', 'textarea']
  .map((one) => `${one}:not([disabled])`)
  .concat('a[href]', 'summary')
  .join(', ');

/**
 * Remembers where the focus is; the returned function gives it back. What has gone or can no longer be used meanwhile is
 * replaced by the first thing beside it that can, at last by the page's content.
 */
export function rememberFocus(): () => void {
  const around: Element[] = [];
  for (let one = document.activeElement; one !== null && one !== document.body; one = one.parentElement)
    around.push(one);
  return () => {
    for (const one of around) {
      if (!one.isConnected) continue;
      const place = one.matches(`main, ${FOCUSABLE}`) ? one : one.querySelector(FOCUSABLE);
      if (place instanceof HTMLElement) {
        place.focus();
        return;
      }
    }
    document.querySelector('main')?.focus();
  };
}

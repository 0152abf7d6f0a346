/** What a screen reader is told of by itself: the words of live regions, without the parts that they leave out. */

const LIVE = '[role="alert"], [role="status"], [aria-live="polite"], [aria-live="assertive"]';
const QUIET = '[aria-live="off"]';

export function announced(root: Element = document.body): string {
  const regions = [...root.querySelectorAll(LIVE)].filter((one) => one.parentElement?.closest(LIVE) == null);
  return regions.map(wordsOf).join('\n');
}

function wordsOf(node: Node): string {
  if (node instanceof Element && node.matches(QUIET)) return '';
  return node.childNodes.length === 0 ? (node.textContent ?? '') : [...node.childNodes].map(wordsOf).join('');
}

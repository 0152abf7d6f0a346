/** Spans and moments for people. All of the chain's times are Unix seconds. */

const STEPS = [
  [86_400n, 'd'],
  [3_600n, 'h'],
  [60n, 'min'],
  [1n, 's'],
] as const;

/** `3 h 20 min`, two steps at most; `0 s` for nothing. */
export function span(seconds: bigint): string {
  const parts: string[] = [];
  let left = seconds < 0n ? 0n : seconds;
  for (const [size, unit] of STEPS) {
    const count = left / size;
    left %= size;
    if (count > 0n) parts.push(`${count.toString()} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `12 s ago`, `in 3 min`, `never` for zero. */
export function distance(at: bigint, now: bigint): string {
  if (at === 0n) return 'never';
  return at > now ? `in ${span(at - now)}` : `${span(now - at)} ago`;
}

/** Date and time in this machine's zone. */
export function moment(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

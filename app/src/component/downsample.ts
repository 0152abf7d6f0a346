/** Fewer points with the same look: of each stretch the lowest and the highest stay, so that no spike is lost. */

export interface Series {
  /** Rising. */
  readonly x: readonly number[];
  /** One for each x; null: a gap. */
  readonly y: readonly (number | null)[];
}

/** At most about `most` points; the first and the last always stay. */
export function downsample({ x, y }: Series, most: number): Series {
  if (x.length <= most) return { x, y };
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * (x.length - 2)) / stretches);
    const until = 1 + Math.floor(((stretch + 1) * (x.length - 2)) / stretches);
    kept.push(...extremes(y, from, until));
  }
  kept.push(x.length - 1);
  return { x: kept.map((at) => x[at]!), y: kept.map((at) => y[at] ?? null) };
}

/** Where the lowest and the highest stand, in order; a stretch without numbers keeps its gap. */
function extremes(y: readonly (number | null)[], from: number, until: number): number[] {
  let [lowest, highest] = [from, from];
  for (let at = from; at < until; at += 1) {
    const value = y[at];
    if (value == null) continue;
    if (value < (y[lowest] ?? Infinity)) lowest = at;
    if (value > (y[highest] ?? -Infinity)) highest = at;
  }
  return lowest === highest ? [lowest] : [Math.min(lowest, highest), Math.max(lowest, highest)];
}

/** Terms in force before and after a change, each asked of policy over the market as it is and as it would be. */
import { sceneOf, type MarketRead } from '../../chain/market';
import { asText, percentOfBits, percentOfBps, points, tokens, UNLIMITED, usd } from '../../format/number';
import type { Policy } from '../../policy/policy';
import { readWith, targetsOf, type Draft } from './select';
import { KIND } from './select';
import type { Difference } from './field';

const DAY = 86_400n;

/** Undefined where policy cannot tell: the change works over time, or would make no market that can be read. */
export function effectOf(
  read: MarketRead,
  policy: Policy,
  draft: Draft,
  now: bigint,
  nameOf: (mint: string) => string,
): readonly Difference[] | undefined {
  const changed = readWith(read, draft);
  if (changed === undefined) return undefined;
  const before = termsOf(read, policy, draft, now, nameOf);
  try {
    policy.load(sceneOf(changed));
    const after = termsOf(changed, policy, draft, now, nameOf);
    return before.flatMap(({ name, value }, at) => {
      const next = after[at]?.value ?? 'unknown';
      return next === value ? [] : [{ name, before: value, after: next }];
    });
  } finally {
    // Every other question on the page is about the market as it is.
    policy.load(sceneOf(read));
  }
}

interface Term {
  readonly name: string;
  readonly value: string;
}

function termsOf(
  read: MarketRead,
  policy: Policy,
  draft: Draft,
  now: bigint,
  nameOf: (mint: string) => string,
): Term[] {
  const { reserve, feed } = targetsOf(read, draft);
  const affected =
    draft.kind === KIND.market
      ? read.reserves
      : reserve === undefined
        ? read.reserves.filter(({ data }) => data.feed === feed?.address)
        : [reserve];
  const terms = affected.flatMap(({ data }) => {
    const symbol = nameOf(data.mint);
    const view = policy.termsView(data.index, now);
    const { borrowRate, depositRate } = policy.reserveNow(data.index, now);
    const amount = (value: bigint) => asText(tokens(value, data.decimals, symbol));
    const dollars = (value: bigint) => (value === UNLIMITED ? 'no limit' : asText(usd(value)));
    return [
      { name: `${symbol}: opening LTV`, value: asText(percentOfBps(view.openingLtvBps)) },
      { name: `${symbol}: liquidation threshold`, value: asText(percentOfBps(view.liquidationThresholdBps)) },
      { name: `${symbol}: borrow rate a year`, value: asText(percentOfBits(borrowRate, 32)) },
      { name: `${symbol}: deposit rate a year`, value: asText(percentOfBits(depositRate, 32)) },
      { name: `${symbol}: borrow cap`, value: amount(view.borrowCap) },
      { name: `${symbol}: may be borrowed now`, value: amount(view.borrowRoom) },
      { name: `${symbol}: deposit room`, value: amount(view.depositRoom) },
      { name: `${symbol}: outflow room`, value: amount(view.outflowRoom) },
      { name: `${symbol}: collateral inflow room`, value: amount(view.inflowRoom) },
      { name: `${symbol}: room against fresh collateral`, value: amount(view.freshRoom) },
      { name: `${symbol}: market’s outflow room`, value: dollars(view.marketOutflowRoom) },
    ];
  });
  const place = feed === undefined ? -1 : read.feeds.indexOf(feed);
  if (draft.kind !== KIND.feed || place < 0) return terms;
  const inForce = policy.feedNow(place, now);
  const worst = policy.worstCase(place, DAY);
  return [
    ...terms,
    { name: 'score in force', value: `${asText(points(inForce.score))}, ${inForce.regime}` },
    { name: 'the most that captured publishers could loosen in a day', value: asText(points(worst.score)) },
  ];
}

/** The quotes of a reserve's new price sources: where they lie, and what policy says of them. */
import { AccountRole, type Address, type Instruction, type ReadonlyUint8Array } from '@solana/kit';
import { packScene, type MarketRead } from '../../chain/market';
import type { Network } from '../../chain/network';
import { newestQuote, type Quote } from '../../chain/quote';
import type { SourcePrices } from '../../policy/answer';
import type { Policy } from '../../policy/policy';
import { getOracleSourcesCodec, isNoId } from './request';
import { orRefused, targetsOf, type Draft, type Refused } from './select';

/** A source with its newest quote; undefined: the network has none. */
export interface SourceQuote {
  readonly name: string;
  readonly quote: Quote | undefined;
}

/** Of every source that the payload names, in the order in which the program reads them. */
export function quotesOf(
  network: Pick<Network, 'accounts' | 'accountsWith'>,
  payload: ReadonlyUint8Array,
): Promise<readonly SourceQuote[]> {
  const { first, second, rate } = getOracleSourcesCodec().decode(payload);
  const named: [string, ReadonlyUint8Array][] = [['price', first]];
  if (!isNoId(second)) named.push(['second price', second]);
  if (!isNoId(second) && !isNoId(rate)) named.push(['rate of the second', rate]);
  return Promise.all(named.map(async ([name, id]) => ({ name, quote: await newestQuote(network, id) })));
}

export type SourcesJudged =
  | { readonly kind: 'taken'; readonly prices: SourcePrices }
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  | Refused;

/** Whether the sources could take over now. */
export function judgeSources(
  read: MarketRead,
  policy: Policy,
  draft: Draft,
  found: readonly SourceQuote[],
  now: bigint,
): SourcesJudged {
  const names = found.filter(({ quote }) => quote === undefined).map(({ name }) => name);
  const { reserve } = targetsOf(read, draft);
  if (names.length > 0 || reserve === undefined) return { kind: 'missing', names };
  const quotes = found.flatMap(({ quote }) => quote ?? []);
  return orRefused((): SourcesJudged => {
    const prices = policy.sources(packScene([read.market, reserve]), quotes, now);
    return { kind: 'taken', prices };
  });
}

/** The execution with the quotes that it is to show: the first by name, the others after the named accounts. */
export function withQuotes(build: (first: Address) => Instruction, found: readonly SourceQuote[]): Instruction {
  const [first, ...others] = found.map(({ name, quote }) => {
    if (quote !== undefined) return quote;
    throw new Error(
      `this network has no fully verified quote of the ${name}. Post one with Pyth’s receiver, and try again`,
    );
  });
  if (first === undefined) throw new Error('the change names no source');
  const instruction = build(first.address);
  const shown = others.map(({ address }) => ({ address, role: AccountRole.READONLY }));
  return { ...instruction, accounts: [...(instruction.accounts ?? []), ...shown] };
}

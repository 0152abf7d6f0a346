/** What governance does, as plans that are simulated and shown before anyone signs. */
import { address, type Address, type Instruction } from '@solana/kit';
import {
  getChangeCancelInstruction,
  getChangeExecuteFeedInstruction,
  getChangeExecuteMarketInstruction,
  getChangeExecuteOracleInstruction,
  getChangeExecuteReserveInstruction,
  getChangeProposeInstruction,
  getPauseInstruction,
  getPublisherMuteInstruction,
  getPublisherUnmuteInstruction,
  getRecommendationAcceptInstruction,
  getRoleAcceptInstruction,
  getRoleCancelInstruction,
  getRoleProposeInstruction,
} from '../../client/generated/instructions';
import type { Recommendation } from '../../client/generated/types';
import { changeAddress } from '../../chain/address';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { MarketRead, Read } from '../../chain/market';
import type { Network } from '../../chain/network';
import { shortAddress } from '../../format/number';
import { span } from '../../format/time';
import { signerOf } from '../../transaction/build';
import type { Plan, SummaryLine } from '../../transaction/transaction';
import type { Difference } from './field';
import { KIND, KINDS, ROLES, targetsOf, type Draft } from './select';
import { quotesOf, withQuotes } from './sources';

/** The program reads the transaction there, to refuse one that begins with a durable nonce. */
const INSTRUCTIONS = address('Sysvar1nstructions1111111111111111111111111');

const lineOf = ({ name, before, after }: Difference): SummaryLine => ({ label: name, value: `${before} → ${after}` });

export interface Proposal {
  readonly draft: Draft;
  readonly target: string;
  readonly differences: readonly Difference[];
  /** When it could be executed, in words. */
  readonly due: string;
  /** It tightens, and is to be done in the same transaction. */
  readonly isExecutedAtOnce: boolean;
}

export async function proposePlan(read: MarketRead, signer: Address, proposal: Proposal): Promise<Plan> {
  const { draft, target, differences, due, isExecutedAtOnce } = proposal;
  const market = read.market.address;
  const change = await changeAddress(market, read.market.data.changeCount);
  const [proposer, { kind, payload }] = [signerOf(signer), draft];
  const propose = getChangeProposeInstruction({
    payer: proposer,
    proposer,
    market,
    change,
    instructions: INSTRUCTIONS,
    kind,
    target: draft.target,
    payload,
  });
  const execute = isExecutedAtOnce ? executeInstruction(read, change, draft) : undefined;
  return {
    title: `${isExecutedAtOnce ? 'Change' : 'Propose'}: ${KINDS[kind] ?? 'unknown'}, ${target}`,
    lines: [
      ...differences.map(lineOf),
      { label: 'Takes effect', value: isExecutedAtOnce ? 'with this transaction' : due },
    ],
    instructions: execute === undefined ? [propose] : [propose, execute],
    writable: [market],
  };
}

/** Undefined for what this market has not, and for price sources, which are executed with their quotes. */
function executeInstruction(read: MarketRead, change: Address, draft: Draft): Instruction | undefined {
  const market = read.market.address;
  const { reserve, feed } = targetsOf(read, draft);
  const common = { market, change, instructions: INSTRUCTIONS };
  switch (draft.kind) {
    case KIND.feed:
    case KIND.mode:
    case KIND.publisher:
      return feed === undefined ? undefined : getChangeExecuteFeedInstruction({ ...common, feed: feed.address });
    case KIND.market:
      return getChangeExecuteMarketInstruction(common);
    case KIND.reserve:
    case KIND.limits:
    case KIND.ramp:
    case KIND.deleverage:
      if (reserve === undefined || feed === undefined) return undefined;
      return getChangeExecuteReserveInstruction({ ...common, feed: feed.address, reserve: reserve.address });
    default:
      return undefined;
  }
}

type Execution = Pick<Plan, 'instructions' | 'lines'>;

async function executeSources(
  network: Pick<Network, 'accounts' | 'accountsWith'>,
  read: MarketRead,
  change: Address,
  draft: Draft,
): Promise<Execution | undefined> {
  const { reserve, feed } = targetsOf(read, draft);
  if (reserve === undefined || feed === undefined) return undefined;
  const named = {
    market: read.market.address,
    change,
    feed: feed.address,
    reserve: reserve.address,
    instructions: INSTRUCTIONS,
  };
  const found = await quotesOf(network, draft.payload);
  const build = (priceUpdate: Address) => getChangeExecuteOracleInstruction({ ...named, priceUpdate });
  return {
    instructions: [withQuotes(build, found)],
    lines: found.map(({ name, quote }) => ({ label: `Quote of the ${name}`, value: quote?.address ?? 'none' })),
  };
}

function executeOther(read: MarketRead, change: Address, draft: Draft): Execution | undefined {
  const instruction = executeInstruction(read, change, draft);
  return instruction === undefined ? undefined : { instructions: [instruction], lines: [] };
}

/** Looks the quotes up where there are new price sources; throws, in words, where it cannot be built. */
export async function executePlan(
  network: Pick<Network, 'accounts' | 'accountsWith'>,
  read: MarketRead,
  change: { readonly address: Address; readonly number: bigint },
  draft: Draft,
  differences: readonly Difference[],
): Promise<Plan> {
  const execution =
    draft.kind === KIND.oracle
      ? await executeSources(network, read, change.address, draft)
      : executeOther(read, change.address, draft);
  if (execution === undefined) throw new Error('what it changes is not of this market');
  return {
    title: `Execute change ${change.number.toString()}`,
    lines: [...differences.map(lineOf), ...execution.lines],
    instructions: execution.instructions,
    writable: [change.address, draft.target],
  };
}

export function cancelPlan(read: MarketRead, signer: Address, change: Address, number: bigint): Plan {
  const market = read.market.address;
  return {
    title: `Cancel change ${number.toString()}`,
    lines: [{ label: 'Change', value: `${number.toString()}; it can never be executed afterwards` }],
    instructions: [getChangeCancelInstruction({ authority: signerOf(signer), market, change })],
    writable: [change],
  };
}

/** The step is signed with it: the program refuses another one that a round recommends meanwhile. */
export function acceptPlan(
  read: MarketRead,
  signer: Address,
  feed: Address,
  { score, regime }: Pick<Recommendation, 'score' | 'regime'>,
  lines: readonly SummaryLine[],
): Plan {
  const market = read.market.address;
  const accept = { authority: signerOf(signer), market, feed, instructions: INSTRUCTIONS, score, regime };
  return {
    title: 'Accept the recommendation',
    lines,
    instructions: [getRecommendationAcceptInstruction(accept)],
    writable: [feed],
  };
}

export function pausePlan(read: MarketRead, signer: Address, seconds: bigint): Plan {
  const market = read.market.address;
  return {
    title: 'Pause the market',
    lines: [
      { label: 'For', value: `${span(seconds)} from now; it ends by itself` },
      { label: 'Stops', value: 'new debt, and withdrawals by who owes' },
      { label: 'Stays open', value: 'repaying, adding collateral, liquidations, withdrawals without debt' },
    ],
    instructions: [getPauseInstruction({ authority: signerOf(signer), market })],
    writable: [market],
  };
}

export function mutePlan(read: MarketRead, signer: Address, feed: Address, publisher: Address): Plan {
  const market = read.market.address;
  return {
    title: 'Mute a publisher',
    lines: [
      { label: 'Publisher', value: publisher },
      { label: 'From then on', value: 'its reports do not count, until the publisher admin has it heard again' },
    ],
    instructions: [getPublisherMuteInstruction({ authority: signerOf(signer), market, feed, publisher })],
    writable: [feed],
  };
}

export function unmutePlan(read: MarketRead, signer: Address, feed: Read<RiskFeed>, publisher: Address): Plan {
  const market = read.market.address;
  const publisherAdmin = signerOf(signer);
  const named = { publisherAdmin, market, feed: feed.address, instructions: INSTRUCTIONS };
  return {
    title: 'Hear a publisher again',
    lines: [
      { label: 'Publisher', value: publisher },
      {
        label: 'From then on',
        value: `it is compared without a vote, which it has again after ${feed.data.config.shadowRounds} good rounds`,
      },
    ],
    instructions: [getPublisherUnmuteInstruction({ ...named, publisher })],
    writable: [feed.address],
  };
}

export function rolePlan(read: MarketRead, signer: Address, role: number, holder: Address, waits: string): Plan {
  const market = read.market.address;
  const governance = signerOf(signer);
  return {
    title: `Propose a new ${ROLES[role]!.name}`,
    lines: [
      { label: 'New holder', value: holder },
      { label: 'Can accept', value: waits },
      { label: 'Until then', value: 'the present holder keeps the role' },
    ],
    instructions: [getRoleProposeInstruction({ governance, market, instructions: INSTRUCTIONS, role, holder })],
    writable: [market],
  };
}

export function roleAcceptPlan(read: MarketRead, signer: Address, role: number): Plan {
  const market = read.market.address;
  const holder = signerOf(signer);
  return {
    title: `Accept the role of ${ROLES[role]!.name}`,
    lines: [{ label: 'New holder', value: signer }],
    instructions: [getRoleAcceptInstruction({ holder, market, instructions: INSTRUCTIONS, role })],
    writable: [market],
  };
}

export function roleCancelPlan(read: MarketRead, signer: Address, role: number, holder: Address): Plan {
  const market = read.market.address;
  return {
    title: `Cancel the transfer of ${ROLES[role]!.name}`,
    lines: [{ label: 'Would have gone to', value: shortAddress(holder) }],
    instructions: [getRoleCancelInstruction({ authority: signerOf(signer), market, role })],
    writable: [market],
  };
}

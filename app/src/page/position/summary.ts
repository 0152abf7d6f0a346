/** Lines of a summary for what an action does beside itself: SOL that is wrapped, and accounts that are made and paid for. */
import type { Address } from '@solana/kit';
import { getTokenSize, TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import type { Network } from '../../chain/network';
import { getPositionSize } from '../../client/generated/accounts/position';
import { exactTokens } from '../../format/number';
import type { SummaryLine } from '../../transaction/transaction';
import { tokenProgramOf, wrappingOf, type Ask, type Place, type Wrapping } from './plan';

const SOL_DECIMALS = 9;
/** Token-2022 writes the account's kind behind it, and that its owner stays; some mints ask for more. */
const EXTENSION_BYTES = 5;

const sol = (lamports: bigint) => `${exactTokens(lamports, SOL_DECIMALS)} SOL`;

export async function accountLines(
  network: Pick<Network, 'rentOf'>,
  ask: Ask,
  { tokens, opensIndex }: Pick<Place, 'tokens' | 'opensIndex'>,
): Promise<readonly SummaryLine[]> {
  const wrapping = wrappingOf(ask, tokens);
  const lines: SummaryLine[] = [];
  if (opensIndex !== undefined) {
    const rent = await network.rentOf(getPositionSize());
    lines.push({ label: 'Opens the position', value: `number ${opensIndex}, rent ${sol(rent)}` });
  }
  if (wrapping !== undefined) lines.push({ label: 'SOL', value: wrappingWords(ask, wrapping) });
  if (tokens === undefined)
    lines.push(await creationLine(network, tokenProgramOf(ask.reserve.data), wrapping?.unwraps));
  else if (wrapping?.unwraps === true) {
    lines.push({ label: 'Closes a token account', value: 'the empty one for wrapped SOL; its rent comes back' });
  }
  return lines;
}

function wrappingWords({ kind }: Ask, { wrapped, unwraps }: Wrapping): string {
  if (kind === 'withdraw' || kind === 'borrow') {
    return unwraps ? 'arrives unwrapped' : 'arrives wrapped, beside what is wrapped already';
  }
  if (wrapped === 0n) return 'comes from what is wrapped already';
  const rest = unwraps
    ? 'what is left of it is unwrapped'
    : 'what is wrapped already goes with it, what is left stays wrapped';
  return `${sol(wrapped)} is wrapped for it; ${rest}`;
}

/** A token account that the wallet pays for, whoever owns it. */
export async function creationLine(
  network: Pick<Network, 'rentOf'>,
  tokenProgram: Address,
  isClosed = false,
): Promise<SummaryLine> {
  const isClassic = tokenProgram === TOKEN_PROGRAM_ADDRESS;
  const rent = await network.rentOf(getTokenSize() + (isClassic ? 0 : EXTENSION_BYTES));
  const end = isClosed ? ', which comes back: it is closed in the same transaction' : '';
  return { label: 'Creates a token account', value: `rent ${isClassic ? '' : 'at least '}${sol(rent)}${end}` };
}

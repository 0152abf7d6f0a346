/** Positions of the golden market, from free of debt to past their limit: those of `app/wasm/golden-outlook.json`. */
import { address, getAddressDecoder, getAddressEncoder, type Address } from '@solana/kit';
import { PROGRAM } from '../chain/address';
import { readPosition, type RawAccount } from '../chain/market';
import { goldenAccounts, goldenOutlook } from './golden';

export const OWNER = address('4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T');

/** Where market and owner stand in a position's account. */
const MARKET_OFFSET = 8;
const OWNER_OFFSET = 40;

export function goldenPositions(owner: Address = OWNER): RawAccount[] {
  const inputs = new Set(
    goldenOutlook.cases.filter(({ export: name }) => name === 'ask_outlook').map(({ input }) => input),
  );
  const market = goldenAccounts()[0]!.address;
  return [...inputs].map((input, at) => {
    const bytes = Uint8Array.from(Buffer.from(input, 'hex'));
    bytes.set(market, MARKET_OFFSET);
    bytes.set(getAddressEncoder().encode(owner), OWNER_OFFSET);
    return { address: getAddressDecoder().decode(new Uint8Array(32).fill(50 + at)), owner: PROGRAM, bytes };
  });
}

export const goldenPosition = (at: number) => readPosition(goldenPositions()[at]);

/** Which positions an owner or a market has. */
import { getAddressEncoder, getBase58Decoder, type Address } from '@solana/kit';
import { getPositionDecoder, POSITION_DISCRIMINATOR, type Position } from '../client/generated/accounts/position';
import { PROGRAM } from './address';
import { AccountError, readPosition, type RawAccount, type Read } from './market';
import type { Network } from './network';

const MARKET_OFFSET = 8n;
const OWNER_OFFSET = 40n;
const KIND = { offset: 0n, base58: getBase58Decoder().decode(POSITION_DISCRIMINATOR) };

type Source = Pick<Network, 'accounts' | 'accountsWith'>;

/** A position's account, checked and not decoded: of many, decoding takes seconds. */
export type PositionAccount = Pick<Read<Position>, 'address' | 'bytes'>;

/** All positions of a market. What is none is passed over: a network may answer anything. */
export async function marketPositions(network: Source, market: Address): Promise<readonly PositionAccount[]> {
  const found = await network.accountsWith(PROGRAM, [KIND, { offset: MARKET_OFFSET, base58: market }]);
  const head = [...POSITION_DISCRIMINATOR, ...getAddressEncoder().encode(market)];
  const { fixedSize } = getPositionDecoder();
  return found.filter(
    ({ owner, bytes }) =>
      owner === PROGRAM && bytes.length === fixedSize && head.every((byte, at) => bytes[at] === byte),
  );
}

/** Those of an owner, by their index. */
export async function positionsOf(
  network: Source,
  market: Address,
  owner: Address,
): Promise<readonly Read<Position>[]> {
  const found = await network.accountsWith(PROGRAM, [
    KIND,
    { offset: MARKET_OFFSET, base58: market },
    { offset: OWNER_OFFSET, base58: owner },
  ]);
  const own = readable(found, market).filter(({ data }) => data.owner === owner);
  return own.toSorted((a, b) => a.data.index - b.data.index);
}

/** The position at an address, or those of the owner with that address. */
export async function positionsAt(network: Source, market: Address, at: Address): Promise<readonly Read<Position>[]> {
  const { accounts } = await network.accounts([at]);
  const [position] = readable(accounts, market);
  return position === undefined ? positionsOf(network, market, at) : [position];
}

function readable(raws: readonly (RawAccount | undefined)[], market: Address): Read<Position>[] {
  return raws.flatMap((raw) => {
    try {
      const position = readPosition(raw);
      return position.data.market === market ? [position] : [];
    } catch (error) {
      if (error instanceof AccountError) return [];
      throw error;
    }
  });
}

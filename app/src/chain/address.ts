import { getAddressEncoder, getProgramDerivedAddress, isAddress, type Address } from '@solana/kit';
import { LENDING_PROGRAM_ADDRESS } from '../client/generated/programs';

/** The program that this page was generated for. */
export const PROGRAM: Address = LENDING_PROGRAM_ADDRESS;

/** A checked address, or undefined. Never trust one from a URL or a network unchecked. */
export function addressFrom(text: string | null | undefined): Address | undefined {
  const trimmed = text?.trim() ?? '';
  return isAddress(trimmed) ? trimmed : undefined;
}

const utf8 = new TextEncoder();
const encoder = getAddressEncoder();

function little(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, true);
  return bytes;
}

function addressBytes(address: Address): Uint8Array {
  return new Uint8Array(encoder.encode(address));
}

async function derive(...seeds: Uint8Array[]): Promise<Address> {
  const [address] = await getProgramDerivedAddress({ programAddress: PROGRAM, seeds });
  return address;
}

export const feedAddress = (market: Address, index: number) =>
  derive(utf8.encode('feed'), addressBytes(market), little(index));

export const reserveAddress = (market: Address, index: number) =>
  derive(utf8.encode('reserve'), addressBytes(market), little(index));

export const positionAddress = (market: Address, owner: Address, index: number) =>
  derive(utf8.encode('position'), addressBytes(market), addressBytes(owner), little(index));

export const vaultAddress = (reserve: Address) => derive(utf8.encode('vault'), addressBytes(reserve));

export async function changeAddress(market: Address, number: bigint): Promise<Address> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number, true);
  return derive(utf8.encode('change'), addressBytes(market), bytes);
}

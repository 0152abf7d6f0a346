/** A network in memory with the golden market, for tests of what reads one. */
import { getAddressDecoder, type Address } from '@solana/kit';
import { PROGRAM } from '../chain/address';
import type { RawAccount } from '../chain/market';
import { CLOCK_SYSVAR, type Network } from '../chain/network';
import { parseEndpoint } from '../chain/rpcUrl';
import { golden, goldenAccounts } from './golden';

export interface FakeNetwork extends Network {
  readonly market: Address;
  readonly held: Map<Address, RawAccount>;
  /** Accounts that are followed, with the callback of each. */
  readonly followed: Map<Address, () => void>;
  slot: bigint;
  /** Every request fails with this while it is set. */
  outage: string | undefined;
  endSockets(): void;
}

const unasked = () => Promise.reject(new Error('this fake is not asked that'));

function clockAccount(): RawAccount {
  const bytes = new Uint8Array(40);
  new DataView(bytes.buffer).setBigInt64(32, BigInt(golden.now), true);
  return { address: CLOCK_SYSVAR, owner: 'Sysvar1111111111111111111111111111111111111', bytes };
}

/** The golden accounts. */
export function fakeNetwork(): FakeNetwork {
  const held = new Map<Address, RawAccount>();
  for (const { address, data } of goldenAccounts()) {
    const at = getAddressDecoder().decode(address);
    held.set(at, { address: at, owner: PROGRAM, bytes: data });
  }
  const [market] = held.keys();
  if (market === undefined) throw new Error('the golden scene has no market');
  held.set(CLOCK_SYSVAR, clockAccount());
  const followed = new Map<Address, () => void>();
  const ends = new Set<() => void>();
  const network: FakeNetwork = {
    endpoint: parseEndpoint('http://127.0.0.1:8899'),
    market,
    held,
    followed,
    slot: 100n,
    outage: undefined,
    endSockets: () => ends.forEach((end) => end()),
    genesisHash: () => Promise.resolve('local'),
    accounts(addresses) {
      if (network.outage !== undefined) return Promise.reject(new Error(network.outage));
      return Promise.resolve({ slot: network.slot, accounts: addresses.map((address) => held.get(address)) });
    },
    follow(address, onChange, onOpen) {
      if (network.outage !== undefined) return Promise.reject(new Error(network.outage));
      followed.set(address, onChange);
      onOpen();
      return new Promise((resolve) => ends.add(resolve));
    },
    accountsWith: unasked,
    simulate: unasked,
    send: unasked,
    signatureState: unasked,
    latestBlockhash: unasked,
    blockHeight: unasked,
    recentPriorityFees: unasked,
    rentOf: unasked,
    signatures: unasked,
    transaction: unasked,
  };
  return network;
}

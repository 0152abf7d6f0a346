// What a made-up market needs for the page on governance: changes that wait.
import { readFileSync } from 'node:fs';
import { getAddressEncoder, getProgramDerivedAddress } from '@solana/kit';

const CHANGES = JSON.parse(readFileSync(new URL('../wasm/golden-change.json', import.meta.url), 'utf8'));
const idl = JSON.parse(readFileSync(new URL('../../idl/lending.json', import.meta.url), 'utf8'));
const COUNT_OFFSET = 144;
const [PENDING, EXECUTED] = [0, 1];

const discriminator = (list, name) => Buffer.from(list.find((one) => one.name === name).discriminator);
const bytesOf = (address) => Buffer.from(getAddressEncoder().encode(address));

/** Puts some of the golden changes into the market: two due, one that waits, one done. */
export async function addChanges(accounts, program, now) {
  const [marketAddress, feed, , reserve] = accounts.keys();
  const market = accounts.get(marketAddress).data;
  const chosen = [
    ['twice', EXECUTED, 400_000],
    ['larger loosening step', PENDING, 90_000],
    ['lower deposit cap', PENDING, 3_600],
    ['fee share', PENDING, 200_000],
  ];
  for (const [number, [name, status, age]] of chosen.entries()) {
    const change = CHANGES.find((one) => one.name === name);
    const target = { 0: reserve, 1: feed, 5: marketAddress }[change.kind];
    const head = Buffer.alloc(24);
    head.writeBigUInt64LE(BigInt(now - age), 0);
    head.writeBigUInt64LE(BigInt(number), 8);
    head.set([change.kind, status], 16);
    const proposer = Buffer.alloc(32, 7);
    const parts = [bytesOf(marketAddress), proposer, bytesOf(target), head, Buffer.from(change.payload, 'hex')];
    const data = Buffer.concat([discriminator(idl.accounts, 'PendingChange'), ...parts]);
    const seed = Buffer.alloc(8);
    seed.writeBigUInt64LE(BigInt(number));
    const seeds = [Buffer.from('change'), bytesOf(marketAddress), seed];
    const [address] = await getProgramDerivedAddress({ programAddress: program, seeds });
    accounts.set(address, { owner: program, data });
  }
  market.writeBigUInt64LE(BigInt(chosen.length), COUNT_OFFSET);
}

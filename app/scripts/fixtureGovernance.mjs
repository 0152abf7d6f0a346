// What a made-up market needs for pages on governance and the audit: changes that wait, and rounds of its feed.
import { readFileSync } from 'node:fs';
import { getAddressDecoder, getAddressEncoder, getBase58Decoder, getProgramDerivedAddress } from '@solana/kit';

const CHANGES = JSON.parse(readFileSync(new URL('../wasm/golden-change.json', import.meta.url), 'utf8'));
const idl = JSON.parse(readFileSync(new URL('../../idl/lending.json', import.meta.url), 'utf8'));
const COUNT_OFFSET = 144;
const ROUNDS = 300;
const ROUND_SECONDS = 300;
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

/** Rounds of the feed as transactions: each with a report by every publisher in turn. */
export function feedHistory(accounts, program, now) {
  const [, feed] = accounts.keys();
  const publisher = (slot) => getAddressDecoder().decode(Buffer.alloc(32, 100 + slot));
  const transactions = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    const time = now - ROUND_SECONDS * (ROUNDS - round);
    const raw = Math.round(5_000 + 1_400 * Math.sin(round / 40) + 90 * Math.sin(round * 7));
    const signature = getBase58Decoder().decode(Buffer.alloc(64, 1 + (round % 250)).fill(round >> 8, 0, 1));
    transactions.set(signature, { slot: 100 + round, time, ...transaction(round, raw, time) });
  }
  return transactions;

  function transaction(round, raw, time) {
    const score = Math.round(raw / 50) * 50;
    const event = Buffer.alloc(56);
    event.set(bytesOf(feed), 0);
    event.writeBigUInt64LE(BigInt(round), 32);
    for (const [at, value] of [score, raw, 300, 8_000].entries()) event.writeUInt16LE(value, 40 + 2 * at);
    const regime = score >= 6_500 ? 2 : score >= 4_500 ? 1 : 0;
    event.set([regime, regime, 5, 3, round % 9, 0], 48);
    const data = Buffer.concat([discriminator(idl.events, 'ConsensusReached'), event]).toString('base64');
    const report = Buffer.alloc(1 + 16 + 6 + 64);
    report[0] = 11;
    report.writeBigUInt64LE(BigInt(round + 1), 1);
    report.writeBigUInt64LE(BigInt(time - 3), 9);
    for (const [at, value] of [raw + 20 * (round % 5), 500, 8_000].entries()) report.writeUInt16LE(value, 17 + 2 * at);
    return {
      logs: [`Program ${program} invoke [1]`, `Program data: ${data}`, `Program ${program} success`],
      accounts: [publisher(round % 5), feed, program],
      instructions: [{ programIdIndex: 2, accounts: [0, 1], data: getBase58Decoder().decode(report) }],
    };
  }
}

/** The methods that answer them, for an address that is the feed's. */
export function historyMethods(transactions, feed) {
  return {
    getSignaturesForAddress: ([address, { limit = 1_000, before } = {}]) => {
      if (address !== feed) return [];
      const newest = [...transactions.entries()].reverse();
      const from = before === undefined ? 0 : newest.findIndex(([signature]) => signature === before) + 1;
      return newest
        .slice(from, from + limit)
        .map(([signature, { slot, time }]) => ({ signature, slot, blockTime: time, err: null, memo: null }));
    },
    getTransaction: ([signature]) => {
      const { slot, time, logs, accounts, instructions } = transactions.get(signature);
      return {
        slot,
        blockTime: time,
        meta: { logMessages: logs, err: null },
        transaction: { message: { accountKeys: accounts, instructions }, signatures: [signature] },
      };
    },
  };
}

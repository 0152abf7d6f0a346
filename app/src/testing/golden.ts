/** The market, questions and answers that the Rust test has written: `app/wasm/golden.json`. */
import { readFileSync } from 'node:fs';
import { getAddressDecoder } from '@solana/kit';
import { PROGRAM } from '../chain/address';
import { readFeed, readMarket, readReserve, sceneOf, type MarketRead } from '../chain/market';
import { PolicyModule } from '../policy/module';
import { Policy } from '../policy/policy';

export interface GoldenCase {
  readonly export: string;
  readonly arguments: readonly string[];
  readonly position: string | null;
  readonly status: number;
  readonly output: string;
}

interface Golden {
  readonly now: number;
  readonly scene: string;
  readonly cases: readonly GoldenCase[];
}

export interface OutlookCase {
  readonly export: string;
  /** Decimal numbers; those of 64 bits end with n. */
  readonly arguments: readonly string[];
  readonly input: string;
  readonly status: number;
  readonly output: string;
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

export const golden = JSON.parse(read('../../wasm/golden.json').toString()) as Golden;
export const goldenOutlook = JSON.parse(read('../../wasm/golden-outlook.json').toString()) as {
  readonly cases: readonly OutlookCase[];
};
export const goldenNow = BigInt(golden.now);
export const goldenScene = Uint8Array.from(Buffer.from(golden.scene, 'hex'));

export function goldenModule(): Promise<PolicyModule> {
  return PolicyModule.fromBytes(Uint8Array.from(read('../policy/policy.wasm')));
}

/** Policy over the golden market, or over another one in its place. */
export async function goldenPolicy(read?: MarketRead): Promise<Policy> {
  const policy = new Policy(await goldenModule());
  policy.load(read === undefined ? goldenScene : sceneOf(read));
  return policy;
}

/** The records of the scene: address and account data. */
export function goldenAccounts(): { address: Uint8Array; data: Uint8Array }[] {
  const records = [];
  for (let at = 0; at < goldenScene.length;) {
    const length = new DataView(goldenScene.buffer, at).getUint32(0, true);
    records.push({ address: goldenScene.slice(at + 4, at + 36), data: goldenScene.slice(at + 36, at + 36 + length) });
    at += 36 + length;
  }
  return records;
}

/** The golden market as it is read from a network. */
export function goldenRead(): MarketRead {
  const [market, feed, ...reserves] = goldenAccounts().map(({ address, data }) => ({
    address: getAddressDecoder().decode(address),
    owner: PROGRAM,
    bytes: data,
  }));
  return {
    slot: 1n,
    readAt: 0,
    chainTime: goldenNow,
    market: readMarket(market),
    feeds: [readFeed(feed)],
    reserves: reserves.map(readReserve),
  };
}

/** Changes of the golden market and policy's judgement of them, as the Rust test has written them. */
import { readFileSync } from 'node:fs';
import { goldenScene } from './golden';

export interface GoldenChange {
  readonly name: string;
  readonly kind: number;
  /** Places of the scene's records that it is judged by. */
  readonly records: readonly number[];
  readonly payload: string;
  readonly proposed_at: number;
  readonly now: number;
  readonly status: number;
  readonly output: string;
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

export const goldenChanges = JSON.parse(read('../../wasm/golden-change.json').toString()) as readonly GoldenChange[];

export const payloadOf = ({ payload }: GoldenChange) => Uint8Array.from(Buffer.from(payload, 'hex'));

export function goldenChange(name: string): GoldenChange {
  const found = goldenChanges.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no golden change ${name}`);
  return found;
}

/** The scene's records as they lie in it. */
export function goldenRecords(): Uint8Array[] {
  const records = [];
  for (let at = 0; at < goldenScene.length;) {
    const length = 36 + new DataView(goldenScene.buffer, at).getUint32(0, true);
    records.push(goldenScene.slice(at, at + length));
    at += length;
  }
  return records;
}

/** Quotes of new price sources for the second reserve, and policy's judgement of them. */
export interface GoldenSources {
  readonly name: string;
  readonly count: number;
  readonly quotes: string;
  readonly now: number;
  readonly status: number;
  readonly output: string;
}

export const goldenSources = JSON.parse(read('../../wasm/golden-sources.json').toString()) as readonly GoldenSources[];

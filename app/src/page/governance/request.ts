/**
 * Payloads that the interface description names nowhere, laid out as the program's `RampRequest`, `DeleverageRequest` and
 * `OracleSources`, and the drafts of every kind.
 */
import {
  fixCodecSize,
  getAddressCodec,
  getBytesCodec,
  getStructCodec,
  getU16Codec,
  getU32Codec,
  getU64Codec,
  type Address,
  type ReadonlyUint8Array,
} from '@solana/kit';
import {
  getFeedConfigEncoder,
  getMarketLimitsEncoder,
  getReserveConfigEncoder,
  getReserveLimitsEncoder,
  type FeedConfig,
  type MarketLimits,
  type ReserveConfig,
  type ReserveLimits,
} from '../../client/generated/types';
import { KIND, type Draft } from './select';

/** A lower liquidation threshold, and how long the way down takes. */
export interface RampRequest {
  readonly seconds: number;
  readonly targetBps: number;
  /** Of the reserve's group; zero without one. */
  readonly groupTargetBps: number;
}

/** Less debt of an asset. All zero: no deleverage any more. */
export interface DeleverageRequest {
  /** What may still be owed, base units. */
  readonly target: bigint;
  readonly seconds: number;
  /** What a debt weighs at the end. */
  readonly weightBps: number;
}

/** The oracle's ids of a reserve's prices, each of 32 bytes; all zero for none. */
export interface OracleSources {
  readonly first: ReadonlyUint8Array;
  readonly second: ReadonlyUint8Array;
  /** What the second's price is multiplied by. */
  readonly rate: ReadonlyUint8Array;
}

const getIdCodec = () => fixCodecSize(getBytesCodec(), 32);

export const getRampRequestCodec = () =>
  getStructCodec([
    ['seconds', getU32Codec()],
    ['targetBps', getU16Codec()],
    ['groupTargetBps', getU16Codec()],
  ]);
export const getDeleverageRequestCodec = () =>
  getStructCodec([
    ['target', getU64Codec()],
    ['seconds', getU32Codec()],
    ['weightBps', getU16Codec()],
  ]);
export const getOracleSourcesCodec = () =>
  getStructCodec([
    ['first', getIdCodec()],
    ['second', getIdCodec()],
    ['rate', getIdCodec()],
  ]);

export const isNoId = (id: ReadonlyUint8Array) => id.every((byte) => byte === 0);

const PAYLOAD = 416;

export function draftOf(kind: number, target: Address, bytes: ReadonlyUint8Array): Draft {
  const payload = new Uint8Array(PAYLOAD);
  payload.set(bytes);
  return { kind, target, payload };
}

export const reserveDraft = (target: Address, config: ReserveConfig) =>
  draftOf(KIND.reserve, target, getReserveConfigEncoder().encode(config));
export const limitsDraft = (target: Address, limits: ReserveLimits) =>
  draftOf(KIND.limits, target, getReserveLimitsEncoder().encode(limits));
export const feedDraft = (target: Address, config: FeedConfig) =>
  draftOf(KIND.feed, target, getFeedConfigEncoder().encode(config));
export const marketDraft = (target: Address, limits: MarketLimits) =>
  draftOf(KIND.market, target, getMarketLimitsEncoder().encode(limits));
export const modeDraft = (target: Address, mode: number) => draftOf(KIND.mode, target, Uint8Array.of(mode));
export const publisherDraft = (target: Address, key: Address) =>
  draftOf(KIND.publisher, target, getAddressCodec().encode(key));
export const rampDraft = (target: Address, request: RampRequest) =>
  draftOf(KIND.ramp, target, getRampRequestCodec().encode(request));
export const deleverageDraft = (target: Address, request: DeleverageRequest) =>
  draftOf(KIND.deleverage, target, getDeleverageRequestCodec().encode(request));
export const sourcesDraft = (target: Address, sources: OracleSources) =>
  draftOf(KIND.oracle, target, getOracleSourcesCodec().encode(sources));

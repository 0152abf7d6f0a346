/** A Solana network behind a URL: only what the page asks of one. Every answer is checked before it is believed. */
import {
  address as toAddress,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  type Address,
  type Base64EncodedWireTransaction,
  type Signature,
} from '@solana/kit';
import { bytesFrom } from './events';
import type { HistorySource, SeenTransaction } from './history';
import type { RawAccount } from './market';
import { PreflightRefusal } from './preflight';
import type { Endpoint } from './rpcUrl';

export const CLOCK_SYSVAR = toAddress('SysvarC1ock11111111111111111111111111111111');

export interface AccountsAt {
  readonly slot: bigint;
  readonly accounts: readonly (RawAccount | undefined)[];
}

export interface Simulated {
  readonly error: unknown;
  readonly logs: readonly string[];
  readonly units: bigint | undefined;
}

export type SignatureState = 'unknown' | 'processed' | 'confirmed' | 'failed';

export interface Network extends HistorySource {
  readonly endpoint: Endpoint;
  genesisHash(): Promise<string>;
  accounts(addresses: readonly Address[]): Promise<AccountsAt>;
  /** Accounts of the program whose bytes at an offset are these, base58. */
  accountsWith(
    program: Address,
    filters: readonly { offset: bigint; base58: string }[],
  ): Promise<readonly RawAccount[]>;
  /** Calls back for every change of an account until the signal aborts; settles when the websocket ends. */
  follow(address: Address, onChange: () => void, onOpen: () => void, signal: AbortSignal): Promise<void>;
  simulate(wire: Base64EncodedWireTransaction): Promise<Simulated>;
  /** Fails with a `PreflightRefusal` where it was surely not passed on; after any other failure it may have been. */
  send(wire: Base64EncodedWireTransaction): Promise<Signature>;
  /** A network knows signatures of the last minutes; `isOld` has it look through its history too, where it keeps one. */
  signatureState(signature: Signature, isOld?: boolean): Promise<{ state: SignatureState; error: unknown }>;
  latestBlockhash(): Promise<{ blockhash: string; lastValidBlockHeight: bigint }>;
  blockHeight(): Promise<bigint>;
  /** Priority fees that were paid of late for writing to these accounts, micro-lamports a unit. */
  recentPriorityFees(writable: readonly Address[]): Promise<readonly bigint[]>;
  /** Lamports that an account of so many bytes keeps in it. */
  rentOf(bytes: number): Promise<bigint>;
}

/** A network takes at most so many accounts in one request. */
export const MOST_ACCOUNTS = 100;
const TIMEOUT_MILLIS = 15_000;
const COMMITMENT = { commitment: 'confirmed' } as const;

const timeout = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MILLIS) });

interface EncodedAccount {
  readonly owner: Address;
  readonly data: readonly [string, string];
  readonly lamports: bigint;
}

function raw(address: Address, account: EncodedAccount | null | undefined): RawAccount | undefined {
  const bytes = account == null ? undefined : bytesFrom(account.data[0]);
  return account == null || bytes === undefined
    ? undefined
    : { address, owner: account.owner, bytes, lamports: account.lamports };
}

export function openNetwork(endpoint: Endpoint): Network {
  const rpc = createSolanaRpc(endpoint.rpc);
  const subscriptions = createSolanaRpcSubscriptions(endpoint.socket);
  return {
    endpoint,
    genesisHash: () => rpc.getGenesisHash().send(timeout()),

    async accounts(addresses) {
      if (addresses.length > MOST_ACCOUNTS) throw new Error(`At most ${MOST_ACCOUNTS} accounts are read at once.`);
      const { context, value } = await rpc
        .getMultipleAccounts([...addresses], { ...COMMITMENT, encoding: 'base64' })
        .send(timeout());
      return { slot: context.slot, accounts: addresses.map((address, at) => raw(address, value[at])) };
    },

    async accountsWith(program, filters) {
      const wanted = filters.map(({ offset, base58 }) => ({
        memcmp: { offset, bytes: base58 as never, encoding: 'base58' as const },
      }));
      const found = await rpc
        .getProgramAccounts(program, { ...COMMITMENT, encoding: 'base64', filters: wanted })
        .send(timeout());
      return found.flatMap(({ pubkey, account }) => raw(pubkey, account) ?? []);
    },

    async follow(address, onChange, onOpen, signal) {
      const changes = await subscriptions
        .accountNotifications(address, { ...COMMITMENT, encoding: 'base64' })
        .subscribe({ abortSignal: signal });
      onOpen();
      for await (const _ of changes) onChange();
    },

    async simulate(wire) {
      const { value } = await rpc
        .simulateTransaction(wire, {
          ...COMMITMENT,
          encoding: 'base64',
          sigVerify: false,
          replaceRecentBlockhash: true,
        })
        .send(timeout());
      return { error: value.err, logs: value.logs ?? [], units: value.unitsConsumed };
    },

    async send(wire) {
      try {
        return await rpc
          .sendTransaction(wire, { encoding: 'base64', preflightCommitment: 'confirmed' })
          .send(timeout());
      } catch (error) {
        const isRefusal = isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE);
        throw isRefusal ? new PreflightRefusal(error.cause, error.context.logs ?? []) : error;
      }
    },

    async signatureState(signature, isOld = false) {
      const { value } = await rpc
        .getSignatureStatuses([signature], { searchTransactionHistory: isOld })
        .send(timeout());
      const status = value[0];
      if (status == null) return { state: 'unknown', error: null };
      if (status.err !== null) return { state: 'failed', error: status.err };
      const isConfirmed = status.confirmationStatus === 'confirmed' || status.confirmationStatus === 'finalized';
      return { state: isConfirmed ? 'confirmed' : 'processed', error: null };
    },

    async latestBlockhash() {
      return (await rpc.getLatestBlockhash(COMMITMENT).send(timeout())).value;
    },

    blockHeight: () => rpc.getBlockHeight(COMMITMENT).send(timeout()),

    async recentPriorityFees(writable) {
      const fees = await rpc.getRecentPrioritizationFees([...writable]).send(timeout());
      return fees.map(({ prioritizationFee }) => prioritizationFee);
    },

    rentOf: (bytes) => rpc.getMinimumBalanceForRentExemption(BigInt(bytes)).send(timeout()),

    async signatures(address, before, limit) {
      const config = before === undefined ? { ...COMMITMENT, limit } : { ...COMMITMENT, limit, before };
      const found = await rpc.getSignaturesForAddress(address, config).send(timeout());
      return found.map(({ signature, slot, blockTime, err }) => ({
        signature,
        slot,
        time: blockTime ?? undefined,
        hasFailed: err !== null,
      }));
    },

    async transaction(signature) {
      const found = await rpc
        .getTransaction(signature, { ...COMMITMENT, encoding: 'json', maxSupportedTransactionVersion: 0 })
        .send(timeout());
      return found === null ? undefined : seen(found);
    },
  };
}

interface FoundTransaction {
  readonly meta: {
    readonly logMessages: readonly string[] | null;
    readonly loadedAddresses?:
      { readonly writable: readonly Address[]; readonly readonly: readonly Address[] } | undefined;
  } | null;
  readonly transaction: {
    readonly message: {
      readonly accountKeys: readonly Address[];
      readonly instructions: readonly {
        readonly programIdIndex: number;
        readonly accounts: readonly number[];
        readonly data: string;
      }[];
    };
  };
}

function seen({ meta, transaction: { message } }: FoundTransaction): SeenTransaction {
  const loaded = meta?.loadedAddresses;
  return {
    logs: meta?.logMessages ?? [],
    accounts: [...message.accountKeys, ...(loaded?.writable ?? []), ...(loaded?.readonly ?? [])],
    instructions: message.instructions.map(({ programIdIndex, accounts, data }) => ({
      program: programIdIndex,
      accounts,
      data,
    })),
  };
}

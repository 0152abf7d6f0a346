/** What the whole page shares: the network, the market with policy over it, the wallet. */
import type { Address } from '@solana/kit';
import { addressFrom, PROGRAM } from '../chain/address';
import { Connection, type ChainState } from '../chain/connection';
import { reasonOf } from '../chain/reason';
import { sceneOf, type MarketRead } from '../chain/market';
import { openNetwork, type Network } from '../chain/network';
import { IDLE } from '../chain/phase';
import { EndpointError, parseEndpoint, type Endpoint } from '../chain/rpcUrl';
import { createStore, type Store } from '../chain/store';
import type { Policy } from '../policy/policy';
import { whyUnknown } from '../policy/words';
import type { Plan } from '../transaction/transaction';
import { WalletError, type ConnectedWallet } from '../wallet/wallet';
import { isTrusted } from './trust';

/** Where a market is. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly market: Address;
}

/** A market with policy over the same bytes. `policy` is undefined where it could not be loaded over them. */
export interface MarketView {
  readonly read: MarketRead;
  readonly policy: Policy | undefined;
  /** Why policy cannot answer, in words; undefined also while it is being loaded. */
  readonly trouble: string | undefined;
}

export interface AppState {
  readonly chain: ChainState;
  readonly target: Target | undefined;
  /** What a link names and no person has chosen yet. */
  readonly suggested: Target | undefined;
  readonly view: MarketView | undefined;
  readonly wallet: ConnectedWallet | undefined;
  /** Names of assets by mint, where somebody told them; else an address stands for the asset. */
  readonly assets: ReadonlyMap<string, string>;
  /** Why there is no policy or no target, in words. */
  readonly trouble: string | undefined;
}

/** An action in its dialog, and whom to tell when that is closed. */
export interface AskedAction {
  readonly plan: Plan;
  readonly onClose: () => void;
}

const EMPTY: AppState = {
  chain: { link: IDLE, cluster: undefined, market: undefined },
  target: undefined,
  suggested: undefined,
  view: undefined,
  wallet: undefined,
  assets: new Map(),
  trouble: undefined,
};

export class AppModel {
  readonly store: Store<AppState> = createStore(EMPTY);
  /** What is being shown, signed or sent. Pages come and go meanwhile, and rows of theirs with what it does. */
  readonly action: Store<AskedAction | undefined> = createStore<AskedAction | undefined>(undefined);
  readonly #open: (endpoint: Endpoint) => Network;
  readonly #loadPolicy: () => Promise<Policy>;
  readonly #isFramed: () => boolean;
  #connection: Connection | undefined;
  #policy: Policy | undefined;
  /** Why the module could not be loaded, in words. */
  #policyTrouble: string | undefined;

  constructor(
    loadPolicy: () => Promise<Policy>,
    open: (endpoint: Endpoint) => Network = openNetwork,
    isFramed: () => boolean = () => globalThis.top !== globalThis.self,
  ) {
    this.#loadPolicy = loadPolicy;
    this.#open = open;
    this.#isFramed = isFramed;
  }

  /** The network, once there is one: for actions and history. */
  get network(): Network | undefined {
    return this.#connection?.network;
  }

  /** Reads the market now, after an action of this page. */
  refresh(): Promise<void> {
    return this.#connection?.refresh() ?? Promise.resolve();
  }

  /** Leaves the present network and goes to another. The wallet must connect again: it may know another cluster. */
  connect(target: Target): void {
    this.disconnect();
    const connection = new Connection(this.#open(target.endpoint), target.market);
    this.#connection = connection;
    this.store.set((state) => ({ ...EMPTY, assets: state.assets, target }));
    connection.store.subscribe(() => this.#take(connection));
    connection.start();
    void this.#preparePolicy();
  }

  /** Goes where a link leads, if a person has chosen that before; else it is shown to him. */
  follow(target: Target): void {
    if (isTrusted(target)) this.connect(target);
    else this.store.set((state) => ({ ...state, suggested: target }));
  }

  disconnect(): void {
    this.#connection?.stop();
    this.#connection = undefined;
  }

  /** Opens an action's dialog. While another is open it stays: what a person reads is not replaced under the hand. */
  ask(plan: Plan, onClose: () => void): void {
    this.action.set((open) => (open === undefined || open.plan === plan ? { plan, onClose } : open));
  }

  closeAction(): void {
    const open = this.action.get();
    this.action.set(() => undefined);
    open?.onClose();
  }

  /** A page around this one could lay itself over what is shown and have it signed unseen: none gets a wallet. */
  setWallet(wallet: ConnectedWallet | undefined): void {
    if (wallet !== undefined && this.#isFramed())
      throw new WalletError('This page is shown inside another one. Open it by itself to connect a wallet.');
    this.store.set((state) => ({ ...state, wallet }));
  }

  setAssets(assets: ReadonlyMap<string, string>): void {
    this.store.set((state) => ({ ...state, assets }));
  }

  setTrouble(trouble: string | undefined): void {
    this.store.set((state) => ({ ...state, trouble }));
  }

  async #preparePolicy(): Promise<void> {
    try {
      this.#policy = await this.#loadPolicy();
      this.#policyTrouble = undefined;
    } catch (error) {
      this.#policyTrouble = reasonOf(error);
      this.setTrouble(this.#policyTrouble);
    }
    if (this.#connection !== undefined) this.#take(this.#connection);
  }

  #take(connection: Connection): void {
    if (connection !== this.#connection) return;
    const chain = connection.store.get();
    this.store.set((state) => ({ ...state, chain, view: this.#viewOf(state.view, chain.market) }));
  }

  #viewOf(present: MarketView | undefined, read: MarketRead | undefined): MarketView | undefined {
    if (read === undefined) return undefined;
    if (present?.read === read && present.policy === this.#policy && present.trouble === this.#policyTrouble)
      return present;
    if (this.#policy === undefined) return { read, policy: undefined, trouble: this.#policyTrouble };
    try {
      this.#policy.load(sceneOf(read));
      return { read, policy: this.#policy, trouble: undefined };
    } catch (error) {
      return { read, policy: undefined, trouble: whyUnknown(error) };
    }
  }
}

/** What the address line names: `?rpc=...&ws=...&market=...`. Throws `EndpointError`. */
export function targetFrom(search: URLSearchParams): Target | undefined {
  const rpc = search.get('rpc');
  const named = search.get('market');
  if (rpc === null && named === null) return undefined;
  const market = addressFrom(named);
  if (market === undefined) throw new EndpointError('The market is not a Solana address: 32 to 44 letters and digits.');
  return { endpoint: parseEndpoint(rpc ?? '', search.get('ws') ?? undefined), market };
}

/** What a running `make localnet` tells; undefined where there is none. */
export interface LocalSession {
  readonly target: Target;
  readonly assets: ReadonlyMap<string, string>;
}

export function sessionFrom(told: unknown): LocalSession {
  const session = told as {
    rpc_url?: unknown;
    ws_url?: unknown;
    market?: unknown;
    program?: unknown;
    reserves?: unknown;
  };
  const market = addressFrom(String(session.market));
  if (market === undefined) throw new EndpointError('The session file names no market. Start `make localnet` again.');
  if (session.program !== PROGRAM)
    throw new EndpointError('The local network runs another program than this page was made for.');
  const endpoint = parseEndpoint(String(session.rpc_url), String(session.ws_url));
  const reserves = Array.isArray(session.reserves) ? (session.reserves as { mint?: unknown; asset?: unknown }[]) : [];
  const named = reserves.filter(({ mint, asset }) => typeof mint === 'string' && typeof asset === 'string');
  return {
    target: { endpoint, market },
    assets: new Map(named.map(({ mint, asset }) => [String(mint), String(asset).slice(0, 12)])),
  };
}

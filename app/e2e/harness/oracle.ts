/** Prices that a story moves. */
import { createHash } from 'node:crypto';
import {
  AccountRole,
  address,
  createKeyPairSignerFromPrivateKeyBytes,
  type AccountSignerMeta,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { getPriceRefreshInstruction } from '../../src/client/generated/instructions/priceRefresh';
import type { Chain } from './chain';
import { until } from './until';

/** What stands for Pyth's receiver on local networks: see `programs/price`. */
const RECEIVER = address('rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ');
/** Where an update has its price, its confidence, when it was published and the price before, and the averages of both. */
const [PRICE, CONFIDENCE, PUBLISHED, PUBLISHED_BEFORE, AVERAGE, AVERAGE_CONFIDENCE] = [73, 81, 93, 101, 109, 117];
const EVERY_MILLIS = 1_000;
/** Who posts, and pays for it. */
const ROLE = 'crank';

/**
 * Posts prices in the place of the local network's own player: once an account's price is written under another
 * authority, the player's posts fail.
 */
export class Oracle {
  readonly #chain: Chain;
  readonly #updates = new Map<string, Uint8Array>();
  #ticking: Promise<void> = Promise.resolve();
  #isOver = false;

  private constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** Takes every price over as it stands. */
  static async takeOver(chain: Chain): Promise<Oracle> {
    const oracle = new Oracle(chain);
    const { reserves } = chain.session;
    const { accounts } = await chain.network.accounts(reserves.map((reserve) => reserve.price_account));
    for (const [at, { asset }] of reserves.entries()) {
      const bytes = accounts[at]?.bytes;
      if (bytes === undefined) throw new Error(`The price account of ${asset} is not there.`);
      oracle.#updates.set(asset, Uint8Array.from(bytes));
      const key = await keyOf(`price of ${asset}`);
      await chain.send(ROLE, [await oracle.#write(asset, key)]);
    }
    oracle.#ticking = oracle.#tick();
    return oracle;
  }

  /** Moves a price, and the oracle's own average with it, to a share of what it was; waits until the market has it. */
  async move(asset: string, share: number): Promise<void> {
    const update = Uint8Array.from(this.#update(asset));
    const view = new DataView(update.buffer);
    for (const at of [PRICE, CONFIDENCE, AVERAGE, AVERAGE_CONFIDENCE]) {
      view.setBigInt64(at, BigInt(Math.round(Number(view.getBigInt64(at, true)) * share)), true);
    }
    const priceNow = async () => {
      const { reserves } = await this.#chain.read();
      return reserves[this.#chain.session.reserves.findIndex((reserve) => reserve.asset === asset)]!.data.price.mid;
    };
    const before = await priceNow();
    this.#updates.set(asset, update);
    await until(`the market's new price of ${asset}`, async () => (await priceNow()) !== before);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#ticking;
  }

  /** What fails is posted again a second later. */
  async #tick(): Promise<void> {
    while (!this.#isOver) {
      await this.#post().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MILLIS));
    }
  }

  async #post(): Promise<void> {
    const { reserves } = this.#chain.session;
    const now = await this.#chain.time();
    for (const { asset } of reserves) {
      const view = new DataView(this.#update(asset).buffer);
      view.setBigInt64(PUBLISHED, now, true);
      view.setBigInt64(PUBLISHED_BEFORE, now, true);
    }
    const writes = await Promise.all(reserves.map(({ asset }) => this.#write(asset)));
    const loads = reserves.map(({ address: reserve, price_account: priceUpdate }) =>
      getPriceRefreshInstruction({ reserve, priceUpdate }),
    );
    await this.#chain.send(ROLE, [...writes, ...loads]);
  }

  #update(asset: string): Uint8Array {
    const update = this.#updates.get(asset);
    if (update === undefined) throw new Error(`There is no price of ${asset}.`);
    return update;
  }

  /** The account itself signs when it gets its authority. */
  async #write(asset: string, key?: KeyPairSigner): Promise<Instruction> {
    const authority = await this.#chain.signer(ROLE);
    const { price_account: account } = this.#chain.session.reserves.find((reserve) => reserve.asset === asset)!;
    const signs = (signer: KeyPairSigner, role: AccountSignerMeta['role']): AccountSignerMeta => ({
      address: signer.address,
      role,
      signer,
    });
    return {
      programAddress: RECEIVER,
      accounts: [
        key === undefined ? { address: account, role: AccountRole.WRITABLE } : signs(key, AccountRole.WRITABLE_SIGNER),
        signs(authority, AccountRole.READONLY_SIGNER),
      ],
      data: Uint8Array.from(this.#update(asset)),
    };
  }
}

/** Local keys derive from public names: `ballast_bridge::keypair_for`. */
const keyOf = (name: string): Promise<KeyPairSigner> =>
  createKeyPairSignerFromPrivateKeyBytes(createHash('sha256').update(`ballast key ${name}`).digest());

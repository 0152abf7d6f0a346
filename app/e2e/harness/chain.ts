/** The network from a test's side: the chain's time, transactions of the session's people, reports of its publishers. */
import { readFile } from 'node:fs/promises';
import {
  appendTransactionMessageInstructions,
  createKeyPairSignerFromBytes,
  createSolanaRpc,
  createTransactionMessage,
  getAddressDecoder,
  getBase64EncodedWireTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { getReportSubmitInstruction } from '../../src/client/generated/instructions/reportSubmit';
import { getTermsAdvanceInstruction } from '../../src/client/generated/instructions/termsAdvance';
import type { MarketRead } from '../../src/chain/market';
import { openNetwork, type Network } from '../../src/chain/network';
import { marketAddresses, readWhole } from '../../src/chain/readMarket';
import { parseEndpoint } from '../../src/chain/rpcUrl';
import { readTokens } from '../../src/page/position/useWalletTokens';
import type { Session } from './localnet';
import { until } from './until';

/** What every publisher says, each a little apart, hundredths of a point. */
const APART = 60;
/** Where an oracle's update has the id of its price. */
const FEED_ID_OFFSET = 41;
const PUBLISHERS: readonly number[] = [0, 1, 2, 3, 4];
/** The publisher who says the score itself. */
const MIDDLE = 2;

export class Chain {
  readonly network: Network;
  readonly session: Session;
  readonly #rpc: ReturnType<typeof createSolanaRpc>;
  readonly #signers = new Map<string, Promise<KeyPairSigner>>();
  #sequence = 1n;

  constructor(session: Session) {
    this.session = session;
    this.#rpc = createSolanaRpc(session.rpc_url);
    this.network = openNetwork(parseEndpoint(session.rpc_url, session.ws_url));
  }

  signer(role: string): Promise<KeyPairSigner> {
    const path = this.session.keys[role];
    if (path === undefined) throw new Error(`The session has no key of ${role}.`);
    const known = this.#signers.get(role) ?? signerIn(path);
    this.#signers.set(role, known);
    return known;
  }

  async read(): Promise<MarketRead> {
    const { read } = await readWhole(this.network, await marketAddresses(this.network, this.session.market), Date.now);
    return read;
  }

  /** The chain's Unix seconds. */
  async time(): Promise<bigint> {
    return (await this.read()).chainTime;
  }

  /** What someone's wallet holds of a reserve's token, whole tokens. */
  async held(role: string, reserve: number): Promise<number> {
    const { data } = (await this.read()).reserves[reserve]!;
    const { inAccount } = await readTokens(this.network, (await this.signer(role)).address, data);
    return Number(inAccount ?? 0n) / 10 ** data.decimals;
  }

  /** Moves the chain's clock ahead, and waits for prices of the new time: they are posted every second. */
  async travel(seconds: number): Promise<void> {
    const target = (await this.time()) + BigInt(seconds);
    await this.#cheat('surfnet_timeTravel', [{ absoluteTimestamp: Number(target) * 1000 }]);
    await until('prices of the new time', async () => {
      const { reserves } = await this.read();
      return reserves.every(({ data }) => data.price.publishedAt >= target);
    });
  }

  /** Sends and waits until it is confirmed. */
  async send(role: string, instructions: readonly Instruction[]): Promise<void> {
    const payer = await this.signer(role);
    const { value: lifetime } = await this.#rpc.getLatestBlockhash().send();
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (empty) => setTransactionMessageFeePayerSigner(payer, empty),
      (paid) => setTransactionMessageLifetimeUsingBlockhash(lifetime, paid),
      (timed) => appendTransactionMessageInstructions(instructions, timed),
    );
    const wire = getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message));
    const signature = await this.#rpc
      .sendTransaction(wire, { encoding: 'base64', preflightCommitment: 'processed' })
      .send();
    await until(`the transaction of ${role}`, async () => {
      const { state } = await this.network.signatureState(signature);
      if (state === 'failed') throw new Error(`The transaction of ${role} failed on chain.`);
      return state === 'confirmed';
    });
  }

  /** Has these publishers report about `score` to these feeds, and a round held on each. */
  async round(
    score: number,
    feeds: readonly number[] = [0, 1, 2, 3],
    publishers: readonly number[] = PUBLISHERS,
  ): Promise<void> {
    const observedAt = await this.time();
    const sequence = (this.#sequence += 1n);
    const addresses = feeds.map((index) => this.session.feeds[index]!.address);
    await Promise.all(
      publishers.map(async (number) => {
        const role = `publisher ${number}`;
        const publisher = await this.signer(role);
        const report = {
          sequence,
          observedAt,
          score: score + APART * (number - MIDDLE),
          halfWidth: 300,
          depthBps: 10_000,
          ...HASHES,
        };
        await this.send(
          role,
          addresses.map((feed) => getReportSubmitInstruction({ publisher, feed, ...report })),
        );
      }),
    );
    await this.send(
      'crank',
      addresses.map((feed) => getTermsAdvanceInstruction({ feed })),
    );
  }

  /** Posts an asset's price, as it stands, a second time under another of the oracle's ids, which is also its account's address. */
  async quoteAlso(asset: string, feedId: Uint8Array): Promise<void> {
    const place = this.session.reserves.find((reserve) => reserve.asset === asset)?.price_account;
    const { accounts } = await this.network.accounts(place === undefined ? [] : [place]);
    const [present] = accounts;
    if (present === undefined) throw new Error(`The network has no price of ${asset}.`);
    const data = Buffer.from(present.bytes);
    data.set(feedId, FEED_ID_OFFSET);
    const account = { lamports: Number(present.lamports), data: data.toString('hex'), owner: present.owner };
    await this.#cheat('surfnet_setAccount', [getAddressDecoder().decode(feedId), account]);
  }

  async #cheat(method: string, params: unknown): Promise<void> {
    const response = await fetch(this.session.rpc_url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { error } = (await response.json()) as { error?: { message: string } };
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  }
}

const HASHES = { modelHash: new Uint8Array(32).fill(7), inputHash: new Uint8Array(32).fill(9) };

async function signerIn(path: string): Promise<KeyPairSigner> {
  return createKeyPairSignerFromBytes(Uint8Array.from(JSON.parse(await readFile(path, 'utf8')) as number[]));
}

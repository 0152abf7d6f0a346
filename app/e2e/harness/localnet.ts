/** A local network with a market on it, as a process of its own on free ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Address } from '@solana/kit';
import { ended, localnetProgram } from './program';

/** What `session.json` says. */
export interface Session {
  readonly rpc_url: string;
  readonly ws_url: string;
  readonly market: Address;
  readonly feeds: readonly { readonly name: string; readonly index: number; readonly address: Address }[];
  readonly reserves: readonly {
    readonly asset: string;
    readonly address: Address;
    /** Where its price is posted. */
    readonly price_account: Address;
  }[];
  /** Keypair files by role. */
  readonly keys: Readonly<Record<string, string>>;
}

export interface Localnet {
  readonly session: Session;
  /** A folder of this network alone; it goes with it. */
  readonly folder: string;
  stop(): Promise<void>;
}

export interface LocalnetOptions {
  readonly lenders?: number;
  readonly borrowers?: number;
  /** What the market is to be otherwise than `migrations/localnet.toml` has it. */
  readonly changeSettings?: (settings: string) => string;
}

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const START_MILLIS = 100_000;

/** Prices stand still, so that what moves in a story is what the story moves. */
const STILL = ['--speed', '0', '--crank'];

export async function startLocalnet({
  lenders = 1,
  borrowers = 2,
  changeSettings,
}: LocalnetOptions): Promise<Localnet> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-e2e-'));
  const people = ['--lenders', String(lenders), '--borrowers', String(borrowers)];
  const chosen = changeSettings === undefined ? [] : ['--settings', await writeSettings(folder, changeSettings)];
  const child = spawn(localnetProgram(), ['--port', '0', '--json', '--out', folder, ...STILL, ...people, ...chosen], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { session: JSON.parse(await firstLine(child)) as Session, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Paths in it begin in its own folder. */
async function writeSettings(folder: string, change: (settings: string) => string): Promise<string> {
  const published = await readFile(join(REPOSITORY, 'migrations/localnet.toml'), 'utf8');
  const path = join(folder, 'market.toml');
  await writeFile(path, change(published).replaceAll('"../', `"${REPOSITORY}`));
  return path;
}

/** The session, which is the first thing that it prints; else why it ended. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said = { out: '', err: '' };
    const timer = setTimeout(
      () => reject(new Error(`The market does not stand after ${START_MILLIS / 1000} s. It said: ${said.err}`)),
      START_MILLIS,
    );
    child.stderr?.on('data', (part: Buffer) => (said.err += part.toString()));
    child.stdout?.on('data', (part: Buffer) => {
      said.out += part.toString();
      const end = said.out.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      resolve(said.out.slice(0, end));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`localnet ended with ${String(code)} before the market stood. It said: ${said.err}`));
    });
    child.once('error', reject);
  });
}

/** The project's own programs, as `make app-e2e` builds them: run to their end, or beside a story. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

function cachedFolder(): string {
  const cache =
    process.env['BALLAST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ballast');
  return join(cache, 'host/release');
}

function found(path: string, variable: string): string {
  if (!existsSync(path))
    throw new Error(`There is no ${path}. Run \`make app-e2e\`, which builds it, or name one with ${variable}.`);
  return path;
}

export function localnetProgram(): string {
  const path = process.env['BALLAST_LOCALNET'] ?? join(cachedFolder(), 'localnet');
  return found(path, 'BALLAST_LOCALNET');
}

/** Beside the local network's, where nothing else is named. */
export function scorerProgram(): string {
  const path = process.env['BALLAST_SCORER'] ?? join(dirname(localnetProgram()), 'scorer');
  return found(path, 'BALLAST_SCORER');
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `scorer` in a folder until it ends, with these variables over a file's settings. */
export function askScorer(
  words: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...settings };
    const child = spawn(scorerProgram(), words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.on('data', (part: Buffer) => (said.out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (said.err += part.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

export interface Node {
  /** Throws with what it said last when it has ended by itself. */
  check(): void;
  stop(): Promise<void>;
}

/** A publisher's node with the settings in a file, and with these over them. */
export function startNode(file: string, settings: Readonly<Record<string, string>>): Node {
  const child = spawn(scorerProgram(), ['publish', '--log', 'json', '--config', file], {
    env: { ...process.env, BALLAST__HEALTH__LISTEN: '127.0.0.1:0', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let last = '';
  child.stderr.on('data', (part: Buffer) => (last = (last + part.toString()).slice(-2_000)));
  return {
    check: () => {
      if (child.exitCode !== null) throw new Error(`The node ended with ${child.exitCode}. It said last: ${last}`);
    },
    stop: () => ended(child),
  };
}

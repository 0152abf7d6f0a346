/** What stands between the page and its network: it can be cut, hold its tongue, or lie. */
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Line {
  readonly port: number;
  /** Ends every connection and takes no other. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  /** Takes connections, and passes nothing on until it is mended. */
  stall(): void;
  stop(): Promise<void>;
}

/** Passes bytes on to a port of this machine. */
export async function openLine(to: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('data', (bytes) => !isStalled && other.write(bytes));
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
    }
  });
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  const cut = () => {
    end();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    mend: async () => {
      isStalled = false;
      // What was swallowed meanwhile never comes: whoever waits for it asks again.
      end();
      if (!server.listening) await listen(server, port);
    },
    stall: () => (isStalled = true),
    stop: () => (server.listening ? cut() : Promise.resolve()),
  };
}

/** An answer of JSON-RPC. */
export interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Liar {
  readonly url: string;
  /** What it makes of the answers from now on; undefined: it passes them on as they are. */
  lie: ((method: string, answer: Answer) => Answer) | undefined;
  stop(): Promise<void>;
}

/** Passes JSON-RPC on, and answers what it likes. */
export async function openLiar(to: string): Promise<Liar> {
  const liar: Liar = { url: '', lie: undefined, stop: () => closed(server) };
  const server = createHttpServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST') void answer(request, response);
    else response.end();
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    const { id, method } = JSON.parse(body) as { id: unknown; method: string };
    const honest = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const text = await honest.text();
    const told = liar.lie?.(method, JSON.parse(text) as Answer);
    response.end(told === undefined ? text : JSON.stringify({ jsonrpc: '2.0', id, ...told }));
  };
  await listen(server, 0);
  return Object.assign(liar, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const listen = (server: Server | ReturnType<typeof createServer>, port: number) =>
  new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}

/** Which endpoints the page talks to. Anything but https lets a stranger on the way change what is read. */

export interface Endpoint {
  readonly rpc: string;
  readonly socket: string;
  readonly isLoopback: boolean;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1']);

export const isLoopbackHost = (hostname: string) => LOOPBACK.has(hostname);

/** Why a URL is not taken. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
}

/** The endpoint of an RPC URL; its websocket is derived unless one is named. Throws `EndpointError`. */
export function parseEndpoint(rpc: string, socket?: string): Endpoint {
  const url = parse(rpc.trim(), 'The RPC address');
  const isLoopback = LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new EndpointError(
      'The RPC address must begin with https://; http:// is taken for this machine only (127.0.0.1).',
    );
  }
  const named =
    socket === undefined || socket === '' ? derivedSocket(url) : parse(socket.trim(), 'The websocket address');
  if (named.protocol !== 'wss:' && !(named.protocol === 'ws:' && LOOPBACK.has(named.hostname))) {
    throw new EndpointError('The websocket address must begin with wss://; ws:// is taken for this machine only.');
  }
  return { rpc: url.href, socket: named.href, isLoopback };
}

function parse(text: string, what: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new EndpointError(`${what} is not a URL. An example: https://api.devnet.solana.com`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new EndpointError(
      `${what} holds a user name or a password: the browser would not send them. Use a key in its path.`,
    );
  }
  return url;
}

/** Solana's convention: the same place; where the port is named, the next port. */
function derivedSocket(rpc: URL): URL {
  const socket = new URL(rpc);
  socket.protocol = rpc.protocol === 'https:' ? 'wss:' : 'ws:';
  if (rpc.port !== '') socket.port = String(Number(rpc.port) + 1);
  return socket;
}

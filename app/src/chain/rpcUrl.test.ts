import { expect, test } from 'vitest';
import { EndpointError, parseEndpoint } from './rpcUrl';

test.each([
  ['https://api.devnet.solana.com', 'wss://api.devnet.solana.com/', false],
  ['http://127.0.0.1:8899', 'ws://127.0.0.1:8900/', true],
  [' http://localhost:8899/ ', 'ws://localhost:8900/', true],
  ['https://example.com:8443/key', 'wss://example.com:8444/key', false],
])('%s_is_taken_and_its_websocket_derived', (rpc, socket, isLoopback) => {
  expect(parseEndpoint(rpc)).toMatchObject({ socket, isLoopback });
});

test.each([
  'http://api.devnet.solana.com',
  'http://127.0.0.1.example.com',
  // A page's content-security policy cannot name an IPv6 address
  'http://[::1]:8899',
  'ws://127.0.0.1:8899',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://user:secret@example.com',
  'nonsense',
  '',
])('%s_is_refused_in_words', (rpc) => {
  expect(() => parseEndpoint(rpc)).toThrow(EndpointError);
});

test('a_named_websocket_is_checked_as_well', () => {
  expect(parseEndpoint('https://a.example', 'wss://b.example').socket).toBe('wss://b.example/');
  expect(() => parseEndpoint('https://a.example', 'ws://b.example')).toThrow(/wss/);
});

// A made-up network for work on pages without `make localnet`: answers JSON-RPC from the golden market of wasm/golden.json,
// whose time moves. Read only, no websocket, so the page polls. Prints the address to open.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { getAddressDecoder } from '@solana/kit';
import { madeUpHistory } from './fixtureHistory.mjs';
import { addChanges } from './fixtureGovernance.mjs';

const PORT = Number(process.env.PORT ?? 8877);
const PROGRAM = JSON.parse(readFileSync(new URL('../../idl/lending.json', import.meta.url), 'utf8')).address;
const golden = JSON.parse(readFileSync(new URL('../wasm/golden.json', import.meta.url), 'utf8'));
const CLOCK = 'SysvarC1ock11111111111111111111111111111111';
const started = Date.now();

const scene = Buffer.from(golden.scene, 'hex');
const accounts = new Map();
for (let at = 0; at < scene.length;) {
  const length = scene.readUInt32LE(at);
  const address = getAddressDecoder().decode(scene.subarray(at + 4, at + 36));
  accounts.set(address, { owner: PROGRAM, data: scene.subarray(at + 36, at + 36 + length) });
  at += 36 + length;
}
const [market, feed] = accounts.keys();
const history = madeUpHistory({ program: PROGRAM, feed, now: golden.now });

// Made-up people: the positions of golden-outlook.json again and again, each of an owner of its own.
const PEOPLE = Number(process.env.PEOPLE ?? 300);
const MARKET_OFFSET = 8;
const outlook = JSON.parse(readFileSync(new URL('../wasm/golden-outlook.json', import.meta.url), 'utf8'));
const asked = outlook.cases.filter((one) => one.export === 'ask_outlook').map(({ input }) => input);
const inputs = [...new Set(asked)];
const people = Array.from({ length: PEOPLE }, (_, number) => {
  const data = Buffer.from(inputs[number % inputs.length], 'hex');
  scene.copy(data, MARKET_OFFSET, 4, 36);
  const key = Buffer.alloc(32, 9);
  key.writeUInt32BE(number, 0);
  key.copy(data, MARKET_OFFSET + 32);
  const address = getAddressDecoder().decode(key);
  accounts.set(address, { owner: PROGRAM, data });
  return address;
});
await addChanges(accounts, PROGRAM, golden.now);

const elapsed = () => Math.floor((Date.now() - started) / 1000);

function account(address) {
  if (address === CLOCK) {
    const data = Buffer.alloc(40);
    data.writeBigInt64LE(BigInt(golden.now + elapsed()), 32);
    return encoded({ owner: 'Sysvar1111111111111111111111111111111111111', data });
  }
  const held = accounts.get(address);
  return held === undefined ? null : encoded(held);
}

const encoded = ({ owner, data }) => ({
  owner,
  data: [data.toString('base64'), 'base64'],
  executable: false,
  lamports: 1_000_000,
  rentEpoch: 0,
  space: data.length,
});

function transaction(signature) {
  const found = history.transactions.get(signature);
  if (found === undefined) return null;
  const { logs, accounts: accountKeys, instructions } = found;
  return { slot: 1, meta: { logMessages: logs, err: null }, transaction: { message: { accountKeys, instructions } } };
}

const context = () => ({ slot: 1_000 + 2 * elapsed(), apiVersion: 'fixture' });

const methods = {
  getGenesisHash: () => 'GH7ome3EiwEr7tu9JuTh2dpYWBJK3z69Xm1ZE3MEE6JC',
  getMultipleAccounts: ([addresses]) => ({ context: context(), value: addresses.map(account) }),
  getProgramAccounts: () => people.map((pubkey) => ({ pubkey, account: account(pubkey) })),
  getSignaturesForAddress: ([address, { before, limit }]) => {
    if (address !== feed) return [];
    const from = before === undefined ? 0 : history.signatures.findIndex(({ signature }) => signature === before) + 1;
    return history.signatures.slice(from, from + limit);
  },
  getTransaction: ([signature]) => transaction(signature),
};

const server = createServer(async (request, response) => {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', '*');
  if (request.method !== 'POST') return response.end();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
  const answer = methods[method];
  const body =
    answer === undefined ? { error: { code: -32601, message: 'not in the fixture' } } : { result: answer(params) };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ jsonrpc: '2.0', id, ...body }));
});
server.listen(PORT, '127.0.0.1', () => {
  const rpc = encodeURIComponent(`http://127.0.0.1:${server.address().port}`);
  console.log(`http://127.0.0.1:${process.env.APP_PORT ?? 5173}/?rpc=${rpc}&market=${market}`);
});

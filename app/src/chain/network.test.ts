import type { Base64EncodedWireTransaction } from '@solana/kit';
import { afterEach, expect, test, vi } from 'vitest';
import { openNetwork } from './network';
import { PreflightRefusal } from './preflight';
import { parseEndpoint } from './rpcUrl';

afterEach(() => vi.unstubAllGlobals());

/** A network whose every answer is this error. */
function refusing(error: unknown) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: '0', error });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status: 200 })));
  return openNetwork(parseEndpoint('http://127.0.0.1:8899'));
}

const send = (error: unknown): Promise<unknown> =>
  refusing(error)
    .send('AQ==' as Base64EncodedWireTransaction)
    .catch((refusal: unknown) => refusal);

const preflight = (err: unknown) => ({
  code: -32002,
  message: 'Transaction simulation failed',
  data: { err, logs: ['Program log: 0x6, 0x1, 0x2, 0x0, 0x0'], accounts: null, unitsConsumed: 7, returnData: null },
});

test('a_refusal_at_sending_is_told_as_a_simulation_tells_it', async () => {
  const refusal = await send(preflight({ InstructionError: [2, { Custom: 6006 }] }));
  expect(refusal).toBeInstanceOf(PreflightRefusal);
  expect(refusal).toMatchObject({
    error: { InstructionError: [2, { Custom: 6_006 }] },
    logs: ['Program log: 0x6, 0x1, 0x2, 0x0, 0x0'],
    isArrived: false,
  });
  expect(await send(preflight('BlockhashNotFound'))).toMatchObject({ error: 'BlockhashNotFound', isArrived: false });
  expect(await send(preflight('AlreadyProcessed'))).toMatchObject({ isArrived: true });
});

test.each([
  ['a node that lags', { code: -32005, message: 'Node is behind', data: { numSlotsBehind: 42 } }],
  ['an inner error', { code: -32603, message: 'Internal error' }],
  ['a refusal of which it says nothing', { code: -32002, message: 'Transaction simulation failed' }],
])('%s_is_no_refusal_of_the_transaction', async (_, error) => {
  expect(await send(error)).toBeInstanceOf(Error);
  expect(await send(error)).not.toBeInstanceOf(PreflightRefusal);
});

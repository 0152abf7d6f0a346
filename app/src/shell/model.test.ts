import { afterEach, expect, test, vi } from 'vitest';
import { PROGRAM } from '../chain/address';
import { EndpointError } from '../chain/rpcUrl';
import { fakeNetwork } from '../testing/fakeNetwork';
import { goldenPolicy } from '../testing/golden';
import { begin } from './begin';
import { AppModel, sessionFrom, targetFrom } from './model';
import { segmentsOf } from './router';

let model: AppModel;
afterEach(() => model.disconnect());

test('a_market_comes_with_policy_over_the_same_bytes', async () => {
  // Given a network
  const network = fakeNetwork();
  model = new AppModel(goldenPolicy, () => network);

  // When the page connects
  model.connect({ endpoint: network.endpoint, market: network.market });
  await vi.waitFor(() => expect(model.store.get().view?.policy).toBeDefined());

  // Then policy answers for this market
  const { read, policy } = model.store.get().view!;
  expect(policy?.termsView(1, read.chainTime)).toMatchObject({ score: 5_200, regime: 1 });
});

test('without_the_policy_module_the_page_says_so_and_the_market_is_there', async () => {
  const network = fakeNetwork();
  model = new AppModel(
    () => Promise.reject(new Error('no module')),
    () => network,
  );
  model.connect({ endpoint: network.endpoint, market: network.market });
  await vi.waitFor(() => expect(model.store.get().view).toBeDefined());
  expect(model.store.get()).toMatchObject({ trouble: 'no module' });
  expect(model.store.get().view?.policy).toBeUndefined();
});

test('another_target_drops_wallet_and_market', async () => {
  const network = fakeNetwork();
  model = new AppModel(goldenPolicy, () => network);
  model.connect({ endpoint: network.endpoint, market: network.market });
  model.setWallet({ name: 'w', address: network.market, signTransaction: (wire) => Promise.resolve(wire) });
  await vi.waitFor(() => expect(model.store.get().view).toBeDefined());
  model.connect({ endpoint: network.endpoint, market: network.market });
  expect(model.store.get()).toMatchObject({ wallet: undefined, view: undefined });
});

test('the_address_line_names_a_target_or_is_refused', () => {
  expect(targetFrom(new URLSearchParams())).toBeUndefined();
  const named = new URLSearchParams({ rpc: 'http://127.0.0.1:8899', market: PROGRAM });
  expect(targetFrom(named)).toMatchObject({ market: PROGRAM });
  for (const market of ['', '<script>', 'abc', `${PROGRAM}x`]) {
    expect(() => targetFrom(new URLSearchParams({ rpc: 'https://a.example', market }))).toThrow(EndpointError);
  }
});

test('a_market_in_the_address_line_is_opened_whatever_a_session_says', async () => {
  // Given a session that is none, and a market in the address line
  const network = fakeNetwork();
  model = new AppModel(goldenPolicy, () => network);
  const broken = () => Promise.reject(new EndpointError('The session file names no market.'));
  await begin(model, new URLSearchParams({ rpc: network.endpoint.rpc, market: network.market }), broken);

  // Then that market is opened, and the session is not spoken of
  expect(model.store.get()).toMatchObject({ target: { market: network.market }, trouble: undefined });

  // When nothing is in the address line, then it is
  const other = new AppModel(goldenPolicy, () => network);
  await begin(other, new URLSearchParams(), broken);
  expect(other.store.get()).toMatchObject({ target: undefined, trouble: 'The session file names no market.' });
});

test('a_session_names_assets_also_of_the_market_in_the_address_line', async () => {
  const network = fakeNetwork();
  model = new AppModel(goldenPolicy, () => network);
  const target = { endpoint: network.endpoint, market: PROGRAM };
  const session = () => Promise.resolve({ target, assets: new Map([['m', 'USDC']]) });
  await begin(model, new URLSearchParams({ rpc: network.endpoint.rpc, market: network.market }), session);
  expect(model.store.get().target?.market).toBe(network.market);
  expect(model.store.get().assets.get('m')).toBe('USDC');
});

test('within_another_page_no_wallet_is_taken_so_that_nothing_can_be_signed', () => {
  const network = fakeNetwork();
  model = new AppModel(
    goldenPolicy,
    () => network,
    () => true,
  );
  const wallet = { name: 'w', address: network.market, signTransaction: (wire: Uint8Array) => Promise.resolve(wire) };
  expect(() => model.setWallet(wallet)).toThrow(/inside another one/);
  expect(model.store.get().wallet).toBeUndefined();
});

test('a_session_of_another_program_is_refused', () => {
  const session = {
    rpc_url: 'http://127.0.0.1:8899',
    ws_url: 'ws://127.0.0.1:8900',
    market: PROGRAM,
    program: PROGRAM,
    reserves: [{ mint: 'm', asset: 'USDC' }, { mint: 7 }],
  };
  expect(sessionFrom(session).assets.get('m')).toBe('USDC');
  expect(() => sessionFrom({ ...session, program: 'other' })).toThrow(/another program/);
});

test('a_route_is_its_segments_whatever_they_hold', () => {
  expect(segmentsOf('')).toEqual([]);
  expect(segmentsOf('#/position/a%2Fb')).toEqual(['position', 'a/b']);
  expect(segmentsOf('#/%E0%A4%A')).toEqual(['%E0%A4%A']);
});

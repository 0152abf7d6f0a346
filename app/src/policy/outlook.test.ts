import { expect, test } from 'vitest';
import { goldenModule, goldenNow, goldenOutlook, goldenPolicy, goldenScene } from '../testing/golden';
import { goldenPositions } from '../testing/positions';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const argument = (text: string) => (text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text));

test('wasm_answers_every_question_about_where_positions_stand_as_policy_does', async () => {
  const module = await goldenModule();
  expect(module.load(goldenScene).status).toBe(0);
  for (const { export: name, arguments: args, input, status, output } of goldenOutlook.cases) {
    const position = name === 'ask_yearly' ? undefined : bytes(input);
    const answer = module.ask(name, args.map(argument), position);
    const told = { status: answer.status, output: Buffer.from(answer.output).toString('hex') };
    expect(told, `${name}(${args.join(', ')})`).toEqual({ status, output });
  }
  expect(goldenOutlook.cases.length).toBeGreaterThan(40);
});

test('ten_thousand_positions_are_surveyed_at_once', async () => {
  // Given ten thousand positions, of which some are past their limit
  const policy = await goldenPolicy();
  const some = goldenPositions().map(({ bytes: account }) => account);
  const many = Array.from({ length: 10_000 }, (_, at) => some[at % some.length]!);

  // When all are asked about, then each is answered as it is alone
  const surveyed = policy.survey(many, 1, goldenNow);
  expect(surveyed).toHaveLength(10_000);
  expect(surveyed.slice(0, some.length)).toEqual(policy.survey(some, 1, goldenNow));
  expect(surveyed[0]).toMatchObject({ ofLiquidationBps: 0n, fallBps: undefined, mayBeLiquidated: false });
  expect(surveyed.some((one) => one?.mayBeLiquidated === true)).toBe(true);
});

test('an_account_that_is_no_position_is_passed_over', async () => {
  const policy = await goldenPolicy();
  const [first, second] = goldenPositions();
  const spoiled = first!.bytes.slice();
  spoiled[0]! ^= 1;
  expect(policy.survey([spoiled, second!.bytes], 1, goldenNow)).toEqual([
    undefined,
    policy.survey([second!.bytes], 1, goldenNow)[0],
  ]);
});

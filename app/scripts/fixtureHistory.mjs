// A made-up past of the fixture's feed: five publishers' reports and the rounds that follow them, two days, with a stretch of
// stress, a publisher that strays, one that misses, and an hour of silence. Ends where the golden feed stands.
import { getAddressDecoder, getAddressEncoder, getBase58Decoder } from '@solana/kit';

const ROUND_SECONDS = 900;
const ROUNDS = Number(process.env.ROUNDS ?? 190);
const KEYS = 5;
const CONSENSUS_REACHED = [240, 211, 75, 133, 165, 96, 113, 26];
const REPORT_SUBMIT = 11;

/** The same numbers at every start. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function reportData({ sequence, at, score, hash }) {
  const data = Buffer.alloc(1 + 8 + 8 + 2 + 2 + 2 + 32 + 32);
  data[0] = REPORT_SUBMIT;
  data.writeBigUInt64LE(BigInt(sequence), 1);
  data.writeBigUInt64LE(BigInt(at), 9);
  data.writeUInt16LE(score, 17);
  data.writeUInt16LE(600, 19);
  data.writeUInt16LE(8_000, 21);
  data.fill(hash, 23, 55);
  data.fill(sequence % 251, 55);
  return getBase58Decoder().decode(data);
}

function consensusLog(feed, round) {
  const data = Buffer.alloc(8 + 32 + 8 + 8 + 8);
  Buffer.from(CONSENSUS_REACHED).copy(data);
  Buffer.from(getAddressEncoder().encode(feed)).copy(data, 8);
  data.writeBigUInt64LE(BigInt(round.number), 40);
  [round.score, round.raw, round.spread, 8_000].forEach((value, at) => data.writeUInt16LE(value, 48 + 2 * at));
  [round.regime, round.before, round.fresh, 3, round.bound, 0].forEach((value, at) => data.writeUInt8(value, 56 + at));
  return data.toString('base64');
}

const levelAt = (part) =>
  5_150 + 2_100 * Math.exp(-(((part - 0.45) / 0.1) ** 2)) - 1_700 * Math.exp(-(((part - 0.12) / 0.1) ** 2));

/** Transactions by signature, and signatures newest first. */
export function madeUpHistory({ program, feed, now }) {
  const random = randomFrom(7);
  const publishers = Array.from({ length: KEYS }, (_, at) =>
    getAddressDecoder().decode(new Uint8Array(32).fill(100 + at)),
  );
  const transactions = new Map();
  const signatures = [];
  const add = (time, transaction) => {
    const signature = getBase58Decoder().decode(
      new Uint8Array(64).fill(1).map((_, at) => (signatures.length >> (8 * (at % 3))) & 255),
    );
    signatures.push({
      signature,
      slot: 1_000 + signatures.length,
      blockTime: time,
      err: null,
      memo: null,
      confirmationStatus: 'finalized',
    });
    transactions.set(signature, transaction);
  };
  let [score, regime] = [3_450, 0];
  const last = [];
  for (let number = 1; number <= ROUNDS; number += 1) {
    const part = number / ROUNDS;
    const at = now - 900 - (ROUNDS - number) * ROUND_SECONDS;
    if (part > 0.7 && part < 0.74) continue;
    const said = publishers.flatMap((publisher, slot) => {
      // Its last report is still young enough to count.
      if (slot === 3 && last[slot] !== undefined && random() < 0.1) return [last[slot]];
      const stray = slot === 4 && part > 0.25 && part < 0.33 ? 1_600 : 0;
      const exact =
        number === ROUNDS
          ? 4_950 + 105 * slot
          : Math.round(levelAt(part) + 90 * (slot - 2) + 160 * (random() - 0.5) + stray);
      const data = reportData({ sequence: number, at: at - slot, score: exact, hash: slot });
      add(at, {
        logs: [],
        accounts: [publisher, feed, program],
        instructions: [{ programIdIndex: 2, accounts: [0, 1], data }],
      });
      last[slot] = exact;
      return [exact];
    });
    said.sort((a, b) => a - b);
    const raw = said[Math.floor(said.length / 2)];
    const before = regime;
    score = raw >= score ? raw : Math.max(raw, score - 125);
    regime =
      score >= 6_500 || (regime === 2 && score >= 6_000)
        ? 2
        : score >= 4_500 || (regime >= 1 && score >= 4_000)
          ? 1
          : 0;
    const round = {
      number,
      score: number === ROUNDS ? 5_200 : score,
      raw,
      spread: said.at(-1) - said[0],
      regime,
      before,
      fresh: said.length,
      bound: raw < score ? 5 : 0,
    };
    add(at + 5, {
      logs: [
        `Program ${program} invoke [1]`,
        `Program data: ${consensusLog(feed, round)}`,
        `Program ${program} success`,
      ],
      accounts: [publishers[0], feed, program],
      instructions: [],
    });
  }
  return { signatures: signatures.toReversed(), transactions };
}

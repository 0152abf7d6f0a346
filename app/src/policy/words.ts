import { reasonOf } from '../chain/reason';
import { explainCode } from '../transaction/explain';
import { PolicyRefusal } from './module';

/** Codes from here on are rules of the program; those under it are statuses of the module. */
const FIRST_RULE = 6_000;

/** Why something could not be worked out, in words; policy's refusals by their rule. */
export function whyUnknown(error: unknown): string {
  if (!(error instanceof PolicyRefusal)) return reasonOf(error);
  if (error.code >= FIRST_RULE) return explainCode(error.code, error.operands).sentence;
  return 'an account of the market that it needs was not read, or is none of this program.';
}

/** Why something failed, in words for people. */
import { isSolanaError, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR } from '@solana/kit';
import { AccountError } from './market';

const MOST_LETTERS = 160;

/** A failure in our own words where it is ours; of a network's words nothing but a short line, and only as text. */
export function reasonOf(error: unknown): string {
  if (error instanceof AccountError) return error.message;
  const told = networkWords(error) ?? (error instanceof Error ? error.message : String(error));
  return told.length > MOST_LETTERS ? `${told.slice(0, MOST_LETTERS)}…` : told;
}

/** The client's own messages are numbers with advice for programmers once it is built for production. */
function networkWords(error: unknown): string | undefined {
  if (isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) return `HTTP ${error.context.statusCode}`;
  if (!isSolanaError(error)) return undefined;
  const { __code: code, ...context } = error.context;
  const said = '__serverMessage' in context ? context.__serverMessage : undefined;
  return typeof said === 'string' ? `it says: ${said}` : `its error ${code}`;
}

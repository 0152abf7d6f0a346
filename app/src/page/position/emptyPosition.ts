import { getPositionDecoder, POSITION_DISCRIMINATOR } from '../../client/generated/accounts/position';

/** The bytes of a position that holds and owes nothing: what an action is previewed on before there is one. */
export function emptyPosition(): Uint8Array {
  const bytes = new Uint8Array(getPositionDecoder().fixedSize);
  bytes.set(POSITION_DISCRIMINATOR);
  return bytes;
}

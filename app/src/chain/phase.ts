/**
 * How the page stands to its network: a pure state machine.
 *
 * ```text
 * connecting -> live (websocket) <-> polling -> stale -> disconnected
 *                  \-> degraded: connected, but part of the market cannot be read
 * ```
 */

export type Phase = 'idle' | 'connecting' | 'live' | 'polling' | 'degraded' | 'stale' | 'disconnected';

export interface Link {
  /** Milliseconds at which it was asked for; undefined: there is nothing to connect to. */
  readonly since: number | undefined;
  /** Milliseconds of the last whole read. */
  readonly readAt: number | undefined;
  /** Milliseconds of the last read that brought another slot than the one shown. */
  readonly movedAt: number | undefined;
  readonly isSocketOpen: boolean;
  /** Reads that failed in a row. */
  readonly failures: number;
  /** What could not be read of the market, in words. */
  readonly troubles: readonly string[];
  /** The last failure, in words. */
  readonly reason: string | undefined;
}

export const IDLE: Link = {
  since: undefined,
  readAt: undefined,
  movedAt: undefined,
  isSocketOpen: false,
  failures: 0,
  troubles: [],
  reason: undefined,
};

export type LinkEvent =
  | { readonly kind: 'asked'; readonly at: number }
  /** `hasMoved`: what is shown is of another slot than before. */
  | { readonly kind: 'read'; readonly at: number; readonly hasMoved: boolean; readonly troubles: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'socket'; readonly isOpen: boolean };

export function advance(link: Link, event: LinkEvent): Link {
  switch (event.kind) {
    case 'asked':
      return { ...IDLE, since: event.at };
    case 'read':
      return {
        ...link,
        readAt: event.at,
        movedAt: event.hasMoved ? event.at : link.movedAt,
        failures: 0,
        troubles: event.troubles,
        reason: undefined,
      };
    case 'failed':
      return { ...link, failures: link.failures + 1, reason: event.reason };
    case 'socket':
      return { ...link, isSocketOpen: event.isOpen };
  }
}

/** So many failures in a row end a connection, in the page's words; it goes on trying. */
const LOST_AFTER = 3;
/** A whole read is due every few seconds; without one for so long the numbers are old. */
export const STALE_MILLIS = 20_000;
/** Slots take less than half a second; a node that answers with the same one for so long stands still. */
export const STILL_MILLIS = 30_000;

/** The network answers, but always with the same slot or with earlier ones. */
export function standsStill({ readAt, movedAt }: Link, now: number): boolean {
  if (readAt === undefined || movedAt === undefined) return false;
  return now - readAt <= STALE_MILLIS && now - movedAt > STILL_MILLIS;
}

export function phaseOf(link: Link, now: number): Phase {
  if (link.since === undefined) return 'idle';
  if (link.failures >= LOST_AFTER) return 'disconnected';
  if (link.readAt === undefined) return 'connecting';
  if (now - link.readAt > STALE_MILLIS || standsStill(link, now)) return 'stale';
  if (link.troubles.length > 0) return 'degraded';
  return link.isSocketOpen ? 'live' : 'polling';
}

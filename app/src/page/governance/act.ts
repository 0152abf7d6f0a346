/** Events by which those who hold a role acted, in words. */
import type { Address, Signature } from '@solana/kit';
import type { LendingEvent } from '../../chain/events';
import type { HistoryEntry } from '../../chain/history';
import type { MarketRead } from '../../chain/market';
import { asText, points, shortAddress } from '../../format/number';
import { moment } from '../../format/time';
import { KINDS, ROLES } from './select';

export interface Act {
  readonly key: string;
  readonly signature: Signature;
  readonly slot: bigint;
  readonly time: bigint | undefined;
  readonly what: string;
  readonly by: Address | undefined;
}

/**
 * Those of this market in transactions, newest first and each once. `changes`: those known to be its own, because a cancellation
 * names nothing but its change; a change whose proposal is among the transactions is known by it.
 */
export function actsOf(
  entries: readonly HistoryEntry[],
  read: MarketRead,
  changes: readonly Address[],
): readonly Act[] {
  const ours = new Set(changes);
  for (const { name, data } of entries.flatMap(({ events }) => events)) {
    if (name === 'ChangeProposed' && data.market === read.market.address) ours.add(data.change);
  }
  const acts = new Map(entries.flatMap((entry) => actsIn(entry, read, ours)).map((act) => [act.key, act]));
  return [...acts.values()].toSorted((a, b) => Number(b.slot - a.slot));
}

function actsIn(entry: HistoryEntry, read: MarketRead, changes: ReadonlySet<Address>): readonly Act[] {
  return entry.events.flatMap((event, at) => {
    const told = tell(event, read, changes);
    if (told === undefined) return [];
    const { signature, slot, time } = entry;
    return [{ key: `${signature} ${at}`, signature, slot, time, what: told.what, by: told.by }];
  });
}

interface Told {
  readonly what: string;
  readonly by?: Address;
}

const roleOf = (number: bigint) => ROLES[Number(number)]?.name ?? 'an unknown role';

function tell(event: LendingEvent, read: MarketRead, changes: ReadonlySet<Address>): Told | undefined {
  const market = read.market.address;
  const isOurs = (address: Address) =>
    address === market || [...read.feeds, ...read.reserves].some((one) => one.address === address);
  switch (event.name) {
    case 'MarketPauseExtended':
      if (event.data.market !== market) return undefined;
      return { what: `paused the market until ${moment(event.data.pausedUntil)}`, by: event.data.authority };
    case 'MarketLaunched':
      return event.data.market === market ? { what: 'launched the market' } : undefined;
    case 'PublisherMuted':
    case 'PublisherUnmuted': {
      if (!isOurs(event.data.feed)) return undefined;
      const verb = event.name === 'PublisherMuted' ? 'muted' : 'hears again';
      return { what: `${verb} publisher ${shortAddress(event.data.publisher)}` };
    }
    case 'ChangeProposed':
      if (event.data.market !== market) return undefined;
      return { what: `proposed: ${KINDS[Number(event.data.kind)] ?? 'unknown kind'}`, by: event.data.proposer };
    case 'ChangeExecuted':
      return isOurs(event.data.target) ? { what: `executed change ${shortAddress(event.data.change)}` } : undefined;
    case 'ChangeCancelled':
      if (!changes.has(event.data.change)) return undefined;
      return { what: `cancelled change ${shortAddress(event.data.change)}`, by: event.data.authority };
    case 'RecommendationAccepted':
      if (!isOurs(event.data.feed)) return undefined;
      return { what: `accepted the recommended score ${asText(points(event.data.score))}`, by: event.data.authority };
    case 'RoleProposed':
    case 'RoleAccepted':
    case 'RoleCancelled': {
      if (event.data.market !== market) return undefined;
      const verb = { RoleProposed: 'proposed', RoleAccepted: 'accepted by', RoleCancelled: 'transfer cancelled, to' }[
        event.name
      ];
      return { what: `${roleOf(event.data.role)}: ${verb} ${shortAddress(event.data.holder)}` };
    }
    default:
      return undefined;
  }
}

/** Which publisher a key was, and whether it had a vote: told by the feed's events, back from what the feed says now. */
import type { LendingEvent } from '../chain/events';
import type { HistoryEntry } from '../chain/history';
import type { FeedShape } from './select';

/** By number, as `policy::report::Standing`. */
export const STANDINGS = ['silent', 'voting', 'shadow'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Slots by key: those that hold them now, and those that events name. */
export function slotsByKey(feed: FeedShape, entries: readonly HistoryEntry[]): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (const [slot, { key, successor }] of feed.publishers.entries()) slots.set(successor, slot).set(key, slot);
  for (const { events } of entries.toReversed()) {
    for (const { name, data } of events.toReversed()) {
      if (name === 'PublisherRotated') {
        const slot = slots.get(data.successor);
        if (slot !== undefined && !slots.has(data.publisher)) slots.set(data.publisher, slot);
      } else if (name === 'PublisherAdded' || name === 'PublisherMuted' || name === 'PublisherPromoted') {
        if (!slots.has(data.publisher)) slots.set(data.publisher, Number(data.slot));
      }
    }
  }
  return slots;
}

export interface StandingPast {
  /** Of each slot before the oldest entry. */
  readonly initial: readonly Standing[];
  /** Of the slot that an event is about, after it. */
  readonly after: ReadonlyMap<LendingEvent, { readonly slot: number; readonly standing: Standing }>;
}

/** What a slot's standing was before each event that changes it. */
const BEFORE: Readonly<Partial<Record<LendingEvent['name'], Standing>>> = {
  PublisherPromoted: 'shadow',
  PublisherMuted: 'voting',
  PublisherUnmuted: 'silent',
  PublisherAdded: 'silent',
};

export function standingPast(feed: FeedShape, entries: readonly HistoryEntry[]): StandingPast {
  const standings = feed.reports.map(({ standing }): Standing => STANDINGS[standing] ?? 'silent');
  const after = new Map<LendingEvent, { slot: number; standing: Standing }>();
  for (const { events } of entries.toReversed()) {
    for (const event of events.toReversed()) {
      const before = BEFORE[event.name];
      if (before === undefined || !('slot' in event.data)) continue;
      const slot = Number(event.data.slot);
      after.set(event, { slot, standing: standings[slot] ?? 'silent' });
      standings[slot] = before;
    }
  }
  return { initial: standings, after };
}

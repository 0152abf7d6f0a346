/** What the program logged, from a transaction's log lines. The lines come from a network: anything else is skipped. */
import { EVENTS, type LendingEvent } from '../client/generated/eventTable';
import { PROGRAM } from './address';

export type { LendingEvent } from '../client/generated/eventTable';

const readers = new Map(EVENTS);
const DATA = 'Program data: ';

/** Events of the program in order; another program's data lines do not count, whatever they hold. */
export function eventsInLogs(logs: readonly string[]): LendingEvent[] {
  const running: string[] = [];
  const events: LendingEvent[] = [];
  for (const line of logs) {
    const invoked = /^Program (\w+) invoke \[\d+\]$/.exec(line);
    if (invoked?.[1] !== undefined) running.push(invoked[1]);
    else if (/^Program \w+ (success$|failed: )/.test(line)) running.pop();
    else if (line.startsWith(DATA) && running.at(-1) === PROGRAM) {
      const event = eventFrom(line.slice(DATA.length));
      if (event !== undefined) events.push(event);
    }
  }
  return events;
}

function eventFrom(base64: string): LendingEvent | undefined {
  const bytes = bytesFrom(base64);
  if (bytes === undefined) return undefined;
  const read = readers.get(bytes.subarray(0, 8).join(','));
  try {
    return read?.(bytes.subarray(8));
  } catch {
    return undefined;
  }
}

/** The bytes of base64, or undefined for what is none. */
export function bytesFrom(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

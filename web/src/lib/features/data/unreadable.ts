// What in the book could not be read or used here, in sentences.
import * as said from '#lib/words/said/data.ts';

export interface Unreadable {
  /** Register entries and events that could not be read. */
  readonly electors: number;
  readonly events: number;
  /** Events of kinds that a newer version writes. */
  readonly newer: number;
  /** Events that came under the id of another one. */
  readonly clashes: number;
  /** What the relay's disk has damaged, and was not here before: when each was recorded, in words. */
  readonly missing: readonly string[];
}

/** The most that are named one by one. */
const namedMax = 20;

export function unreadableSentences(counts: Unreadable): string[] {
  const { electors, events, newer, clashes, missing } = counts;
  return [
    electors > 0 && said.electorsUnread({ count: electors }),
    events > 0 && said.eventsUnread({ count: events }),
    newer > 0 && said.newer({ count: newer }),
    clashes > 0 && said.clashes({ count: clashes }),
    missing.length > 0 && said.missing({ count: missing.length, entries: named(missing) }),
  ].filter((sentence) => sentence !== false);
}

function named(all: readonly string[]): string {
  const entries = all.slice(0, namedMax).join('; ');
  const rest = all.length - namedMax;
  return rest > 0 ? said.entriesAndMore({ entries, count: rest }) : entries;
}
